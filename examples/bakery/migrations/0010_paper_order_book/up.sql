-- Data: the orders of the weeks before the web shop, typed in from the paper book (references PB-…).
INSERT INTO shop.customers (email, full_name, newsletter, phone, created_at)
SELECT
  'guest' || number || '@example.org',
  'Guest ' || number,
  number % 3 = 0,
  CASE WHEN number % 4 = 0 THEN NULL ELSE '0' || (30 + number % 7) || ' / ' || (5550000 + number) END,
  timestamptz '2025-01-06 07:00:00+00' + number * interval '11 hours'
FROM generate_series(1, 40) AS number;

INSERT INTO shop.orders (reference, customer_id, status, ship_to, placed_at)
SELECT
  'PB-' || to_char(number, 'FM0000'),
  customer.id,
  CASE WHEN number % 17 = 0 THEN 'cancelled' WHEN number > 230 THEN 'placed' ELSE 'delivered' END::shop.order_status,
  ROW('Mill Lane', (number % 90 + 1)::text, '10115', 'Berlin', 'DE')::shop.postal_address,
  timestamptz '2025-01-20 08:00:00+00' + number * interval '7 hours'
FROM generate_series(1, 240) AS number
JOIN shop.customers AS customer ON customer.email = ('guest' || (number % 40 + 1) || '@example.org')::public.citext
ORDER BY number;

INSERT INTO shop.order_lines (order_id, line_number, product_id, quantity, unit_price_cents)
SELECT
  book.id,
  row_number() OVER (PARTITION BY book.id ORDER BY product.sku),
  product.id,
  1 + (book.number + product.number) % 3,
  product.price_cents
FROM (
  SELECT id, row_number() OVER (ORDER BY reference) AS number FROM shop.orders WHERE reference LIKE 'PB-%'
) AS book
JOIN (
  SELECT id, sku, price_cents, row_number() OVER (ORDER BY sku) AS number FROM shop.products
) AS product ON (book.number + product.number) % 4 = 0;
