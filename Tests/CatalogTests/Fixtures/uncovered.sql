CREATE FUNCTION pg_catalog.stray(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE OPERATOR pg_catalog.=== (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer);
CREATE CONVERSION pg_catalog.stray FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
SELECT lo_create(424242);
-- fingerprint: dbbc4f1e9aea93013069e555ec9120f19a57482d8a0845dc4acdefcfa66b1297
-- fingerprint with access: b98d54ecb72cb09309dbb554f4b338acf1d73b8adecd7d06ec6b2e5048e3dff4
