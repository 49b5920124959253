CREATE SCHEMA loyalty;
COMMENT ON SCHEMA loyalty IS 'Crumbs: points that customers collect and spend';

CREATE TYPE loyalty.tier AS ENUM ('crumb', 'slice', 'loaf');

CREATE TABLE loyalty.accounts (
  customer_id  bigint PRIMARY KEY REFERENCES shop.customers (id) ON DELETE CASCADE,
  enrolled_at  timestamptz NOT NULL DEFAULT now(),
  card_number  text COLLATE "C" NOT NULL UNIQUE,
  tier         loyalty.tier NOT NULL DEFAULT 'crumb',
  birthday     date,
  CONSTRAINT accounts_card_number_shape CHECK (card_number ~ '^[0-9]{4}-[0-9]{4}$')
);

CREATE FUNCTION loyalty.tier_for(points bigint)
RETURNS loyalty.tier
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN points >= 5000 THEN 'loaf'
    WHEN points >= 1000 THEN 'slice'
    ELSE 'crumb'
  END::loyalty.tier
$$;
