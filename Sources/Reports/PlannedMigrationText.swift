package import Documents
internal import Execution
internal import Schema
package import SchemaDiff

/// Planned migrations as people and programs read them.
package enum PlannedMigrationText {
  /// As SQL with a heading for each migration.
  package static func sql(_ plan: SchemaPlan) -> [String] {
    plan.migrations.flatMap { migration in
      let script = CommentedScript(migration.changes, title: "migration: \(migration.purpose)").text
      var lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if lines.last == "" { lines.removeLast() }
      return lines + [""]
    }
  }

  /// What each change does and costs.
  package static func lines(_ changes: [SchemaChange]) -> [String] {
    changes.flatMap { change in
      ["  \(change.object): \(change.summary)"] + CommentedScript.costs(of: change).map { "    \($0)" }
    }
  }

  package static func json(_ migration: PlannedMigration) -> JSONValue {
    .object([
      "purpose": .string(migration.purpose), "sql": .string(migration.script),
      "changes": .array(migration.changes.map(json)),
    ])
  }

  package static func json(_ change: SchemaChange) -> JSONValue {
    let effects = change.effects
    return .object([
      "object": .string(change.object.description), "summary": .string(change.summary),
      "statements": .array(
        change.statements.map { .object(["sql": .string($0.text), "transactional": .bool($0.isTransactional)]) }),
      "locks": .array(
        effects.locks.map { lock in
          .object([
            "table": .string(lock.table.description), "mode": .string(lock.mode.description),
            "long": .bool(lock.isLong),
          ])
        }), "losses": .strings(effects.losses), "rewrites": .strings(effects.rewrites.map(\.description)),
      "conditions": .strings(effects.conditions),
    ])
  }
}
