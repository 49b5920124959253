import Schema
import Testing

@testable import SchemaDiff

/// Renames that somebody declared, where something is in their way.
@Suite struct DeclaredRenameTests {
  @Test func `a view that goes makes room for the table that gets its name`() throws {
    let table = ObjectIdentity(kind: .table, schema: "x", name: "t_data")
    let view = ObjectIdentity(kind: .view, schema: "x", name: "data")
    let target = ObjectIdentity(kind: .table, schema: "x", name: "data")
    let old = [
      SnapshotFile(identity: table, text: "CREATE TABLE x.t_data (\n  id integer\n);\n"),
      SnapshotFile(identity: view, text: "CREATE VIEW x.data AS\n SELECT id\n   FROM x.t_data;\n"),
    ]
    let new = [SnapshotFile(identity: target, text: "CREATE TABLE x.data (\n  id integer\n);\n")]
    let rename = Rename.object(from: table, to: target)
    let plan = try SchemaPlanner.plan(from: old, to: new, options: PlannerOptions(renames: [rename]))
    #expect(
      plan.migrations.flatMap(\.changes).flatMap(\.statements).map(\.text) == [
        "ALTER VIEW x.data RENAME TO confiture_old_data", "ALTER TABLE x.t_data RENAME TO data",
        "DROP VIEW x.confiture_old_data",
      ])
    #expect(plan.renames == [rename])
  }
}
