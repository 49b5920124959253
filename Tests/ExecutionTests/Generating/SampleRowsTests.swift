import Postgres
import Schema
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct SampleRowsTests {
  @Test(arguments: [
    "CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL UNIQUE, b varchar(2), c char(1))",
    "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY, s serial, g int GENERATED ALWAYS AS (1) STORED)",
    "CREATE TABLE t (status text NOT NULL CHECK (status IN ('new', 'paid')), price numeric CHECK (price > 100))",
    "CREATE TYPE mood AS ENUM ('ok', 'sad'); CREATE TABLE t (m mood NOT NULL, list mood[] NOT NULL)",
    "CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%'); CREATE TABLE t (e email, other int)",
    "CREATE DOMAIN code AS text CHECK (VALUE = 'x7'); CREATE TABLE t (c code NOT NULL)",
    "CREATE TYPE pair AS (a int, b text); CREATE TABLE t (p pair NOT NULL)",
    "CREATE TABLE t (a uuid, b json, c jsonb, d bytea, e inet, f cidr, g macaddr, h interval, i bit(3), j money)",
    "CREATE TABLE t (a date, b timestamptz, c time, d point, e box, f tsvector, g int4range, h tsrange, i xml)",
    "CREATE TABLE t (a int CHECK (a IS NULL), b int)",
    "CREATE TABLE t (id int PRIMARY KEY, boss int REFERENCES t)",
    "CREATE TABLE t ()",
    """
    CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
    CREATE TABLE t (id int); CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no()
    """,
  ])
  func `a table of any form takes rows`(sql: String) throws {
    try TestDatabase.run(sql)
    let rows = try SampleRows(plantingIn: TestDatabase.connect())
    #expect(rows.unseeded.isEmpty, "\(rows.unseeded)")
    #expect(rows.tables.map(\.table.name.description) == ["public.t"])
    #expect(rows.rowCount == 2)
    #expect(try TestDatabase.column("SELECT count(*) FROM t") == ["2"])
  }

  @Test func `rows refer to rows that are there`() throws {
    try TestDatabase.run(
      """
      CREATE TABLE z (a int, b text, PRIMARY KEY (a, b));
      CREATE TABLE y (id int PRIMARY KEY, za int NOT NULL, zb text NOT NULL, FOREIGN KEY (za, zb) REFERENCES z);
      CREATE TABLE x (id int PRIMARY KEY REFERENCES y);
      CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
      ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
      """)
    let rows = try SampleRows(plantingIn: TestDatabase.connect())
    #expect(rows.unseeded.isEmpty, "\(rows.unseeded)")
    #expect(rows.tables.count == 5)
    #expect(rows.rowCount == 10)
  }

  @Test func `among many tables those that a plan touches get rows, and what they refer to`() throws {
    try TestDatabase.run(
      """
      DO $$ BEGIN FOR i IN 1..\(SampleRows.manyTables) LOOP
        EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, up int %s REFERENCES t%s)', i,
          CASE WHEN i % 4 = 2 THEN 'NOT NULL' ELSE '' END, greatest(1, i - 1));
      END LOOP; END $$;
      CREATE TABLE parent (id int); CREATE TABLE child () INHERITS (parent);
      """)
    func name(_ table: String) -> QualifiedName { QualifiedName(schema: "public", name: Identifier(table)) }
    let some = try SampleRows(plantingIn: TestDatabase.connect(), touching: [name("t7"), name("parent")])
    #expect(some.tables.map(\.table.name.name.text) == ["child", "parent", "t5", "t6", "t7"])
    try TestDatabase.run("TRUNCATE t1, parent CASCADE")
    let all = try SampleRows(plantingIn: TestDatabase.connect())
    #expect(all.unseeded.map(\.reason) == [])
    #expect(all.tables.count == SampleRows.manyTables + 2)
  }

  @Test func `partitions hold the rows`() throws {
    try TestDatabase.run(
      """
      CREATE TABLE m (at date NOT NULL, region text) PARTITION BY RANGE (at);
      CREATE TABLE m_2025 PARTITION OF m FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
      CREATE TABLE m_2024 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (region);
      CREATE TABLE m_2024_north PARTITION OF m_2024 FOR VALUES IN ('north', 'west');
      """)
    let rows = try SampleRows(plantingIn: TestDatabase.connect())
    #expect(rows.unseeded.isEmpty, "\(rows.unseeded)")
    #expect(rows.tables.map(\.table.name.name.text) == ["m_2024_north", "m_2025"])
    #expect(rows.tables.first?.table.ancestors.map(\.name.text) == ["m_2024", "m"])
  }

  @Test func `a table that takes nothing is named, with the server's word`() throws {
    try TestDatabase.run("CREATE TABLE t (id int CHECK (false)); CREATE TABLE u (id int)")
    let rows = try SampleRows(plantingIn: TestDatabase.connect())
    #expect(rows.unseeded.map(\.name.description) == ["public.t"])
    #expect(rows.unseeded.first?.reason.contains("t_check") == true)
    #expect(rows.tables.map(\.table.name.name.text) == ["u"])
  }

  @Test(arguments: [
    ("DELETE FROM t", ["the rows of table public.t"]), ("DROP TABLE t", ["the rows of table public.t"]),
    ("ALTER TABLE t DROP COLUMN a", ["the values of column public.t.a"]),
    ("UPDATE t SET a = 'x'", ["the values of column public.t.a"]), ("ALTER TABLE t RENAME TO s", []),
    ("ALTER TABLE t RENAME a TO b", []), ("ALTER TABLE t SET SCHEMA other", []),
    ("ALTER TABLE t ALTER a TYPE int USING a::int", []), ("INSERT INTO t VALUES ('x')", []),
    ("ALTER TABLE t ADD c int DEFAULT 1", []),
    ("ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD COLUMN a text", ["the values of column public.t.a"]),
  ])
  func `what is lost is found, and nothing else`(sql: String, expected: [String]) throws {
    try TestDatabase.run("CREATE SCHEMA other; CREATE TABLE t (a text, n int)")
    let rows = try SampleRows(plantingIn: TestDatabase.connect())
    try TestDatabase.run(sql.contains("INSERT") ? "ALTER TABLE t DISABLE TRIGGER ALL" : sql)
    let losses = try rows.losses(in: TestDatabase.connect(), renamed: [:])
    #expect(losses.map(\.text) == expected)
  }

  @Test func `files that are written anew are told, by any name that says so`() throws {
    try TestDatabase.run(
      """
      CREATE TABLE t (id int); CREATE TABLE u (id int); CREATE MATERIALIZED VIEW v AS SELECT 1 AS one;
      CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
      """)
    let before = try StorageFiles(TestDatabase.connect())
    try TestDatabase.run(
      "ALTER TABLE t ALTER id TYPE bigint; ALTER TABLE t RENAME TO s; ALTER TABLE u ADD n int DEFAULT 1;"
        + "REFRESH MATERIALIZED VIEW v; ALTER TABLE p ADD n uuid DEFAULT gen_random_uuid()")
    let after = try StorageFiles(TestDatabase.connect())
    func names(_ declared: String...) -> [String] {
      after.rewritten(
        since: before, besides: Set(declared.map { QualifiedName(schema: "public", name: Identifier($0)) })
      ).map(\.description)
    }
    #expect(names() == ["public.p1", "public.t", "public.v"])
    #expect(names("s", "v") == ["public.p1"])
    #expect(names("t", "p") == ["public.v"])
  }
}
