CREATE SCHEMA billing;
COMMENT ON SCHEMA billing IS 'What was paid, refunded and passed on to the bakers';

CREATE TYPE billing.payment_method AS ENUM ('card', 'bank_transfer', 'cash');
CREATE TYPE billing.payment_state AS ENUM ('pending', 'captured', 'failed', 'refunded');

CREATE TABLE billing.payments (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id     bigint NOT NULL REFERENCES shop.orders (id) ON DELETE RESTRICT,
  method       billing.payment_method NOT NULL,
  state        billing.payment_state NOT NULL DEFAULT 'pending',
  amount_cents shop.cents NOT NULL,
  provider_ref text COLLATE "C",
  captured_at  timestamptz,
  CONSTRAINT payments_capture_is_dated CHECK ((state IN ('captured', 'refunded')) = (captured_at IS NOT NULL))
);

-- An order is paid once, however often the button was pressed.
CREATE UNIQUE INDEX payments_captured_once_key ON billing.payments (order_id) WHERE state = 'captured';

-- The provider's callbacks ask for state and amount by its own reference.
CREATE UNIQUE INDEX payments_provider_ref_key
  ON billing.payments (provider_ref)
  INCLUDE (state, amount_cents)
  WHERE provider_ref IS NOT NULL;

-- The paper book was paid in cash at the door.
INSERT INTO billing.payments (order_id, method, state, amount_cents, captured_at)
SELECT book.id, 'cash', 'captured', sum(line.line_total_cents), book.placed_at + interval '1 day'
FROM shop.orders AS book
JOIN shop.order_lines AS line ON line.order_id = book.id
WHERE book.status = 'delivered'
GROUP BY book.id
ORDER BY book.id;
