CREATE TABLE shop.orders (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reference   text COLLATE "C" NOT NULL UNIQUE,
  customer_id bigint NOT NULL REFERENCES shop.customers (id),
  status      shop.order_status NOT NULL DEFAULT 'draft',
  ship_to     shop.postal_address,
  placed_at   timestamptz,
  CONSTRAINT orders_placed_unless_draft CHECK (placed_at IS NOT NULL OR status IN ('draft', 'cancelled'))
);
COMMENT ON COLUMN shop.orders.reference IS 'What the customer reads on the parcel and tells us on the phone';

CREATE TABLE shop.order_lines (
  order_id         bigint NOT NULL REFERENCES shop.orders (id) ON DELETE CASCADE,
  line_number      smallint NOT NULL,
  product_id       bigint NOT NULL REFERENCES shop.products (id),
  quantity         smallint NOT NULL DEFAULT 1,
  unit_price_cents shop.cents NOT NULL,
  line_total_cents integer GENERATED ALWAYS AS (quantity * unit_price_cents) STORED,
  PRIMARY KEY (order_id, line_number),
  CONSTRAINT order_lines_quantity_positive CHECK (quantity > 0)
);
COMMENT ON COLUMN shop.order_lines.unit_price_cents IS 'The price on the day of the order: later changes do not reach it';
CREATE INDEX order_lines_product_id_idx ON shop.order_lines (product_id);
