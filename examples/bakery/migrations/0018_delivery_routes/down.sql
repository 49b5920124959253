DROP TABLE delivery.routes;
DROP TABLE delivery.vans;
DROP TABLE delivery.zones;
DROP TYPE delivery.day_hours;
DROP FUNCTION delivery.minutes_between(time, time);
DROP SCHEMA delivery;

DROP EXTENSION btree_gist;
