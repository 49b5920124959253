-- Nearly every draft has no date, and nearly every delivered order is in euro.
CREATE STATISTICS shop.orders_status_currency (dependencies, ndistinct, mcv)
  ON status, currency
  FROM shop.orders;
ALTER STATISTICS shop.orders_status_currency SET STATISTICS 300;

-- For the report by hour of the day: an expression has no statistics of its own.
CREATE STATISTICS shop.orders_placed_hour
  ON (EXTRACT(hour FROM placed_at AT TIME ZONE 'Europe/Berlin'))
  FROM shop.orders;

COMMENT ON STATISTICS shop.orders_status_currency IS 'Status and currency go together';

ALTER TABLE shop.order_lines ALTER COLUMN product_id SET (n_distinct = -0.02);
