/// Queries of views that between them have every place where servers before 16 print the name of a table.
enum ViewShapes {
  /// Tables, types and functions that the queries use.
  static let setup = """
    CREATE SCHEMA s;
    CREATE SCHEMA t;
    CREATE TYPE t.pair AS (x integer, y text);
    CREATE TYPE t.mood AS ENUM ('sad', 'ok');
    CREATE TABLE s.t (a integer PRIMARY KEY, b text, c text[], d t.pair, e timestamptz, f t.mood, g varchar(10), j jsonb);
    CREATE TABLE s.u (a integer, k integer, "Q r" text, "user" text);
    CREATE TABLE s."Odd t" ("a.b" integer, "c""d" integer);
    CREATE FUNCTION t.twice(integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 * 2';
    CREATE FUNCTION t.rows(integer) RETURNS SETOF s.u LANGUAGE sql AS 'SELECT * FROM s.u';
    CREATE FUNCTION t.whole(s.t) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT 1';
    CREATE COLLATION t."x" FROM "C";
    CREATE OPERATOR t.+| (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4pl);
    CREATE VIEW s.base AS SELECT a, b FROM s.t;
    """

  static let queries: [(name: String, query: String)] = [
    ("plain", "SELECT a, b FROM s.t"),
    ("alias", "SELECT x.a, x.b AS y FROM s.t x"),
    ("alias as its schema", "SELECT t.a, t.twice(t.a), t.b COLLATE t.x AS b, 'ok'::t.mood AS m FROM s.t"),
    ("operator of the schema", "SELECT t.a OPERATOR(t.+|) 1 AS o FROM s.t"),
    ("only", "SELECT a FROM ONLY s.t WHERE b IS NOT NULL"),
    ("sample", "SELECT a FROM s.t x TABLESAMPLE bernoulli (10) REPEATABLE (3)"),
    ("quoted names", "SELECT \"a.b\", \"c\"\"d\" AS \"Z\" FROM s.\"Odd t\" WHERE \"a.b\" > 1"),
    ("keyword column", "SELECT \"user\", \"Q r\" FROM s.u WHERE \"user\" = 'x'"),
    ("expressions", "SELECT a + 1 AS n, (a * 2) % 3 AS m, upper(b) AS u, b || 'x' AS v, -a AS w FROM s.t"),
    ("case", "SELECT CASE WHEN a > 1 THEN b ELSE 'x' END AS k, CASE a WHEN 1 THEN 2 END AS l FROM s.t"),
    ("cast", "SELECT a::text AS x, b::varchar(3) AS y, e::date AS z FROM s.t"),
    ("array subscript", "SELECT c[1] AS x, c[1:2] AS y, ARRAY[a, a + 1] AS z FROM s.t"),
    ("field", "SELECT (d).x, (d).y AS dy FROM s.t WHERE (d).x > 1"),
    ("whole row", "SELECT t AS r, t.* FROM s.t"),
    ("whole row in call", "SELECT t.whole(t.*) AS w, row_to_json(t.*) AS j, count(t.*) OVER () AS n FROM s.t"),
    ("star of alias", "SELECT (x.d).* FROM s.t x"),
    ("null tests", "SELECT a IS NULL AS x, b IS DISTINCT FROM 'q' AS y, a = 1 IS TRUE AS z FROM s.t"),
    ("in list", "SELECT a FROM s.t WHERE a IN (1, 2) AND b NOT IN ('x', 'y') AND g IN ('p', 'q')"),
    ("any", "SELECT a FROM s.t WHERE 'x' = ANY (c) AND a <> ALL (ARRAY[1, 2])"),
    ("like between", "SELECT a FROM s.t WHERE b LIKE 'x%' AND a BETWEEN 1 AND 5 AND b ~* 'q' OR NOT a > 3"),
    ("row", "SELECT a FROM s.t WHERE (a, b) = (1, 'x') OR ROW(a, b) < ROW(2, 'y')"),
    (
      "sql functions",
      "SELECT EXTRACT(year FROM e) AS y, substring(b FROM 2 FOR 3) AS s, trim(both 'x' from b) AS u, position('x' in b) AS p, overlay(b placing 'z' from 2) AS o, e AT TIME ZONE 'UTC' AS z FROM s.t"
    ),
    ("coalesce", "SELECT COALESCE(b, 'x') AS c, NULLIF(a, 1) AS n, GREATEST(a, 2) AS g, LEAST(a, 3) AS l FROM s.t"),
    ("json", "SELECT j -> 'x' AS x, j #>> '{a,b}' AS y, j @> '{}' AS z FROM s.t"),
    ("xml", "SELECT XMLELEMENT(NAME n, XMLATTRIBUTES(a AS q), b) AS x, XMLFOREST(a, b AS bb) AS f FROM s.t"),
    ("aggregate", "SELECT count(*) AS n, sum(a) AS s, max(b) FILTER (WHERE a > 1) AS m FROM s.t"),
    (
      "ordered aggregate",
      "SELECT array_agg(a ORDER BY b DESC, a) AS x, string_agg(DISTINCT b, ',' ORDER BY b) AS y, percentile_cont(0.5) WITHIN GROUP (ORDER BY a) AS z FROM s.t"
    ),
    (
      "ordered aggregate with other name",
      "SELECT array_agg(a ORDER BY b) AS b, string_agg(b, ',' ORDER BY a, b) AS a FROM s.t"
    ),
    ("group by", "SELECT b, count(*) AS n FROM s.t GROUP BY b HAVING min(a) > 1"),
    ("group by expression", "SELECT lower(b) AS b, count(*) AS n FROM s.t GROUP BY lower(b), a ORDER BY a, lower(b)"),
    ("group by other name", "SELECT max(a) AS b, b AS a FROM s.t GROUP BY b ORDER BY b"),
    ("group by primary key", "SELECT a, b, c FROM s.t GROUP BY a"),
    (
      "grouping sets",
      "SELECT a, b, count(*) AS n, GROUPING(a, b) AS g FROM s.t GROUP BY GROUPING SETS ((a, b), (a), ())"
    ),
    ("rollup cube", "SELECT a, b, g, count(*) AS n FROM s.t GROUP BY ROLLUP (a, b), CUBE (g, (a, b))"),
    ("rollup other name", "SELECT count(*) AS a, b FROM s.t GROUP BY ROLLUP (a, b)"),
    ("window", "SELECT a, row_number() OVER (PARTITION BY b ORDER BY a DESC NULLS LAST) AS r FROM s.t"),
    (
      "named window",
      "SELECT a, rank() OVER w AS r, sum(a) OVER (w ROWS UNBOUNDED PRECEDING) AS s FROM s.t WINDOW w AS (PARTITION BY b ORDER BY e)"
    ),
    ("window other name", "SELECT -a AS a, rank() OVER (PARTITION BY a, b ORDER BY a, a + 1, e) AS e FROM s.t"),
    (
      "named window other name",
      "SELECT -a AS a, b AS e, rank() OVER w AS r FROM s.t WINDOW w AS (PARTITION BY a ORDER BY e, b, a)"
    ),
    (
      "window frame",
      "SELECT sum(a) OVER (ORDER BY a RANGE BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) AS s FROM s.t"
    ),
    ("distinct", "SELECT DISTINCT a, b FROM s.t ORDER BY a"),
    ("distinct on", "SELECT DISTINCT ON (b) a, b FROM s.t ORDER BY b, a DESC"),
    ("distinct on other name", "SELECT DISTINCT ON (a, b) -a AS a, b AS x FROM s.t x ORDER BY a, x.b"),
    ("distinct on column hidden", "SELECT DISTINCT ON (x.a, x.b) - x.a AS a, x.b AS x FROM s.t x ORDER BY x.a, x.b"),
    ("order by", "SELECT a, b FROM s.t ORDER BY b, e DESC NULLS FIRST, a LIMIT 10 OFFSET 5"),
    ("order by other name", "SELECT -a AS a, b FROM s.t ORDER BY t.a, b"),
    ("order by other name, using", "SELECT -a AS a, b AS q FROM s.t ORDER BY t.a USING >, t.b"),
    ("order by other name, expression", "SELECT -a AS a FROM s.t ORDER BY (t.a + 1), t.a DESC"),
    ("order by other name, collated", "SELECT upper(b) AS b FROM s.t ORDER BY t.b COLLATE \"C\", t.b"),
    ("order by other name, field", "SELECT a AS d, upper(b) AS b FROM s.t ORDER BY (t.d).x, t.d, t.b IS NULL"),
    ("order by same column twice", "SELECT a, -a AS a2, a AS a3 FROM s.t ORDER BY a"),
    ("order by swapped", "SELECT a AS b, b AS a FROM s.t ORDER BY t.a, t.b"),
    ("order by quoted name", "SELECT - \"a.b\" AS \"a.b\" FROM s.\"Odd t\" ORDER BY \"Odd t\".\"a.b\""),
    ("order by limit expression", "SELECT a FROM s.t ORDER BY a FETCH FIRST 3 ROWS WITH TIES"),
    ("for update", "SELECT a, b FROM s.t WHERE a = 1 FOR UPDATE OF t SKIP LOCKED"),
    ("sublink exists", "SELECT a FROM s.t WHERE EXISTS (SELECT 1 FROM s.u WHERE u.a = t.a)"),
    ("sublink in", "SELECT a FROM s.t WHERE a IN (SELECT u.a FROM s.u) AND (a, a) IN (SELECT a, k FROM s.u)"),
    (
      "sublink any",
      "SELECT a FROM s.t WHERE a > ANY (SELECT k FROM s.u) OR a < ALL (SELECT k FROM s.u WHERE u.a = t.a)"
    ),
    (
      "sublink scalar",
      "SELECT a, (SELECT max(k) FROM s.u WHERE u.a = t.a) AS m, ARRAY(SELECT k FROM s.u ORDER BY k) AS l FROM s.t"
    ),
    ("sublink values", "SELECT a FROM s.t WHERE a IN (VALUES (1), (2))"),
    ("sublink with", "SELECT a FROM s.t WHERE a = (WITH q AS (SELECT k FROM s.u) SELECT max(q.k) FROM q)"),
    ("sublink union", "SELECT a FROM s.t WHERE a IN (SELECT a FROM s.u UNION SELECT k FROM s.u)"),
    (
      "nested sublink",
      "SELECT a FROM s.t WHERE EXISTS (SELECT 1 FROM s.u WHERE k IN (SELECT a FROM s.u v WHERE v.k = t.a))"
    ),
    ("row in subquery", "SELECT x.a FROM s.t x WHERE ROW(x.a, x.b) IN (SELECT y.a, y.b FROM s.t y)"),
    ("from subquery", "SELECT q.a, q.n FROM (SELECT a, count(*) AS n FROM s.t GROUP BY a) q WHERE q.n > 1"),
    ("from subquery with columns", "SELECT p, r FROM (SELECT a, b FROM s.t) q(p, r) ORDER BY p"),
    ("from subquery of join", "SELECT q.k FROM (SELECT u.k FROM s.t JOIN s.u USING (a)) q"),
    ("from subquery union", "SELECT q.a FROM (SELECT a FROM s.t UNION ALL SELECT a FROM s.u) q WHERE a > 1"),
    (
      "from nested parentheses",
      "SELECT q.a FROM ((SELECT a FROM s.t UNION SELECT a FROM s.u) EXCEPT SELECT k FROM s.u) q"
    ),
    ("from values", "SELECT v.p, v.q FROM (VALUES (1, 'a'), (2, 'b')) v(p, q) WHERE v.p > 1"),
    ("from view", "SELECT b FROM s.base WHERE a = 1"),
    ("from function", "SELECT g FROM generate_series(1, 3) g"),
    ("from function with alias", "SELECT g.i * 2 AS d FROM generate_series(1, 3) AS g(i)"),
    ("from function of user", "SELECT rows.k, a FROM t.rows(1) WHERE \"user\" IS NULL"),
    ("with ordinality", "SELECT x.v, x.n FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY x(v, n) ORDER BY x.n"),
    ("column definitions", "SELECT x.a, x.b FROM json_to_record('{}') AS x(a integer, b json)"),
    ("rows from", "SELECT r.a, r.b FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) AS r(a, b)"),
    (
      "rows from definitions",
      "SELECT r.a, r.c FROM ROWS FROM (json_to_recordset('[]') AS (a integer, b text), generate_series(1, 3)) AS r(a, b, c)"
    ),
    (
      "xmltable",
      "SELECT x.id, x.n FROM XMLTABLE('/r' PASSING ('<r/>'::xml) COLUMNS id integer PATH 'id', n text PATH 'n' DEFAULT 'q') x"
    ),
    ("cte", "WITH q AS (SELECT a, b FROM s.t WHERE t.a > 1) SELECT q.a FROM q ORDER BY q.b"),
    ("cte beside", "WITH q AS MATERIALIZED (SELECT a FROM s.u) SELECT a, b FROM s.t WHERE a IN (SELECT q.a FROM q)"),
    ("cte alias", "WITH q(p) AS (SELECT a FROM s.t) SELECT x.p FROM q x WHERE x.p > 0"),
    ("recursive", "WITH RECURSIVE q(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM q WHERE n < 5) SELECT n FROM q"),
    (
      "recursive search cycle",
      "WITH RECURSIVE q AS (SELECT a, k FROM s.u UNION ALL SELECT u.a, u.k FROM s.u JOIN q ON u.a = q.k) SEARCH DEPTH FIRST BY a SET o CYCLE k SET y USING z SELECT a, y FROM q ORDER BY o"
    ),
    ("join", "SELECT t.a, u.k FROM s.t JOIN s.u ON u.a = t.a WHERE t.b IS NULL ORDER BY t.a"),
    ("left join using", "SELECT a, k, b FROM s.t LEFT JOIN s.u USING (a)"),
    ("natural join", "SELECT a, b, k FROM s.t NATURAL JOIN s.u"),
    ("self join", "SELECT x.a, y.b FROM s.t x, s.t y WHERE x.a < y.a"),
    ("cross join lateral", "SELECT t.a, l.n FROM s.t CROSS JOIN LATERAL (SELECT t.a + 1 AS n) l"),
    ("function join", "SELECT t.a, x FROM s.t, unnest(t.c) x"),
    ("join with cte", "WITH q AS (SELECT a FROM s.u) SELECT t.b FROM q JOIN s.t ON t.a = q.a"),
    ("union", "SELECT a, b FROM s.t UNION ALL SELECT k, \"Q r\" FROM s.u ORDER BY a"),
    ("intersect", "(SELECT a FROM s.t ORDER BY b LIMIT 1) INTERSECT (SELECT a FROM s.u EXCEPT SELECT k FROM s.u)"),
    ("with union", "WITH q AS (SELECT a FROM s.t) SELECT q.a FROM q UNION SELECT u.a FROM s.u"),
    ("values", "VALUES (1, 'a'), (2, 'b')"),
    ("no source", "SELECT 1 AS one, now() AS at, (SELECT max(a) FROM s.t) AS m"),
    ("no source, no columns", "SELECT"),
    ("no columns", "SELECT FROM s.t WHERE a > 1"),
    ("column named like source", "SELECT u.\"user\" AS u, u.a AS \"from\" FROM s.u ORDER BY u.a"),
    ("source named by keyword", "SELECT \"order\".a, \"order\".b FROM s.t \"order\" ORDER BY \"order\".a"),
    (
      "later keywords",
      "SELECT json.a AS json_array, json.b AS system_user, json.e::text::json AS json FROM s.t json WHERE json.a > 0 ORDER BY json.b"
    ),
    (
      "later keywords in definitions",
      "SELECT x.json, x.merge_action FROM json_to_record('{}') AS x(json json, merge_action json[])"
    ),
    (
      "later keywords as functions",
      "SELECT json_object('{a,1}'::text[]) AS o, json_object(c) AS json_object FROM s.t"
    ),
    ("column alias list", "SELECT x.p, x.q FROM s.t x(p, q) WHERE x.p > 1"),
    ("strings that look like it", "SELECT 't.a' AS x, E't.\\\\a' AS y, b || ' FROM t.b' AS z FROM s.t"),
    ("collation and order", "SELECT b COLLATE \"C\" AS b FROM s.t ORDER BY b COLLATE \"C\""),
    (
      "interval and dates",
      "SELECT e + '1 day'::interval AS x, date_trunc('day', e) AS y, e > now() - interval '2 hours' AS z FROM s.t"
    ),
    ("variadic", "SELECT concat_ws(',', VARIADIC c) AS x, format('%s', a) AS f FROM s.t"),
    ("current", "SELECT CURRENT_USER AS u, CURRENT_DATE AS d, LOCALTIMESTAMP(3) AS l, a FROM s.t"),
    ("boolean tests", "SELECT (a > 1) IS NOT TRUE AS x, NOT (a > 1 AND b = 'x') AS y FROM s.t"),
    ("assigned enum", "SELECT f, f = 'ok' AS ok, f IN ('ok', 'sad') AS either FROM s.t"),
  ]
}
