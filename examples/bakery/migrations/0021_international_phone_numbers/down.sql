ALTER TABLE shop.customers ALTER COLUMN phone_number TYPE text;
ALTER TABLE shop.customers RENAME COLUMN phone_number TO phone;
COMMENT ON COLUMN shop.customers.phone IS 'As typed by the customer; drivers call it when nobody opens';

DROP DOMAIN shop.phone_number;
