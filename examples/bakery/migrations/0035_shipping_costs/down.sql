DROP VIEW shop.order_totals;

ALTER TABLE shop.orders DROP COLUMN shipping_cents;

CREATE VIEW shop.order_totals AS
SELECT
  o.id AS order_id,
  o.reference,
  o.customer_id,
  o.status,
  o.placed_at,
  count(line.line_number) AS line_count,
  COALESCE(sum(line.line_total_cents), 0) AS goods_cents
FROM shop.orders AS o
LEFT JOIN shop.order_lines AS line ON line.order_id = o.id
GROUP BY o.id;
COMMENT ON VIEW shop.order_totals IS 'One row for each order, lines added up';
