-- First of three: the column, and a rule for what is written from now on. Nothing is scanned.
ALTER TABLE shop.orders ADD COLUMN currency character(3);
ALTER TABLE shop.orders
  ADD CONSTRAINT orders_currency_present CHECK (currency IS NOT NULL) NOT VALID;
ALTER TABLE shop.orders ALTER COLUMN currency SET DEFAULT 'EUR';

COMMENT ON COLUMN shop.orders.currency IS 'ISO 4217, of every amount in the order';
