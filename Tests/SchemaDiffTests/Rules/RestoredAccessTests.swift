import Schema
import SchemaDiff
import Testing

struct RestoredAccessTests {
  private static let tableFile = "CREATE TABLE public.t (\n  a integer,\n  b text\n);\n"

  private static func plan(owner: String = "", options: PlannerOptions = PlannerOptions()) throws -> [String] {
    func files(_ column: String) throws -> [SnapshotFile] {
      try [
        ("public/tables/t.sql", tableFile),
        ("public/views/v.sql", "CREATE VIEW public.v AS\n SELECT \(column)\n   FROM public.t;\n" + owner),
      ].map { path, text in
        SnapshotFile(identity: try #require(FileIdentity.identity(path: path, text: text)), text: text)
      }
    }
    let plan = try SchemaPlanner.plan(from: try files("a"), to: try files("b"), options: options)
    return plan.migrations.flatMap(\.changes).flatMap(\.statements).map(\.text)
  }

  @Test func `a view that is made anew gets its owner and grants again`() throws {
    let statements = try Self.plan()
    #expect(statements.count == 4)
    #expect(statements.first?.hasPrefix("DO $confiture$") == true)
    #expect(statements.dropFirst().first == "DROP VIEW public.v")
    #expect(statements.dropFirst(2).first?.hasPrefix("CREATE VIEW public.v") == true)
    #expect(statements.last?.contains("'GRANT %s ON TABLE public.v TO %s%s'") == true)
  }

  @Test func `snapshots that say who owns the view leave nothing to ask the server`() throws {
    let statements = try Self.plan(owner: "\nALTER VIEW public.v OWNER TO o;\n")
    #expect(statements.count == 3)
    #expect(!statements.contains { $0.hasPrefix("DO ") })
  }

  @Test func `nothing is restored if nobody wants it`() throws {
    let statements = try Self.plan(options: PlannerOptions(restoresAccess: false))
    #expect(statements.count == 2)
  }
}
