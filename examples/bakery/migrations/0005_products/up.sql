CREATE TABLE shop.products (
  id           bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000) PRIMARY KEY,
  baker_id     bigint NOT NULL REFERENCES shop.bakers (id) ON UPDATE CASCADE,
  sku          text COLLATE "C" NOT NULL,
  name         text NOT NULL,
  kind         shop.product_kind NOT NULL,
  price_cents  shop.cents NOT NULL,
  weight_grams integer NOT NULL,
  description  text NOT NULL DEFAULT '',
  allergens    text[] NOT NULL DEFAULT '{}',
  is_listed    boolean NOT NULL DEFAULT false,

  price_per_kilogram_cents integer
    GENERATED ALWAYS AS (round(price_cents * 1000.0 / weight_grams)::integer) STORED,

  CONSTRAINT products_sku_key UNIQUE (sku),
  CONSTRAINT products_weight_positive CHECK (weight_grams > 0)
);
COMMENT ON COLUMN shop.products.price_per_kilogram_cents IS 'Shown beside the price, as the law asks';

-- Descriptions are long and are only read on the product page: keep them out of the main heap,
-- uncompressed, because the page reads the first lines with substr().
ALTER TABLE shop.products ALTER COLUMN description SET STORAGE EXTERNAL;

-- A few bakers make most of the assortment, and the planner should know which.
ALTER TABLE shop.products ALTER COLUMN baker_id SET STATISTICS 500;

CREATE INDEX products_baker_listed_idx
  ON shop.products (baker_id, name)
  INCLUDE (price_cents)
  WHERE is_listed;
CREATE INDEX products_allergens_idx ON shop.products USING gin (allergens);
