ALTER TABLE shop.orders
  ADD COLUMN shipping_cents shop.cents NOT NULL DEFAULT 0;

-- The total gets a part and a new name in the middle, which CREATE OR REPLACE VIEW cannot do.
DROP VIEW shop.order_totals;
CREATE VIEW shop.order_totals WITH (security_barrier = true) AS
SELECT
  o.id AS order_id,
  o.reference,
  o.customer_id,
  o.status,
  o.currency,
  o.placed_at,
  count(line.line_number) AS line_count,
  COALESCE(sum(line.line_total_cents), 0) AS goods_cents,
  o.shipping_cents,
  COALESCE(sum(line.line_total_cents), 0) + o.shipping_cents AS total_cents
FROM shop.orders AS o
LEFT JOIN shop.order_lines AS line ON line.order_id = o.id
GROUP BY o.id;
COMMENT ON VIEW shop.order_totals IS 'One row for each order: goods, shipping and their sum';
