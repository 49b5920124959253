CREATE TYPE shop.cadence AS ENUM ('weekly', 'fortnightly', 'monthly');

CREATE TABLE shop.subscriptions (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id   bigint NOT NULL REFERENCES shop.customers (id) ON DELETE CASCADE,
  baker_id      bigint NOT NULL REFERENCES shop.bakers (id) ON UPDATE CASCADE,
  cadence       shop.cadence NOT NULL DEFAULT 'weekly',
  active_during daterange NOT NULL,
  paused_on     date[] NOT NULL DEFAULT '{}',

  -- One box from one baker at a time; the next may begin on the day the last one ends.
  CONSTRAINT subscriptions_do_not_overlap
    EXCLUDE USING gist (customer_id WITH =, baker_id WITH =, active_during WITH &&),
  CONSTRAINT subscriptions_have_begun CHECK (NOT lower_inf(active_during))
);

CREATE TABLE shop.subscription_items (
  subscription_id bigint NOT NULL REFERENCES shop.subscriptions (id) ON DELETE CASCADE,
  product_id      bigint NOT NULL REFERENCES shop.products (id),
  quantity        smallint NOT NULL DEFAULT 1 CHECK (quantity BETWEEN 1 AND 24),
  PRIMARY KEY (subscription_id, product_id)
);

CREATE FUNCTION shop.next_delivery(subscription bigint, after date)
RETURNS date
LANGUAGE plpgsql STABLE STRICT
AS $$
DECLARE
  chosen shop.subscriptions%ROWTYPE;
  step   interval;
  due    date;
BEGIN
  SELECT * INTO chosen FROM shop.subscriptions WHERE id = subscription;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;

  step := CASE chosen.cadence
    WHEN 'weekly' THEN interval '7 days'
    WHEN 'fortnightly' THEN interval '14 days'
    WHEN 'monthly' THEN interval '1 month'
  END;

  due := lower(chosen.active_during);
  WHILE due <= after OR due = ANY (chosen.paused_on) LOOP
    due := due + step;
  END LOOP;

  RETURN CASE WHEN due <@ chosen.active_during THEN due END;
END
$$;
