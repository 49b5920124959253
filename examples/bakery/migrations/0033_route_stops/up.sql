CREATE TABLE delivery.stops (
  route_id   bigint NOT NULL REFERENCES delivery.routes (id) ON DELETE CASCADE,
  order_id   bigint NOT NULL REFERENCES shop.orders (id),
  position   smallint NOT NULL,
  arrived_at timestamptz,
  PRIMARY KEY (route_id, order_id),
  -- Deferrable, so that two stops can change places in one statement.
  CONSTRAINT stops_position_key UNIQUE (route_id, position) DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX stops_order_id_idx ON delivery.stops (order_id);

CREATE PROCEDURE delivery.swap_stops(route bigint, first smallint, second smallint)
LANGUAGE sql
AS $$
  UPDATE delivery.stops
  SET position = CASE position WHEN first THEN second ELSE first END
  WHERE route_id = route AND position IN (first, second)
$$;

ALTER TABLE delivery.routes ADD COLUMN cancelled_at timestamptz;

-- Routes that drivers were paid for are never deleted, only cancelled.
CREATE RULE routes_cancel_instead_of_delete AS
  ON DELETE TO delivery.routes
  WHERE lower(OLD.on_road) < now()
  DO INSTEAD UPDATE delivery.routes SET cancelled_at = now() WHERE id = OLD.id;
