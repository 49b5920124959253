CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;

CREATE TABLE billing.vouchers (
  code            text COLLATE "C" PRIMARY KEY DEFAULT encode(public.gen_random_bytes(8), 'hex'),
  bought_in       bigint REFERENCES shop.orders (id),
  value_cents     shop.cents NOT NULL,
  remaining_cents shop.cents NOT NULL,
  greeting        text,
  valid_during    daterange NOT NULL DEFAULT daterange(CURRENT_DATE, (CURRENT_DATE + interval '3 years')::date),
  CONSTRAINT vouchers_remaining_at_most_value CHECK (remaining_cents <= value_cents)
);
ALTER TABLE billing.vouchers ALTER COLUMN greeting SET COMPRESSION pglz;

CREATE INDEX vouchers_unspent_idx ON billing.vouchers USING gist (valid_during) WHERE remaining_cents > 0;

CREATE PROCEDURE billing.redeem_voucher(voucher_code text, amount integer, INOUT left_cents integer DEFAULT NULL)
LANGUAGE plpgsql
AS $$
BEGIN
  UPDATE billing.vouchers
  SET remaining_cents = remaining_cents - amount
  WHERE code = voucher_code AND valid_during @> CURRENT_DATE AND remaining_cents >= amount
  RETURNING remaining_cents INTO left_cents;

  IF NOT FOUND THEN
    RAISE EXCEPTION 'voucher % cannot pay % cents', voucher_code, amount
      USING HINT = 'It is spent, expired or unknown.';
  END IF;
END
$$;
