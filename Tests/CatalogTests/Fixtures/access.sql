-- roles: confiture_reader confiture_writer
CREATE SCHEMA app AUTHORIZATION confiture_writer;
GRANT USAGE ON SCHEMA app TO confiture_reader;
CREATE TABLE app.t (id bigint GENERATED ALWAYS AS IDENTITY, s serial, name text, secret text);
ALTER TABLE app.t OWNER TO confiture_writer;
GRANT SELECT, INSERT ON app.t TO confiture_reader WITH GRANT OPTION;
GRANT ALL ON app.t TO PUBLIC;
GRANT UPDATE (name), SELECT (secret) ON app.t TO confiture_reader;
GRANT USAGE ON SEQUENCE app.t_id_seq TO confiture_reader;
CREATE TABLE app.revoked (id integer);
REVOKE ALL ON app.revoked FROM CURRENT_USER;
CREATE TABLE app.restored (id integer);
GRANT SELECT ON app.restored TO confiture_reader;
REVOKE SELECT ON app.restored FROM confiture_reader;
CREATE FUNCTION app.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION app.f() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.f() TO confiture_reader;
CREATE PROCEDURE app.p(integer) LANGUAGE sql AS '';
ALTER PROCEDURE app.p(integer) OWNER TO confiture_reader;
CREATE TYPE app.e AS ENUM ('a');
REVOKE USAGE ON TYPE app.e FROM PUBLIC;
CREATE DOMAIN app.d AS text;
ALTER DOMAIN app.d OWNER TO confiture_reader;
CREATE VIEW app.v AS SELECT id FROM app.t;
GRANT SELECT ON app.v TO confiture_reader;
CREATE MATERIALIZED VIEW app.m AS SELECT 1 AS one;
ALTER MATERIALIZED VIEW app.m OWNER TO confiture_reader;
CREATE SEQUENCE app.s;
GRANT USAGE ON SEQUENCE app.s TO confiture_reader;
GRANT CREATE ON SCHEMA public TO confiture_reader;
CREATE STATISTICS app.stx ON id, name FROM app.t;
ALTER DEFAULT PRIVILEGES FOR ROLE confiture_writer IN SCHEMA app GRANT SELECT ON TABLES TO confiture_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE confiture_writer REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE confiture_writer GRANT USAGE ON SCHEMAS TO confiture_reader;
-- fingerprint: 4c500295ce665ae38d77eb53a965ea03f15aef21992383d1807655c05e2536bd
-- fingerprint with access: d0300799e483397083d7df6f7568df91d9e02e0db11e6b1b57fcdbfca6015994
