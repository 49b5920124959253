import Schema
import SchemaDiff

/// A planner that drops all there is and creates all that is wanted: correct, and of no use to anybody.
///
/// With it the check itself is tried out.
enum Rebuilding {
  static func plan(from old: [SnapshotFile], to new: [SnapshotFile]) -> SchemaPlan {
    if old == new { return SchemaPlan(migrations: []) }
    var effects = ChangeEffects()
    for file in old where file.identity.kind == .table || file.identity.kind == .materializedView {
      effects.losses.append("the rows of \(file.identity.description)")
      if let schema = file.identity.schema {
        effects.rewrites.append(QualifiedName(schema: schema, name: file.identity.name))
      }
    }
    effects.losses += old.filter { $0.identity.kind == .sequence }.map { "the value of \($0.identity.description)" }
    var statements = old.filter { $0.identity.kind == .schema }.map { "DROP SCHEMA \($0.identity.name.sql) CASCADE" }
    statements += old.filter { $0.identity.kind == .extension }.map {
      "DROP EXTENSION IF EXISTS \($0.identity.name.sql) CASCADE"
    }
    statements += SnapshotLoader.plan(for: new.map { ($0.path, $0.text) }).statements.map(\.text)
    return plan(statements.map { ChangeStatement($0) }, effects)
  }

  /// A plan of one migration with one change.
  static func plan(_ statements: [ChangeStatement], _ effects: ChangeEffects = ChangeEffects()) -> SchemaPlan {
    let object = ObjectIdentity(kind: .schema, name: "public")
    let change = SchemaChange(object: object, summary: "rebuild", statements: statements, effects: effects)
    return SchemaPlan(migrations: [PlannedMigration(purpose: "rebuild", changes: [change])])
  }
}
