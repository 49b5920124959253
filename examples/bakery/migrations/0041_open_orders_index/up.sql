-- The bakers' screen asks every few seconds for what is still to be baked.
CREATE INDEX CONCURRENTLY orders_open_idx
  ON shop.orders (placed_at)
  INCLUDE (reference, customer_id)
  WHERE status IN ('placed', 'baking');

COMMENT ON INDEX shop.orders_open_idx IS 'Behind the screen in the bakeries: small, and always in memory';
