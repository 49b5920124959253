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

CREATE VIEW shop.bestsellers AS
SELECT
  product.id AS product_id,
  product.name,
  product.kind,
  sum(line.quantity) AS sold,
  rank() OVER (PARTITION BY product.kind ORDER BY sum(line.quantity) DESC) AS rank_in_kind
FROM shop.products AS product
JOIN shop.order_lines AS line ON line.product_id = product.id
GROUP BY product.id;
