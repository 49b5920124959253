import Testing

@testable import Schema

@Suite struct ViewReadingTests {
  @Test func `a view has its query and what is set on its columns, in their order`() throws {
    let view = try #require(
      try reading(
        .view, "v",
        """
        CREATE VIEW s.v WITH (security_barrier=true, check_option=local) AS
         SELECT t.a,
            t.b AS "B",
            'AS;'::text AS c
           FROM s.t
          WHERE (t.a > 0);

        ALTER VIEW s.v ALTER COLUMN c SET DEFAULT 'x'::text;

        CREATE RULE r AS
            ON INSERT TO s.v DO INSTEAD NOTHING;

        COMMENT ON RULE r ON s.v IS 'r';

        CREATE TRIGGER tr INSTEAD OF DELETE ON s.v FOR EACH ROW EXECUTE FUNCTION s.f();

        ALTER TABLE s.v ENABLE REPLICA TRIGGER tr;

        COMMENT ON VIEW s.v IS 'v';

        COMMENT ON COLUMN s.v.a IS 'a';

        COMMENT ON COLUMN s.v."B" IS 'b';

        COMMENT ON COLUMN s.v.c IS 'c';

        ALTER VIEW s.v OWNER TO ann;

        REVOKE ALL ON TABLE s.v FROM ann;

        """, as: View.self))
    #expect(!view.isMaterialized)
    #expect(view.options == ["security_barrier=true", "check_option=local"])
    #expect(view.query.hasPrefix(" SELECT t.a,\n"))
    #expect(view.query.hasSuffix("WHERE (t.a > 0)"))
    #expect(view.columns.map(\.name) == ["a", "B", "c"])
    #expect(view.columns.map(\.comment) == ["a", "b", "c"])
    #expect(view.columns.map(\.expression) == [nil, nil, "'x'::text"])
    #expect(view.rules.map(\.comment) == ["r"])
    #expect(view.triggers.map(\.firing) == [.replica])
    #expect(view.comment == "v")
    #expect(
      view.access == Access(owner: "ann", grants: [Grant(action: .revoke, role: "ann", privileges: [])]))
  }

  @Test func `a materialised view has its indexes and settings`() throws {
    let view = try #require(
      try reading(
        .materializedView, "m",
        """
        CREATE MATERIALIZED VIEW s.m WITH (fillfactor=80) AS
         SELECT 1 AS a,
            2 AS b
        WITH NO DATA;

        ALTER MATERIALIZED VIEW s.m ALTER COLUMN a SET STATISTICS 10;

        ALTER MATERIALIZED VIEW s.m ALTER COLUMN b SET STORAGE PLAIN;

        CREATE INDEX i ON s.m USING btree (a);

        ALTER MATERIALIZED VIEW s.m CLUSTER ON i;

        COMMENT ON MATERIALIZED VIEW s.m IS 'm';

        """, as: View.self))
    #expect(view.isMaterialized)
    #expect(view.query == " SELECT 1 AS a,\n    2 AS b")
    #expect(view.columns.map(\.statisticsTarget) == [10, nil])
    #expect(view.columns.map(\.storage) == [nil, "PLAIN"])
    #expect(view.indexes.map(\.isClustered) == [true])
    #expect(view.comment == "m")
  }

  @Test(arguments: [
    (" SELECT x.p,\n    x.q\n   FROM s.t x(p, q)", ["s.t.a", "s.t.b"]),
    (" SELECT q AS a\n   FROM s.t x(p, q)\n  WHERE (q > 1)\n  ORDER BY q", ["s.t.b"]),
    (
      " SELECT x.p,\n    o.\"C c\"\n   FROM (s.t x(p, q)\n     JOIN s.\"O\" o ON ((o.id = x.q)))",
      ["s.\"O\".\"C c\"", "s.\"O\".id", "s.t.a", "s.t.b"]
    ),
    (
      " SELECT x.p\n   FROM s.t x(p, q)\n  WHERE (EXISTS ( SELECT 1\n           FROM s.v x\n          WHERE (x.w = 1)))",
      ["s.t.a", "s.v.w"]
    ),
    (
      " SELECT x.p\n   FROM s.t x(p, q)\nUNION\n SELECT y.q\n   FROM s.t y(p, q)\n  WHERE (( SELECT y.p) > 0)",
      ["s.t.a", "s.t.b"]
    ),
    (" SELECT x.id\n   FROM (s.t x(id, q)\n     JOIN s.\"O\" o USING (id))", ["s.\"O\".id", "s.t.a"]),
  ])
  func `the columns that a query uses by position are found in their tables`(query: String, columns: [String]) throws
  {
    let files = [
      file(.view, "x", "CREATE VIEW s.x AS\n\(query);\n"),
      file(.table, "t", "CREATE TABLE s.t (\n  a integer,\n  b integer,\n  c integer\n);\n"),
      file(.table, "O", "CREATE TABLE s.\"O\" (\n  id integer,\n  \"C c\" integer\n);\n"),
      file(.view, "v", "CREATE VIEW s.v AS\n SELECT 1 AS w;\n"),
    ]
    let view = try #require(try SnapshotReading.objects(of: files).first as? View)
    #expect(view.referencedColumns == columns)
    #expect(hashed(view).contains("-- uses \(columns.joined(separator: ", "))"))
  }

  @Test func `lists that each hold some columns are merged into one order`() {
    #expect(ColumnOrder.merged([["b"], ["a"], ["b", "a"]]) == ["b", "a"])
    #expect(ColumnOrder.merged([["a", "c"], ["b", "c"], ["a", "b"]]) == ["a", "b", "c"])
    #expect(ColumnOrder.merged([["a", "b"], ["b", "a"]]).count == 2)
    #expect(ColumnOrder.merged([[], []]).isEmpty)
  }
}
