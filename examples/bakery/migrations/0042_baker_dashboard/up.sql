CREATE VIEW shop.baker_dashboard AS
WITH open_lines AS (
  SELECT product.baker_id, sum(line.quantity) AS pieces, min(o.placed_at) AS oldest_placed_at
  FROM shop.orders AS o
  JOIN shop.order_lines AS line ON line.order_id = o.id
  JOIN shop.products AS product ON product.id = line.product_id
  WHERE o.status IN ('placed', 'baking')
  GROUP BY product.baker_id
)
SELECT
  baker.id AS baker_id,
  baker.display_name,
  COALESCE(open_lines.pieces, 0) AS pieces_to_bake,
  open_lines.oldest_placed_at,
  rating.average_rating,
  statement.owed_cents AS owed_this_month_cents
FROM shop.bakers AS baker
LEFT JOIN open_lines ON open_lines.baker_id = baker.id
LEFT JOIN LATERAL (
  SELECT round(avg(stars.average_rating), 2) AS average_rating
  FROM shop.product_ratings AS stars
  JOIN shop.products AS product ON product.id = stars.product_id
  WHERE product.baker_id = baker.id
) AS rating ON true
LEFT JOIN billing.baker_statements AS statement
  ON statement.baker_id = baker.id
  AND statement.month = date_trunc('month', CURRENT_DATE)::date
  AND statement.currency = 'EUR'
WHERE baker.left_on IS NULL;
COMMENT ON VIEW shop.baker_dashboard IS 'What a baker sees on signing in';
