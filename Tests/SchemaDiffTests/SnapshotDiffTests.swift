import Schema
import SchemaDiff
import Testing

@Suite struct SnapshotDiffTests {
  private let table =
    "CREATE TABLE public.t (\n  a integer NOT NULL,\n  b text DEFAULT concat('x,', 'y'),\n  CONSTRAINT p PRIMARY KEY (a)\n);\n\nCOMMENT ON COLUMN public.t.a IS 'x';\n\nCOMMENT ON COLUMN public.t.b IS 'y';\n"
  private let reordered =
    "CREATE TABLE public.t (\n  b text DEFAULT concat('x,', 'y'),\n  a integer NOT NULL,\n  CONSTRAINT p PRIMARY KEY (a)\n);\n\nCOMMENT ON COLUMN public.t.b IS 'y';\n\nCOMMENT ON COLUMN public.t.a IS 'x';\n"

  @Test func `objects are added, removed, modified, or kept`() {
    let changes = SnapshotDiff.changes(
      from: [("public/views/c.sql", "C"), ("extensions/a.sql", "A"), ("public/tables/b.sql", "B")],
      to: [("public/tables/b.sql", "B2"), ("public/views/d.sql", "D"), ("extensions/a.sql", "A")])
    #expect(changes.map(\.path) == ["public/tables/b.sql", "public/views/c.sql", "public/views/d.sql"])
    #expect(changes.map(\.kind) == [.modified, .removed, .added])
    #expect(changes.map(\.oldText) == ["B", "C", nil])
    #expect(changes.map(\.newText) == ["B2", nil, "D"])
    #expect(changes.map(\.name) == ["table public.b", "view public.c", "view public.d"])
  }

  @Test func `only blobs that differ are read`() {
    var read: [Int] = []
    let changes = SnapshotDiff.changes(
      from: [("a", 1), ("b", 2), ("c", 3)], to: [("a", 1), ("b", 4), ("d", 5)]
    ) { blob in
      read.append(blob)
      return "\(blob)"
    }
    #expect(read.sorted() == [2, 3, 4, 5])
    #expect(changes.map(\.path) == ["b", "c", "d"])
  }

  @Test func `another order of columns alone is told`() {
    let path = "public/tables/t.sql"
    func kind(_ new: String) -> ObjectChange.Kind? {
      SnapshotDiff.changes(from: [(path, table)], to: [(path, new)]).first?.kind
    }
    #expect(kind(table) == nil)
    #expect(kind(reordered) == .columnOrderOnly)
    #expect(kind(reordered.replacing("integer", with: "bigint")) == .modified)
    #expect(kind(reordered + "\nCOMMENT ON TABLE public.t IS 'x';\n") == .modified)
  }

  @Test func `the order of attributes and labels matters`() {
    for (old, new) in [
      ("CREATE TYPE s.t AS (\n  a text,\n  b text\n);\n", "CREATE TYPE s.t AS (\n  b text,\n  a text\n);\n"),
      ("CREATE TYPE s.t AS ENUM (\n  'a',\n  'b'\n);\n", "CREATE TYPE s.t AS ENUM (\n  'b',\n  'a'\n);\n"),
    ] {
      #expect(
        SnapshotDiff.changes(from: [("s/types/t.sql", old)], to: [("s/types/t.sql", new)]).map(\.kind) == [.modified])
    }
  }

  @Test(arguments: [
    ObjectIdentity(kind: .table, schema: "public", name: "users"),
    ObjectIdentity(kind: .table, schema: "Odd.s", name: "A b/c%~^\"é"),
    ObjectIdentity(kind: .extension, name: "uuid-ossp"),
    ObjectIdentity(kind: .function, schema: "public", name: "f(x", arguments: "integer, \"My\".\"t(\"[]"),
    ObjectIdentity(kind: .procedure, schema: "extensions", name: "p", arguments: ""),
    ObjectIdentity(kind: .operator, schema: "s", name: "(", arguments: "integer, \"My\".\"t(\"[]"),
    ObjectIdentity(kind: .operatorFamily, schema: "s", name: "f", arguments: "btree"),
    ObjectIdentity(kind: .eventTrigger, name: "e"), ObjectIdentity(kind: .foreignTable, schema: "s", name: "f"),
  ])
  func `the identity is that of the path`(identity: ObjectIdentity) {
    let change = SnapshotDiff.changes(from: [], to: [(SnapshotPath.path(of: identity), "X")]).first
    #expect(change?.identity == identity)
  }

  @Test func `a name that the path has in part is read from the text`() {
    let name = String(repeating: "Ünïque", count: 20)
    let identity = ObjectIdentity(kind: .view, schema: "S t", name: Identifier(name))
    let path = SnapshotPath.path(of: identity)
    #expect(path.contains("~"))
    let change = SnapshotDiff.changes(from: [(path, "CREATE VIEW \"S t\".\"\(name)\" AS\n SELECT 1;\n")], to: [])
      .first
    #expect(change?.identity == identity)
  }

  @Test(arguments: [
    "users.sql", "public/tables/users", "public/things/users.sql", "a/b/c/d.sql", "public/functions/f.sql", "",
  ])
  func `a path that no object has has no identity`(path: String) {
    let change = SnapshotDiff.changes(from: [(path, "CREATE TABLE x;")], to: []).first
    #expect(change?.identity == nil)
    #expect(change?.name == path)
  }
}
