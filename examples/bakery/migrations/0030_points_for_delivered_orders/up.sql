-- Where the two lines of work meet: orders have a currency now, and delivered ones earn points.
CREATE TABLE loyalty.earning_rates (
  currency         character(3) PRIMARY KEY,
  cents_per_point  smallint NOT NULL CHECK (cents_per_point > 0)
);
INSERT INTO loyalty.earning_rates (currency, cents_per_point)
VALUES ('EUR', 10), ('CHF', 10), ('PLN', 45);

CREATE FUNCTION loyalty.earn_points()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  INSERT INTO loyalty.entries (kind, customer_id, points, order_id)
  SELECT 'earned', NEW.customer_id, sum(line.line_total_cents) / rate.cents_per_point, NEW.id
  FROM shop.order_lines AS line
  JOIN loyalty.earning_rates AS rate ON rate.currency = NEW.currency
  JOIN loyalty.accounts AS account ON account.customer_id = NEW.customer_id
  WHERE line.order_id = NEW.id
  GROUP BY rate.cents_per_point
  HAVING sum(line.line_total_cents) >= rate.cents_per_point;
  RETURN NULL;
END
$$;

CREATE TRIGGER orders_earn_points
  AFTER UPDATE OF status ON shop.orders
  FOR EACH ROW WHEN (NEW.status = 'delivered' AND OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION loyalty.earn_points();
