import Testing

/// A schema with much that a file does not say outright, or says in words that could mislead a reader.
struct HardCase: Sendable, CustomTestStringConvertible {
  let name: String
  let sql: String
  var testDescription: String { name }

  static let all = [views, children, partitions, typedTables, expressions, names, routines]

  private static let views = HardCase(
    name: "columns by position",
    sql: """
      CREATE TABLE public.t (a integer, dropped integer, b text, c time);
      ALTER TABLE public.t DROP COLUMN dropped;
      CREATE TABLE public."O o" (id integer, "C c" text, q time);
      CREATE VIEW public.v AS SELECT a AS w, b AS "X x" FROM public.t;
      CREATE VIEW public.plain AS SELECT q, q::time AS time FROM public.t x (p, r, q) WHERE p > 1 ORDER BY r;
      CREATE VIEW public.extracted AS SELECT EXTRACT(hour FROM hour) AS n FROM public.t x (p, r, hour);
      CREATE VIEW public.joins AS SELECT x.p, o.* FROM public.t x (p, q, r) JOIN public."O o" o ON o.id = x.p;
      CREATE VIEW public.merging AS SELECT x.id, o."C c" FROM public.t x (id, q, r) JOIN public."O o" o USING (id);
      CREATE VIEW public.inner_query AS
        SELECT x.p FROM public.t x (p, q) WHERE EXISTS (SELECT FROM public.v x WHERE x."X x" = 'a');
      CREATE VIEW public.outer_column AS
        SELECT x.p FROM public.t x (p, q) WHERE EXISTS (SELECT FROM public.v y (m, n) WHERE y.m > x.p AND y.n = x.q);
      CREATE VIEW public.sides AS
        SELECT x.p FROM public.t x (p, q) UNION ALL SELECT x.w FROM public.v x UNION SELECT o.id FROM public."O o" o;
      CREATE VIEW public.with_query AS
        WITH x (p) AS (SELECT y.n FROM public.t y (l, m, n)) SELECT x.p, o.q FROM x JOIN public."O o" o (id, p) ON true;
      CREATE VIEW public.lateral AS
        SELECT x.p, l.s FROM public.t x (p, q) CROSS JOIN LATERAL (SELECT x.q || o."C c" AS s FROM public."O o" o) l;
      CREATE VIEW public.conditions AS SELECT a FROM public.t WHERE a BETWEEN 1 AND 5 AND b <> 'x' AND a <> 3
        OR (a BETWEEN 7 AND 9 OR a IS NULL) OR a NOT BETWEEN 2 AND 20 OR b = 'y' AND (a > 1 AND a < 3);
      CREATE TABLE public.ranges (a integer, b integer, CHECK (a BETWEEN 1 AND 5 AND b > 0),
        CHECK ((a NOT BETWEEN 7 AND 9 OR b IS NULL) AND b < 9));
      CREATE INDEX ON public.ranges (a) WHERE a BETWEEN 1 AND 3 AND b > 1;
      CREATE VIEW public.around AS SELECT a, b COLLATE "C" AS b, c FROM public.t;
      CREATE FUNCTION public.rows_around() RETURNS SETOF public.around LANGUAGE sql AS 'SELECT * FROM public.around';
      CREATE OR REPLACE VIEW public.around WITH (security_barrier) AS SELECT a, b COLLATE "C" AS b, c FROM public.t
        UNION ALL SELECT * FROM public.rows_around() WHERE a < 0;
      CREATE VIEW public.windows AS
        SELECT sum(p) OVER r FROM public.t x (p, q, r) WINDOW r AS (PARTITION BY q);
      """)

