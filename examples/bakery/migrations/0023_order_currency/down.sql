ALTER TABLE shop.orders DROP COLUMN currency;
