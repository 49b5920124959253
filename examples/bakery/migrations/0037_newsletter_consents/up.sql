-- Whoever reads our mail must be able to see when and where they said yes.
CREATE TABLE shop.consents (
  customer_id bigint NOT NULL REFERENCES shop.customers (id) ON DELETE CASCADE,
  purpose     text NOT NULL,
  given_at    timestamptz NOT NULL DEFAULT now(),
  source      text NOT NULL,
  withdrawn_at timestamptz,
  PRIMARY KEY (customer_id, purpose, given_at),
  CONSTRAINT consents_withdrawn_later CHECK (withdrawn_at > given_at)
);
CREATE UNIQUE INDEX consents_one_in_force_key ON shop.consents (customer_id, purpose) WHERE withdrawn_at IS NULL;

INSERT INTO shop.consents (customer_id, purpose, given_at, source)
SELECT id, 'newsletter', created_at, 'the tick at sign-up'
FROM shop.customers
WHERE newsletter
ORDER BY id;
