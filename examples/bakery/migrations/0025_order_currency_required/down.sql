ALTER TABLE shop.orders
  ADD CONSTRAINT orders_currency_present CHECK (currency IS NOT NULL) NOT VALID;
ALTER TABLE shop.orders ALTER COLUMN currency DROP NOT NULL;