  private static let children = HardCase(
    name: "children",
    sql: """
      CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
      CREATE TABLE public.p (a integer NOT NULL, b text DEFAULT 'x', c integer DEFAULT public.f());
      CREATE TABLE public.p2 (b text COLLATE "C" DEFAULT 'x', d integer);
      CREATE TABLE public.whole (c integer, x integer, b text, a integer NOT NULL);
      ALTER TABLE public.whole INHERIT public.p;
      CREATE TABLE public.checked (b text, a integer NOT NULL, c integer);
      ALTER TABLE public.checked INHERIT public.p;
      ALTER TABLE public.p ADD CONSTRAINT positive CHECK (a > 0);
      ALTER TABLE public.p ADD CONSTRAINT alone CHECK (a > 1) NO INHERIT;
      CREATE TABLE public.plain () INHERITS (public.p);
      CREATE TABLE public.more (e integer, f integer DEFAULT 2) INHERITS (public.p);
      CREATE TABLE public.local (b text DEFAULT 'y', e integer, c integer) INHERITS (public.p);
      CREATE TABLE public.grandchild (z integer) INHERITS (public.local);
      ALTER TABLE public.grandchild ALTER COLUMN b SET DEFAULT 'z', ALTER COLUMN a SET DEFAULT 1;
      ALTER TABLE public.more ALTER COLUMN b DROP DEFAULT, ALTER COLUMN b SET NOT NULL;
      CREATE TABLE public.left_parent (i integer, j integer);
      CREATE TABLE public.right_parent (j integer, k integer);
      CREATE TABLE public.two (k integer, own integer) INHERITS (public.left_parent, public.right_parent);
      ALTER TABLE public.left_parent ADD COLUMN late integer;
      COMMENT ON COLUMN public.two.own IS 'own';
      COMMENT ON COLUMN public.two.late IS 'came later';
      COMMENT ON COLUMN public.two.i IS 'inherited';
      ALTER TABLE public.two ALTER COLUMN k SET STATISTICS 5, ALTER COLUMN j SET STATISTICS 6;
      """)

  private static let partitions = HardCase(
    name: "partitions",
    sql: """
      CREATE FUNCTION public.f(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
      CREATE FUNCTION public.tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
      CREATE TABLE public.ref (id integer PRIMARY KEY);
      CREATE TABLE public.m (
        a integer NOT NULL DEFAULT public.f(1), b text DEFAULT 'x', c integer GENERATED ALWAYS AS (d * 2) STORED,
        d integer REFERENCES public.ref, PRIMARY KEY (a), CHECK (a > 0), CONSTRAINT lone CHECK (d > 0)
      ) PARTITION BY LIST (a);
      CREATE UNIQUE INDEX m_key ON public.m (a, b);
      CREATE INDEX m_expression ON public.m ((d + 1));
      CREATE TRIGGER log BEFORE INSERT ON public.m FOR EACH ROW EXECUTE FUNCTION public.tr();
      CREATE TABLE public.m1 PARTITION OF public.m FOR VALUES IN (1, 2);
      CREATE TABLE public.m2 PARTITION OF public.m (CONSTRAINT own CHECK (d < 9)) FOR VALUES IN (3)
        PARTITION BY RANGE (a);
      CREATE TABLE public.m2_1 PARTITION OF public.m2 FOR VALUES FROM (1) TO (5) WITH (fillfactor = 40);
      CREATE TABLE public.m2_2 PARTITION OF public.m2 DEFAULT;
      CREATE TABLE public.m3 (
        d integer, b text NOT NULL, a integer NOT NULL, c integer GENERATED ALWAYS AS (d * 2) STORED,
        CONSTRAINT odd PRIMARY KEY (a), CONSTRAINT m_a_check CHECK (a > 0), CONSTRAINT lone CHECK (d > 0),
        CONSTRAINT mine CHECK (b <> '')
      );
      CREATE INDEX stray ON public.m3 (b);
      ALTER TABLE public.m ATTACH PARTITION public.m3 DEFAULT;
      ALTER TABLE public.m1 ALTER COLUMN b SET NOT NULL, ALTER COLUMN a SET DEFAULT 1, ALTER COLUMN b DROP DEFAULT;
      ALTER TABLE public.m1 DISABLE TRIGGER log;
      ALTER TABLE public.m1 CLUSTER ON m1_pkey;
      ALTER TABLE public.m1 REPLICA IDENTITY USING INDEX m1_pkey;
      ALTER TABLE public.m2_1 CLUSTER ON m2_1_expr_idx;
      ALTER INDEX public.m2_1_expr_idx ALTER COLUMN 1 SET STATISTICS 9;
      COMMENT ON INDEX public.m2_1_expr_idx IS 'automatic';
      COMMENT ON INDEX public.m1_pkey IS 'automatic key';
      COMMENT ON CONSTRAINT m1_pkey ON public.m1 IS 'automatic constraint';
      COMMENT ON COLUMN public.m1.d IS 'd';
      COMMENT ON COLUMN public.m1.a IS 'a';
      CREATE TABLE public.h (a integer, b integer) PARTITION BY HASH (a, b);
      CREATE TABLE public.h0 PARTITION OF public.h FOR VALUES WITH (modulus 2, remainder 0) WITH (fillfactor = 30);
      CREATE TABLE public.h1 PARTITION OF public.h FOR VALUES WITH (modulus 2, remainder 1);
      CREATE TABLE public.r (at timestamptz, n integer) PARTITION BY RANGE (at, public.f(n));
      CREATE TABLE public.r1 PARTITION OF public.r FOR VALUES FROM (MINVALUE, MINVALUE) TO ('2020-01-01', 5);
      """)

