COMMENT ON SCHEMA public IS 'ours';
CREATE EXTENSION citext;
CREATE EXTENSION hstore;
COMMENT ON EXTENSION hstore IS 'changed';
CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'it''s the app
in two lines';
CREATE TABLE app.t (id integer PRIMARY KEY, email public.citext NOT NULL DEFAULT 'x', tags public.hstore);
COMMENT ON TABLE app.t IS 'back\slash and ''quote''';
COMMENT ON COLUMN app.t.email IS 'mail; with semicolon -- and dashes';
CREATE INDEX ON app.t USING gist (tags);
CREATE VIEW app.v AS SELECT id FROM app.t WHERE email = 'A'::public.citext;
-- fingerprint: 8e44b1bf24db665cd3ab9ae32023d4ad0ff066b0e5e4595b7b0412c31f0f3405
-- fingerprint with access: eda67211333c1a2264cd6d6a5ede52aa572eadc7a79f6ae3b01d43077d750269
