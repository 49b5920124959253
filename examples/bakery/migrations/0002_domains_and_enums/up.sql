CREATE DOMAIN shop.email_address AS public.citext
  CONSTRAINT email_address_shape CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$');
COMMENT ON DOMAIN shop.email_address IS 'One address, compared without regard to case';

CREATE DOMAIN shop.slug AS text
  CONSTRAINT slug_shape CHECK (VALUE ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
COMMENT ON DOMAIN shop.slug IS 'The part of a web address that names something';

CREATE DOMAIN shop.cents AS integer
  CONSTRAINT cents_not_negative CHECK (VALUE >= 0);
COMMENT ON DOMAIN shop.cents IS 'An amount of money in hundredths of its currency';

CREATE TYPE shop.product_kind AS ENUM ('bread', 'pastry', 'jam', 'gift_box');
CREATE TYPE shop.order_status AS ENUM ('draft', 'placed', 'baking', 'shipped', 'delivered', 'cancelled');
COMMENT ON TYPE shop.order_status IS 'The life of an order, in the order in which it happens';