  private static let typedTables = HardCase(
    name: "tables of types",
    sql: """
      CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
      CREATE TYPE public.row AS (a integer, b text, c smallint, d integer);
      CREATE TABLE public.plain OF public.row;
      CREATE TABLE public.typed OF public.row (
        c WITH OPTIONS NOT NULL, a DEFAULT public.f(), d DEFAULT 3, CONSTRAINT k PRIMARY KEY (c)
      );
      ALTER TABLE public.typed ALTER COLUMN c ADD GENERATED ALWAYS AS IDENTITY (START WITH -4 INCREMENT BY -1);
      ALTER TABLE public.typed ALTER COLUMN b SET STORAGE EXTERNAL;
      COMMENT ON COLUMN public.typed.b IS 'b';
      COMMENT ON COLUMN public.typed.a IS 'a';
      """)

  private static let expressions = HardCase(
    name: "expressions",
    sql: """
      CREATE TABLE public.t (
        a text DEFAULT 'NOT NULL' NOT NULL, b text DEFAULT NULL::character varying, c text[] DEFAULT ARRAY['a', 'b,('],
        d timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL, e timestamp DEFAULT (now() AT TIME ZONE 'utc'),
        f boolean DEFAULT (1 IS NOT NULL) NOT NULL, g integer DEFAULT CASE WHEN (NOT true) THEN 1 ELSE 2 END NOT NULL,
        h text DEFAULT ('a' COLLATE "C"), i text DEFAULT E'\\\\ ''; CONSTRAINT x', j numeric DEFAULT -1.5 NOT NULL,
        k interval DEFAULT '1 day'::interval, l boolean GENERATED ALWAYS AS (CASE WHEN a IS NULL THEN NOT f END) STORED,
        m boolean DEFAULT (1 IS NOT DISTINCT FROM 2), "n" name DEFAULT CURRENT_USER, o "char" DEFAULT 'x',
        p interval day to second(3), q bit varying(5) DEFAULT B'101', r double precision DEFAULT 1e10,
        CONSTRAINT with_words UNIQUE (a, b) WITH (fillfactor = 60) DEFERRABLE,
        CONSTRAINT checks CHECK (a <> ') WITH (' AND b <> 'x DEFERRABLE')
      );
      CREATE DOMAIN public.d AS text DEFAULT 'NOT NULL CONSTRAINT' NOT NULL
        CONSTRAINT one CHECK (VALUE <> 'CONSTRAINT x') CONSTRAINT two CHECK (CASE WHEN VALUE = 'a' THEN true ELSE NOT false END);
      CREATE TABLE public.p (a text) PARTITION BY RANGE ((a || ' WITH ('), lower(a) COLLATE "C" text_pattern_ops);
      COMMENT ON TABLE public.t IS E'two\\nlines; and $$ and ''quotes'' and -- and /* signs';
      CREATE INDEX i ON public.t (lower(a) DESC NULLS LAST, (b || ';')) INCLUDE (c) WHERE a <> ';';
      CREATE RULE r AS ON UPDATE TO public.t WHERE old.a = ';' DO ALSO
        (DELETE FROM public.p WHERE a = '(;'; INSERT INTO public.p VALUES (';)'));
      """)

