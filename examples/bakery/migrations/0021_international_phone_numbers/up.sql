CREATE DOMAIN shop.phone_number AS text
  CONSTRAINT phone_number_international CHECK (VALUE ~ '^\+[1-9][0-9]{6,14}$');

ALTER TABLE shop.customers RENAME COLUMN phone TO phone_number;

-- Numbers from the paper book are German and written as people write them: 033 / 5550001.
ALTER TABLE shop.customers
  ALTER COLUMN phone_number TYPE shop.phone_number
    USING '+49' || ltrim(regexp_replace(phone_number, '[^0-9]', '', 'g'), '0');

COMMENT ON COLUMN shop.customers.phone_number IS 'With country code; drivers call it when nobody opens';
