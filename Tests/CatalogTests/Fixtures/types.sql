CREATE SCHEMA kinds;
CREATE TYPE kinds.empty AS ENUM ();
CREATE TYPE kinds.grown AS ENUM ('b', 'd');
ALTER TYPE kinds.grown ADD VALUE 'a' BEFORE 'b';
ALTER TYPE kinds.grown ADD VALUE 'c' AFTER 'b';
CREATE TYPE kinds.pair AS (l integer, r character varying(10) COLLATE "C", m kinds.grown);
CREATE TYPE kinds.nested AS (p kinds.pair, list kinds.pair[]);
CREATE TYPE kinds.none AS ();
CREATE DOMAIN kinds.positive AS integer DEFAULT 1 NOT NULL CONSTRAINT is_positive CHECK (VALUE > 0) CHECK (VALUE < 1000);
CREATE DOMAIN kinds.code AS character varying(10) COLLATE "C" CHECK (VALUE IN ('a', 'b'));
CREATE FUNCTION kinds.ok(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE DOMAIN kinds.checked AS text CONSTRAINT ok CHECK (kinds.ok(VALUE)) DEFAULT lower('X');
ALTER DOMAIN kinds.checked ADD CONSTRAINT later CHECK (VALUE <> '') NOT VALID;
CREATE DOMAIN kinds.positives AS kinds.positive[];
CREATE TYPE kinds.float_range AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi);
CREATE TYPE kinds.text_span AS RANGE (SUBTYPE = text, COLLATION = "C", SUBTYPE_OPCLASS = text_pattern_ops, MULTIRANGE_TYPE_NAME = kinds.text_spans);
CREATE TABLE kinds.t (a kinds.positive, b kinds.pair, c kinds.grown[] DEFAULT '{b}', d kinds.float_range, e kinds.float_multirange, f kinds.checked);
COMMENT ON TYPE kinds.grown IS 'an enum';
COMMENT ON TYPE kinds.pair IS 'a composite';
COMMENT ON COLUMN kinds.pair.l IS 'left';
COMMENT ON DOMAIN kinds.positive IS 'a domain';
COMMENT ON CONSTRAINT is_positive ON DOMAIN kinds.positive IS 'a check';
COMMENT ON TYPE kinds.float_range IS 'a range';
-- fingerprint: 391482d69fd7fa9a1ab5493fe99a3c04646c89ae8f7bc65887e17cf23ed4c336
-- fingerprint with access: 6120b9b0749851724b98a0ba85ce659dde26aab3dd2a82a67225e96dacf6296c
