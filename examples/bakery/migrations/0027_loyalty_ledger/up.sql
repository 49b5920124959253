CREATE TYPE loyalty.entry_kind AS ENUM ('earned', 'redeemed', 'expired', 'gift');

CREATE SEQUENCE loyalty.entry_numbers AS bigint START WITH 10000 CACHE 20;

-- Split by kind, since redeeming reads what was earned and nothing else; what was earned is split
-- by year, since points expire by the year.
CREATE TABLE loyalty.entries (
  number      bigint NOT NULL DEFAULT nextval('loyalty.entry_numbers'),
  kind        loyalty.entry_kind NOT NULL,
  booked_on   date NOT NULL DEFAULT CURRENT_DATE,
  customer_id bigint NOT NULL REFERENCES loyalty.accounts (customer_id) ON DELETE CASCADE,
  points      integer NOT NULL,
  order_id    bigint REFERENCES shop.orders (id) ON DELETE SET NULL,
  PRIMARY KEY (kind, booked_on, number),
  CONSTRAINT entries_sign_fits_kind CHECK ((points > 0) = (kind IN ('earned', 'gift')))
) PARTITION BY LIST (kind);
ALTER SEQUENCE loyalty.entry_numbers OWNED BY loyalty.entries.number;

CREATE TABLE loyalty.entries_earned PARTITION OF loyalty.entries
  FOR VALUES IN ('earned')
  PARTITION BY RANGE (booked_on);
CREATE TABLE loyalty.entries_earned_2025 PARTITION OF loyalty.entries_earned
  FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE loyalty.entries_earned_later PARTITION OF loyalty.entries_earned DEFAULT;

CREATE TABLE loyalty.entries_spent PARTITION OF loyalty.entries FOR VALUES IN ('redeemed', 'expired');
CREATE TABLE loyalty.entries_other PARTITION OF loyalty.entries DEFAULT;

CREATE INDEX entries_customer_idx ON loyalty.entries (customer_id, booked_on);

-- The other partitions are small; this one is asked by order as well.
CREATE INDEX entries_earned_2025_order_idx ON loyalty.entries_earned_2025 (order_id) WHERE order_id IS NOT NULL;
