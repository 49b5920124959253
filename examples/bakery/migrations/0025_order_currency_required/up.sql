-- Third of three: with the check validated (readers and writers go on meanwhile),
-- SET NOT NULL believes it and does not scan the table again.
ALTER TABLE shop.orders VALIDATE CONSTRAINT orders_currency_present;
ALTER TABLE shop.orders ALTER COLUMN currency SET NOT NULL;
ALTER TABLE shop.orders DROP CONSTRAINT orders_currency_present;
