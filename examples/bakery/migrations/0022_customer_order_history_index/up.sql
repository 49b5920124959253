-- The table is busy from four in the morning on: build the index without locking writers out.
CREATE INDEX CONCURRENTLY orders_customer_history_idx
  ON shop.orders (customer_id, placed_at DESC)
  INCLUDE (reference);
