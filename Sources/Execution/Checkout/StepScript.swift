internal import Diagnostics
internal import GitStore
internal import History
internal import Planning
internal import SQLSyntax

/// What a step runs: the files of a migration, split and grouped.
struct StepScript {
  /// One file.
  struct Part {
    var origin: ScriptOrigin
    var script: MigrationScript
  }

  /// In the order in which they run: `setup.sql` where there is one, then `up.sql`; or `down.sql`.
  var parts: [Part]
  var verify: VerifyScript?

  /// All of it is one transaction, so that the registry's rows can be part of it.
  var isSingleTransaction: Bool { parts.count == 1 && parts[0].script.isSingleTransaction }

  /// - Throws: ``MigrationFailure`` where a file cannot be read, ``ExecutionError`` where there is no way back.
  init(
    of migration: Migration, _ action: PlanStep.Action, at version: Version, verifies: Bool,
    placing: SchemaPlacement? = nil
  ) throws {
    let texts = MigrationTexts(migration, folder: "\(version.id.short()):migration")
    let grouping: TransactionGrouping = texts.runsOutsideTransaction ? .eachStatement : .asWritten
    guard action == .apply else {
      guard let down = texts.down else {
        throw ExecutionError(.irreversible, .refused, "'\(version.name)' has no down.sql")
      }
      parts = [try Self.part(down, grouping, placing)]
      return
    }
    let setup = try texts.setup.map { try Self.part($0, .asWritten, placing) }
    parts = [setup, try Self.part(texts.up, grouping, placing)].compactMap { $0 }
    if verifies, let origin = texts.verify {
      let part = try Self.part(origin, .asWritten, placing)
      verify = VerifyScript(origin: part.origin, statements: part.script.statements)
    }
  }

  private static func part(
    _ origin: ScriptOrigin, _ grouping: TransactionGrouping, _ placing: SchemaPlacement?
  ) throws -> Part {
    let origin = try placing?.placed(origin) ?? origin
    do throws(SQLSyntaxError) {
      let script = try MigrationScript(origin.text, grouping: grouping)
      return Part(origin: origin, script: placing?.placed(script) ?? script)
    } catch {
      throw MigrationFailure(error, in: origin)
    }
  }
}
