ALTER TABLE shop.customers ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE shop.products ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE shop.orders ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();

CREATE FUNCTION shop.touch_updated_at()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;

-- A row that is written back unchanged keeps its date.
CREATE TRIGGER customers_touch_updated_at
  BEFORE UPDATE ON shop.customers
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION shop.touch_updated_at();

CREATE TRIGGER products_touch_updated_at
  BEFORE UPDATE OF name, price_cents, description, is_listed ON shop.products
  FOR EACH ROW
  EXECUTE FUNCTION shop.touch_updated_at();

CREATE TRIGGER orders_touch_updated_at
  BEFORE UPDATE ON shop.orders
  FOR EACH ROW
  EXECUTE FUNCTION shop.touch_updated_at();
