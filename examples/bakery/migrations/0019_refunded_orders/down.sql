-- A label cannot be taken out of an enum, so the type is made again without it, and with it
-- everything that reads the column. A refunded order counts as cancelled, as it did before.
DROP VIEW shop.order_totals;

ALTER TYPE shop.order_status RENAME TO order_status_with_refunds;
CREATE TYPE shop.order_status AS ENUM ('draft', 'placed', 'baking', 'shipped', 'delivered', 'cancelled');
COMMENT ON TYPE shop.order_status IS 'The life of an order, in the order in which it happens';

ALTER TABLE shop.orders DROP CONSTRAINT orders_placed_unless_draft;
ALTER TABLE shop.orders
  ALTER COLUMN status DROP DEFAULT,
  ALTER COLUMN status TYPE shop.order_status
    USING (CASE status::text WHEN 'refunded' THEN 'cancelled' ELSE status::text END)::shop.order_status,
  ALTER COLUMN status SET DEFAULT 'draft';
ALTER TABLE shop.orders
  ADD CONSTRAINT orders_placed_unless_draft CHECK (placed_at IS NOT NULL OR status IN ('draft', 'cancelled'));

DROP TYPE shop.order_status_with_refunds;

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
