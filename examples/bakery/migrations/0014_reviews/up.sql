CREATE TABLE shop.reviews (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  product_id  bigint NOT NULL REFERENCES shop.products (id) ON DELETE CASCADE,
  customer_id bigint NOT NULL REFERENCES shop.customers (id) ON DELETE CASCADE,
  rating      smallint NOT NULL,
  body        text,
  written_at  timestamptz NOT NULL DEFAULT now(),
  hidden_at   timestamptz,
  CONSTRAINT reviews_once_per_product_key UNIQUE (product_id, customer_id),
  CONSTRAINT reviews_rating_stars CHECK (rating BETWEEN 1 AND 5),
  CONSTRAINT reviews_body_length CHECK (char_length(body) <= 4000)
);
CREATE INDEX reviews_newest_idx ON shop.reviews (product_id, written_at DESC NULLS LAST) WHERE hidden_at IS NULL;

CREATE FUNCTION shop.require_purchase()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  IF NOT EXISTS (
    SELECT
    FROM shop.orders AS o
    JOIN shop.order_lines AS line ON line.order_id = o.id
    WHERE o.customer_id = NEW.customer_id AND line.product_id = NEW.product_id AND o.status = 'delivered'
  ) THEN
    RAISE EXCEPTION 'customer % has not received product %', NEW.customer_id, NEW.product_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'reviews_by_buyers_only';
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION shop.require_purchase() IS 'Only who has received a product may judge it';

-- Checked at commit: an import may bring reviews before the orders they belong to.
CREATE CONSTRAINT TRIGGER reviews_by_buyers_only
  AFTER INSERT OR UPDATE OF product_id, customer_id ON shop.reviews
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION shop.require_purchase();

CREATE VIEW shop.product_ratings AS
SELECT
  product_id,
  count(*) AS review_count,
  round(avg(rating), 2) AS average_rating,
  count(*) FILTER (WHERE rating >= 4) AS happy_count
FROM shop.reviews
WHERE hidden_at IS NULL
GROUP BY product_id;
