CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

CREATE SCHEMA delivery;
COMMENT ON SCHEMA delivery IS 'Vans, zones and routes';

CREATE FUNCTION delivery.minutes_between(later time, earlier time)
RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT (EXTRACT(epoch FROM later - earlier) / 60)::double precision $$;

-- Opening hours and delivery windows are hours of any day, which no built-in range can say.
CREATE TYPE delivery.day_hours AS RANGE (
  SUBTYPE = time,
  SUBTYPE_DIFF = delivery.minutes_between
);

CREATE TABLE delivery.zones (
  id             integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug           shop.slug NOT NULL UNIQUE,
  postal_codes   text[] NOT NULL,
  delivery_hours delivery.day_hours NOT NULL DEFAULT '[07:00,12:00)',
  CONSTRAINT zones_hours_not_empty CHECK (NOT isempty(delivery_hours))
);

CREATE TABLE delivery.vans (
  id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  licence_plate text COLLATE "C" NOT NULL UNIQUE,
  capacity      smallint NOT NULL DEFAULT 60,
  chilled       boolean NOT NULL DEFAULT false
);

CREATE TABLE delivery.routes (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  zone_id   integer NOT NULL REFERENCES delivery.zones (id),
  van_id    integer NOT NULL REFERENCES delivery.vans (id),
  driver    text NOT NULL,
  on_road   tstzrange NOT NULL,
  CONSTRAINT routes_one_at_a_time EXCLUDE USING gist (van_id WITH =, on_road WITH &&),
  CONSTRAINT routes_end CHECK (NOT upper_inf(on_road))
);
COMMENT ON CONSTRAINT routes_one_at_a_time ON delivery.routes IS 'A van cannot be on two routes at once';

INSERT INTO delivery.zones (slug, postal_codes)
VALUES ('mitte', '{10115,10117,10119}'), ('wedding', '{13347,13351}');
