-- Data: whoever had five orders delivered gets a card, and a point for each ten cents spent.
INSERT INTO loyalty.accounts (customer_id, enrolled_at, card_number)
SELECT
  regular.customer_id,
  regular.last_order_at,
  to_char(4711, 'FM0000') || '-' || to_char(regular.customer_id % 10000, 'FM0000')
FROM (
  SELECT customer_id, max(placed_at) AS last_order_at
  FROM shop.orders
  WHERE status = 'delivered'
  GROUP BY customer_id
  HAVING count(*) >= 5
) AS regular
ORDER BY regular.customer_id;

INSERT INTO loyalty.entries (kind, booked_on, customer_id, points, order_id)
SELECT 'earned', (paid.placed_at AT TIME ZONE 'Europe/Berlin')::date, paid.customer_id, paid.cents / 10, paid.id
FROM (
  SELECT o.id, o.customer_id, o.placed_at, sum(line.line_total_cents) AS cents
  FROM shop.orders AS o
  JOIN shop.order_lines AS line ON line.order_id = o.id
  WHERE o.status = 'delivered'
  GROUP BY o.id
) AS paid
JOIN loyalty.accounts AS account ON account.customer_id = paid.customer_id
ORDER BY paid.id;

UPDATE loyalty.accounts AS account
SET tier = loyalty.tier_for(sums.points)
FROM (SELECT customer_id, sum(points) AS points FROM loyalty.entries GROUP BY customer_id) AS sums
WHERE sums.customer_id = account.customer_id;
