CREATE SCHEMA kitchen;
COMMENT ON SCHEMA kitchen IS 'Ingredients, stock and recipes of the bakers who use our kitchen tools';

CREATE TYPE kitchen.unit AS ENUM ('gram', 'millilitre', 'piece');

CREATE TABLE kitchen.ingredients (
  id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  baker_id bigint NOT NULL REFERENCES shop.bakers (id) ON UPDATE CASCADE,
  name     text NOT NULL,
  unit     kitchen.unit NOT NULL,
  UNIQUE (baker_id, name)
);

-- A ledger: rows are added, never changed. The level is kept beside it.
CREATE TABLE kitchen.stock_movements (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ingredient_id   integer NOT NULL REFERENCES kitchen.ingredients (id),
  quantity        numeric(12, 3) NOT NULL,
  unit_cost_cents numeric(10, 4),
  moved_at        timestamptz NOT NULL DEFAULT now(),
  reason          text NOT NULL,
  CONSTRAINT stock_movements_moves_something CHECK (quantity <> 0),
  CONSTRAINT stock_movements_deliveries_are_priced CHECK (quantity < 0 OR unit_cost_cents IS NOT NULL)
);
-- Only ever read by time over the whole ledger.
CREATE INDEX stock_movements_moved_at_idx ON kitchen.stock_movements USING brin (moved_at) WITH (pages_per_range = 32);

CREATE TABLE kitchen.stock_levels (
  ingredient_id integer PRIMARY KEY REFERENCES kitchen.ingredients (id) ON DELETE CASCADE,
  quantity      numeric(14, 3) NOT NULL DEFAULT 0,
  moved_at      timestamptz NOT NULL
) WITH (fillfactor = 70);

CREATE FUNCTION kitchen.apply_stock_movements()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  INSERT INTO kitchen.stock_levels AS level (ingredient_id, quantity, moved_at)
  SELECT ingredient_id, sum(quantity), max(moved_at)
  FROM added
  GROUP BY ingredient_id
  ON CONFLICT (ingredient_id) DO UPDATE
    SET quantity = level.quantity + EXCLUDED.quantity,
        moved_at = greatest(level.moved_at, EXCLUDED.moved_at);
  RETURN NULL;
END
$$;

CREATE TRIGGER stock_movements_apply
  AFTER INSERT ON kitchen.stock_movements
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT
  EXECUTE FUNCTION kitchen.apply_stock_movements();

CREATE FUNCTION kitchen.refuse_ledger_change()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'the stock ledger is append-only: write a movement that corrects it';
END
$$;

CREATE TRIGGER stock_movements_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON kitchen.stock_movements
  FOR EACH STATEMENT
  EXECUTE FUNCTION kitchen.refuse_ledger_change();
