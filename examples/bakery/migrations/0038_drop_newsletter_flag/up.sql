ALTER TABLE shop.customers DROP COLUMN newsletter;
