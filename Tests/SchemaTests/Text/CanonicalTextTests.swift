import Schema
import Testing

@Suite struct CanonicalTextTests {
  @Test(arguments: [
    (
      "((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
      "((kind)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))"
    ),
    (
      "(ARRAY['a'::character varying, lower(x)])::character varying(10)[]",
      "ARRAY['a'::character varying(10), (lower(x))::character varying(10)]"
    ),
    (
      "(ARRAY[ARRAY[a, b], ARRAY[c, d]])::timestamp(3) with time zone[]",
      "ARRAY[ARRAY[(a)::timestamp(3) with time zone, (b)::timestamp(3) with time zone], "
        + "ARRAY[(c)::timestamp(3) with time zone, (d)::timestamp(3) with time zone]]"
    ),
    ("(ARRAY[f((ARRAY[a])::s.t[])])::text[]", "ARRAY[(f(ARRAY[(a)::s.t]))::text]"),
    ("(ARRAY[]::integer[])::text[]", "(ARRAY[]::integer[])::text[]"),
    ("(ARRAY[a])::text", "(ARRAY[a])::text"),
    ("'(ARRAY[a])::text[]'::text", "'(ARRAY[a])::text[]'::text"),
  ])
  func `a cast of an array stands on its elements`(text: String, expected: String) {
    #expect(CanonicalText.expression(text) == expected)
    #expect(CanonicalText.expression(expected) == expected)
  }

  @Test(arguments: [
    ("(((a >= 1) AND (a <= 5)) AND (b > 0))", "((a >= 1) AND (a <= 5) AND (b > 0))"),
    ("((((a < 1) OR (a > 5)) OR (b > 0)) OR c)", "((a < 1) OR (a > 5) OR (b > 0) OR c)"),
    ("((b > 0) AND ((a >= 1) AND (a <= 5)))", "((b > 0) AND ((a >= 1) AND (a <= 5)))"),
    ("(((a >= 1) AND (a <= 5)) OR (b > 0))", "(((a >= 1) AND (a <= 5)) OR (b > 0))"),
    ("CHECK ((((a >= 1) AND (a <= 5)) AND b))", "CHECK (((a >= 1) AND (a <= 5) AND b))"),
    ("((SELECT (a AND (b > 0)) AND c) AND d)", "((SELECT (a AND (b > 0)) AND c) AND d)"),
    ("'(((a >= 1) AND (a <= 5)) AND (b > 0))'::text", "'(((a >= 1) AND (a <= 5)) AND (b > 0))'::text"),
    ("(NOT (((a >= 1) AND (a <= 5)) AND (b > 0)))", "(NOT ((a >= 1) AND (a <= 5) AND (b > 0)))"),
    (
      "(f(((a >= 1) AND (a <= 5)), 2) AND (((a >= 1) AND (a <= 5)) AND b))",
      "(f(((a >= 1) AND (a <= 5)), 2) AND ((a >= 1) AND (a <= 5) AND b))"
    ),
  ])
  func `a chain of conditions is flat, as a server prints it once it has read it`(text: String, expected: String) {
    #expect(CanonicalText.expression(text, serverMajor: 18) == expected)
    #expect(CanonicalText.expression(expected, serverMajor: 18) == expected)
  }

  @Test(arguments: [
    (15, "(json IS NOT NULL)", #"("json" IS NOT NULL)"#),
    (15, "'{}'::json", "'{}'::json"),
    (16, "('{}'::json)::public.json[]", #"('{}'::json)::public."json"[]"#),
    (15, "public.json(json.a, VARIADIC ARRAY[json])", #"public."json"("json".a, VARIADIC ARRAY["json"])"#),
    (15, " SELECT json.json AS json FROM s.t json", #" SELECT "json"."json" AS "json" FROM s.t "json""#),
    (15, " SELECT x.a FROM s.f(1) x(a json, json json)", #" SELECT x.a FROM s.f(1) x(a json, "json" json)"#),
    (15, "FROM (cte json JOIN s.u json_scalar ON true)", #"FROM (cte "json" JOIN s.u "json_scalar" ON true)"#),
    (15, "(system_user + merge_action)", #"("system_user" + "merge_action")"#),
    (15, "json_object('{a,1}'::text[])", #""json_object"('{a,1}'::text[])"#),
    (16, "JSON_OBJECT('a' : json)", #"JSON_OBJECT('a' : "json")"#),
    (16, "'json'::text", "'json'::text"),
    (17, "(json IS NOT NULL)", "(json IS NOT NULL)"),
    (
      15, "CREATE OR REPLACE FUNCTION s.json(json, a json, json json DEFAULT json())\n RETURNS SETOF json",
      "CREATE OR REPLACE FUNCTION s.\"json\"(json, a json, \"json\" json DEFAULT \"json\"())\n RETURNS SETOF json"
    ),
    (15, "CREATE INDEX json ON s.json USING gin (json)", #"CREATE INDEX "json" ON s."json" USING gin ("json")"#),
  ])
  func `names that became keywords get quotes, the type does not`(major: Int, text: String, expected: String) {
    #expect(CanonicalText.requote(text, serverMajor: major) == expected)
    #expect(CanonicalText.requote(expected, serverMajor: major) == expected)
  }

  @Test(arguments: [
    ("CHECK ((a > 0))", "CHECK (a > 0)"), ("CHECK ((a > 0)) NOT VALID", "CHECK (a > 0) NOT VALID"),
    ("CHECK (((a > 0) AND (b > 0)))", "CHECK ((a > 0) AND (b > 0))"), ("CHECK (a)", "CHECK (a)"),
    ("CHECK ((a).b)", "CHECK ((a).b)"), ("PRIMARY KEY (a)", "PRIMARY KEY (a)"),
  ])
  func `a CHECK has one pair of parentheses`(text: String, expected: String) {
    #expect(CanonicalText.constraint(text, serverMajor: 18) == expected)
  }

  @Test(arguments: [
    ("(a > 0)", "(a > 0)"), ("f(a)", "(f(a))"), ("(a) = (b)", "((a) = (b))"), ("true", "(true)"),
  ])
  func `an expression is put into one pair of parentheses`(text: String, expected: String) {
    #expect(CanonicalText.parenthesized(text) == expected)
  }
}