  private static let names = HardCase(
    name: "names",
    sql: #"""
      CREATE SCHEMA "a.b";
      CREATE TYPE "a.b"."E ""e""" AS ENUM ('a', E'b\nc', 'd''e;');
      CREATE DOMAIN "a.b"."CONSTRAINT" AS "a.b"."E ""e""";
      CREATE TYPE "a.b"."TYPE" AS ("NOT" "a.b"."CONSTRAINT", "NULL" integer[]);
      CREATE TABLE "a.b"."t ""q""; " (
        "CONSTRAINT" integer, "NOT" integer GENERATED ALWAYS AS IDENTITY, "DEFAULT" "a.b"."TYPE"[], "select" integer,
        "é" text, "a,b" text, "(" text DEFAULT '(', "PRIMARY" integer, CONSTRAINT "PRIMARY" PRIMARY KEY ("CONSTRAINT"),
        CONSTRAINT "CHECK" CHECK ("NOT" > 0), CONSTRAINT "WITH" UNIQUE ("PRIMARY") INCLUDE ("select")
      );
      COMMENT ON COLUMN "a.b"."t ""q""; "."(" IS 'x';
      COMMENT ON SEQUENCE "a.b"."t ""q""; _NOT_seq" IS 'y';
      CREATE INDEX "ON" ON "a.b"."t ""q""; " ("a,b");
      CREATE STATISTICS "a.b"."S" ON "a,b", "(" FROM "a.b"."t ""q""; ";
      CREATE VIEW "a.b"."AS" AS SELECT "(" AS "AS", "a,b" AS "FROM" FROM "a.b"."t ""q""; ";
      COMMENT ON COLUMN "a.b"."AS"."FROM" IS 'z';
      CREATE SEQUENCE "a.b"."SEQUENCE" OWNED BY "a.b"."t ""q""; "."select";
      ALTER TABLE "a.b"."t ""q""; " ENABLE ROW LEVEL SECURITY;
      CREATE POLICY "ON" ON "a.b"."t ""q""; " USING ("a,b" = 'USING') WITH CHECK (true);
      """#)

  private static let routines = HardCase(
    name: "routines",
    sql: """
      CREATE TYPE public."T t" AS ENUM ('a');
      CREATE FUNCTION public.f1(double integer, "time" time, double precision, "A a" public."T t"[])
        RETURNS integer LANGUAGE sql AS 'SELECT 1;';
      CREATE FUNCTION public.f2(a integer DEFAULT (1 + 2), VARIADIC b text[] DEFAULT ARRAY['x, y'])
        RETURNS TABLE (c integer, d text) LANGUAGE sql AS $$ SELECT 1, ';'; $$;
      CREATE FUNCTION public.f3(OUT a integer, INOUT b timestamp with time zone, "OUT" bit varying)
        LANGUAGE sql AS $$ SELECT 1, $1 $$;
      CREATE FUNCTION public.f4(character varying, character, "char", interval, name) RETURNS integer LANGUAGE sql
        BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
      CREATE PROCEDURE public.p1(a integer, INOUT b "char", VARIADIC c public."T t"[] DEFAULT NULL)
        LANGUAGE plpgsql AS 'BEGIN END';
      CREATE PROCEDURE public.p2(OUT a integer, IN double double precision) LANGUAGE plpgsql AS 'BEGIN END';
      CREATE AGGREGATE public.a1(double precision) (SFUNC = float8pl, STYPE = double precision, INITCOND = '0');
      COMMENT ON FUNCTION public.f1 IS '1';
      COMMENT ON FUNCTION public.f2 IS '2';
      COMMENT ON FUNCTION public.f3 IS '3';
      COMMENT ON FUNCTION public.f4 IS '4';
      COMMENT ON PROCEDURE public.p1 IS '5';
      COMMENT ON PROCEDURE public.p2 IS '6';
      COMMENT ON AGGREGATE public.a1(double precision) IS '7';
      REVOKE ALL ON FUNCTION public.f1 FROM PUBLIC;
      GRANT ALL ON FUNCTION public.a1 TO PUBLIC;
      """)
}
