CREATE TYPE public.pair AS (l integer, r text);
CREATE TABLE public.t (id integer PRIMARY KEY, name text, CONSTRAINT t_name UNIQUE (name));
CREATE FUNCTION public.f(integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 5 AS 'SELECT $1';
CREATE FUNCTION public.f(text) RETURNS SETOF text LANGUAGE sql STABLE ROWS 7 AS 'SELECT $1';
CREATE FUNCTION public.f(a integer, b text DEFAULT 'it''s', VARIADIC rest integer[] DEFAULT ARRAY[1, 2]) RETURNS TABLE (x integer, "json" text) LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' SET work_mem = '64MB' AS $_$
begin
  -- a comment with 'quotes' and $1 and;

  return query select 1, $x$dollar$x$;
end
$_$;
CREATE FUNCTION public.outs(a integer, OUT b text, INOUT c numeric) LANGUAGE sql AS 'SELECT ''x''::text, $2';
CREATE FUNCTION public.row_of(t public.t) RETURNS public.pair LANGUAGE sql AS 'SELECT t.id, t.name';
CREATE FUNCTION public.standard(a integer) RETURNS integer LANGUAGE sql RETURN a + 1;
CREATE FUNCTION public.atomic(a integer) RETURNS SETOF public.t LANGUAGE sql BEGIN ATOMIC
  INSERT INTO public.t VALUES (a, 'x') ON CONFLICT ON CONSTRAINT t_name DO NOTHING;
  SELECT id, name FROM public.t WHERE t.name IN ('a', 'b');
END;
CREATE FUNCTION public.polymorphic(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE PROCEDURE public.p(IN a integer, INOUT b text, OUT c integer) LANGUAGE plpgsql AS 'begin c := 1; end';
CREATE PROCEDURE public.p() LANGUAGE sql AS '';
CREATE FUNCTION public.add(numeric, integer) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION public.finish(numeric) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE FUNCTION public.combine(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE public.total(integer) (SFUNC = public.add, STYPE = numeric, INITCOND = '0', FINALFUNC = public.finish, COMBINEFUNC = public.combine, PARALLEL = SAFE);
CREATE AGGREGATE public.counted(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE public.moving(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = '0', SORTOP = >);
CREATE AGGREGATE public.ordered(double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE FUNCTION public.win(integer) RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';
CREATE FUNCTION public.trg() RETURNS trigger LANGUAGE plpgsql AS $$begin new.name := 'x'; return new; end$$;
CREATE FUNCTION public.uses_default(a integer DEFAULT public.standard(1)) RETURNS integer LANGUAGE sql AS 'SELECT a';
COMMENT ON FUNCTION public.f(integer) IS 'one of three';
COMMENT ON FUNCTION public.f(integer, text, integer[]) IS 'variadic';
COMMENT ON PROCEDURE public.p(integer, text) IS 'a procedure';
COMMENT ON PROCEDURE public.p() IS 'another';
COMMENT ON AGGREGATE public.total(integer) IS 'an aggregate';
COMMENT ON AGGREGATE public.counted(*) IS 'of rows';
COMMENT ON AGGREGATE public.ordered(double precision ORDER BY anyelement) IS 'ordered set';
-- fingerprint: 352132cc5cd5d1a498c0d38eb97e71b7894fad5859cedfcd30b0af6ca06edaba
-- fingerprint with access: ee34e0f500b4b1df93795bc45c0fb379827f68bfe8cf1a1708d02742eb1cdc88
