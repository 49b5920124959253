import Schema
import Testing

@Suite struct ExpressionTextTests {
  @Test(arguments: [
    ("public.f(a)", true), ("(public.f(a) > 0)", true), ("\"S\".\"F\"(a)", true), ("a OPERATOR(public.===) b", true),
    ("lower(a)", false), ("nextval('public.s'::regclass)", false), ("'public.f('::text", false),
    ("'it''s public.f('::text", false), ("'x'::public.mood", false), ("(a.b > 0)", false), ("\"public.f(\"", false),
    ("CURRENT_DATE", false),
  ])
  func `calls of the user's routines are seen`(text: String, calls: Bool) {
    #expect(ExpressionText.callsUserRoutine(text) == calls)
  }

  @Test(arguments: [
    ("SELECT x.p\n   FROM public.t x(p, q)", true),
    ("SELECT 1 FROM public.a JOIN public.\"T\" \"X\"(p) ON true", true),
    ("SELECT f.x FROM public.f(1) f(x)", false),
    ("SELECT a FROM public.t x WHERE (x.a IN (SELECT 1))", false),
    ("SELECT count(*) FROM public.t x", false),
    ("SELECT a FROM public.t TABLESAMPLE bernoulli (10)", false),
  ])
  func `aliases of a table's columns are seen`(query: String, found: Bool) {
    #expect(ExpressionText.namesColumnsByPosition(query) == found)
  }
}
