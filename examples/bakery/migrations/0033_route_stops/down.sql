DROP RULE routes_cancel_instead_of_delete ON delivery.routes;
ALTER TABLE delivery.routes DROP COLUMN cancelled_at;

DROP PROCEDURE delivery.swap_stops(bigint, smallint, smallint);
DROP TABLE delivery.stops;
