CREATE TABLE shop.customers (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  email      shop.email_address NOT NULL,
  full_name  text NOT NULL,
  newsletter boolean NOT NULL DEFAULT false,
  phone      text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT customers_pkey PRIMARY KEY (id),
  CONSTRAINT customers_email_key UNIQUE (email),
  CONSTRAINT customers_full_name_present CHECK (btrim(full_name) <> '')
);
COMMENT ON TABLE shop.customers IS 'People who have signed up or ordered as a guest';
COMMENT ON COLUMN shop.customers.phone IS 'As typed by the customer; drivers call it when nobody opens';

CREATE TYPE shop.postal_address AS (
  street       text,
  house_number text,
  postal_code  text,
  city         text COLLATE "C",
  country      character(2)
);
COMMENT ON TYPE shop.postal_address IS 'Where a parcel goes, in the parts that a label needs';

CREATE TABLE shop.customer_addresses (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES shop.customers (id) ON DELETE CASCADE,
  label       text NOT NULL DEFAULT 'home',
  address     shop.postal_address NOT NULL,
  is_default  boolean NOT NULL DEFAULT false,
  CONSTRAINT customer_addresses_label_key UNIQUE (customer_id, label)
);

-- At most one default address for each customer.
CREATE UNIQUE INDEX customer_addresses_default_key
  ON shop.customer_addresses (customer_id)
  WHERE is_default;
