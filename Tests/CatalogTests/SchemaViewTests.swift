import Catalog
import Postgres
import Schema
import TestSupport
import Testing

/// A schema that stands in the place of another reads as the other.
@Suite(.tags(.large), .timeLimit(.minutes(4))) struct SchemaViewTests {
  private static let tenant = "Tenant 1"

  struct Case: Sendable, CustomTestStringConvertible {
    let fixture: Fixture
    var testDescription: String { fixture.testDescription }

    static let all =
      Fixture.all.filter { $0.name != "uncovered" }.map(Case.init)
      + HardCase.all.filter { !["children", "tables of types"].contains($0.name) }.map {
        Case(fixture: Fixture(name: $0.name, sql: $0.sql))
      }
  }

  @Test(arguments: Case.all)
  func `what is built in another schema reads as if it were in public`(case builtCase: Case) throws {
    guard let built = try builtCase.fixture.built() else { return }
    let options = SnapshotOptions(includesAccess: false)
    let whole = built.schema()
    let expected = whole.part(of: "public").snapshot(options)
    let members = built.membersOfPublic
    let moved = SchemaReplacement([
      .init(
        "public", by: Identifier(Self.tenant), keeping: members,
        searchPath: [Identifier(Self.tenant)] + (members.isEmpty ? [] : ["public"]))
    ])
    let files = whole.snapshot(options).files.filter { $0.identity.kind != .schema || $0.identity.name != "public" }
    try withSecondDatabase { target in
      try target.execute("CREATE SCHEMA \(identifier: Self.tenant)")
      try SnapshotLoading.load(
        files.map { ($0.path, moved.replaced(in: $0.text)) }, into: target, createRoles: false)
      let view = SchemaView(Self.tenant, as: "public")
      let live = try CatalogReader.read(target, schema: view, options: options)
      for (left, right) in zip(live.files, expected.files) { #expect(left.text == right.text) }
      #expect(live.files.map(\.path) == expected.files.map(\.path))
      #expect(live.fingerprint == expected.fingerprint)
      #expect(try CatalogReader.read(target, schema: SchemaView("none", as: "public")).fingerprint == .empty)
    }
  }

  @Test(.scratchDatabase) func `owners and grants are those of the schema's objects alone`() throws {
    let options = SnapshotOptions(includesAccess: true)
    func build(_ schema: String, in connection: Connection) throws {
      try connection.script(
        """
        CREATE TABLE \(schema).t (id int, name text); GRANT SELECT ON \(schema).t TO PUBLIC;
        GRANT UPDATE (name) ON \(schema).t TO PUBLIC;
        CREATE FUNCTION \(schema).f() RETURNS int LANGUAGE sql AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION \(schema).f() FROM PUBLIC;
        """)
    }
    let connection = try TestDatabase.connect()
    try connection.script("CREATE SCHEMA acme; CREATE SCHEMA other; CREATE TABLE other.t (id int)")
    try build("acme", in: connection)
    try build("public", in: connection)
    let expected = try CatalogReader.schema(of: connection, options: options).part(of: "public").snapshot(options)
    let live = try CatalogReader.read(connection, schema: SchemaView("acme", as: "public"), options: options)
    #expect(live.files == expected.files)
    #expect(live.fingerprint == expected.fingerprint)
    #expect(live.files.contains { $0.text.contains("GRANT SELECT ON TABLE public.t TO PUBLIC") })
  }
}
