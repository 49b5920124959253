CREATE TABLE kitchen.recipes (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  product_id   bigint NOT NULL REFERENCES shop.products (id) ON DELETE CASCADE,
  version      smallint NOT NULL DEFAULT 1,
  yield_pieces smallint NOT NULL,
  method       text NOT NULL DEFAULT '',
  UNIQUE (product_id, version),
  CHECK (version > 0),
  CHECK (yield_pieces > 0)
);

CREATE TABLE kitchen.recipe_ingredients (
  recipe_id     bigint REFERENCES kitchen.recipes (id) ON DELETE CASCADE,
  ingredient_id integer REFERENCES kitchen.ingredients (id),
  quantity      numeric(10, 3) NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (recipe_id, ingredient_id)
);

-- weighted_mean(value, weight): sum of value × weight over sum of weight. The state holds both sums.
CREATE FUNCTION kitchen.weighted_mean_add(state numeric[], value numeric, weight numeric)
RETURNS numeric[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN value IS NULL OR weight IS NULL THEN state
    ELSE ARRAY[state[1] + value * weight, state[2] + weight]
  END
$$;

CREATE FUNCTION kitchen.weighted_mean_combine(one numeric[], other numeric[])
RETURNS numeric[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT ARRAY[one[1] + other[1], one[2] + other[2]] $$;

CREATE FUNCTION kitchen.weighted_mean_result(state numeric[])
RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT state[1] / NULLIF(state[2], 0) $$;

CREATE AGGREGATE kitchen.weighted_mean(value numeric, weight numeric) (
  SFUNC = kitchen.weighted_mean_add,
  STYPE = numeric[],
  COMBINEFUNC = kitchen.weighted_mean_combine,
  FINALFUNC = kitchen.weighted_mean_result,
  INITCOND = '{0,0}',
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE kitchen.weighted_mean(numeric, numeric) IS 'Mean of values, each counted by its weight';

CREATE VIEW kitchen.ingredient_costs AS
SELECT ingredient_id, kitchen.weighted_mean(unit_cost_cents, quantity) AS unit_cost_cents
FROM kitchen.stock_movements
WHERE quantity > 0
GROUP BY ingredient_id;

CREATE FUNCTION kitchen.recipe_cost_cents(recipe bigint)
RETURNS numeric
LANGUAGE sql STABLE
RETURN (
  SELECT sum(part.quantity * cost.unit_cost_cents)
  FROM kitchen.recipe_ingredients AS part
  JOIN kitchen.ingredient_costs AS cost USING (ingredient_id)
  WHERE part.recipe_id = recipe
);
