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

  /// - Parameters:
  ///   - migration: The files.
  ///   - action: Which way it runs.
  ///   - parent: The parent that a road comes from or goes to.
  ///   - version: Whose migration it is.
  ///   - verifies: Take the verify script along.
  ///   - placing: Puts what it makes into another schema.
  /// - Throws: ``MigrationFailure`` where a file cannot be read, ``ExecutionError`` where a script is missing.
  init(
    of migration: Migration, _ action: PlanStep.Action, parent: Int? = nil, at version: Version, verifies: Bool,
    placing: SchemaPlacement? = nil
  ) throws {
    let folder = "\(version.id.short()):migration"
    let texts = MigrationTexts(migration, folder: folder)
    let grouping: TransactionGrouping = texts.runsOutsideTransaction ? .eachStatement : .asWritten
    let isSecond = parent == 2
    func road(_ file: Migration.File, _ text: String?) throws -> ScriptOrigin {
      if let text { return ScriptOrigin(migration: version.name, file: "\(folder)/\(file.rawValue)", text: text) }
      if parent == 1, version.kind == .squash {
        return ScriptOrigin(migration: version.name, file: "\(folder)/\(file.rawValue)", text: "")
      }
      throw ExecutionError(
        action == .apply ? .noRoad : .irreversible, .refused, "'\(version.name)' has no \(file.rawValue)")
    }
    guard action == .apply else {
      let file = isSecond ? Migration.File.downToSecond : .down
      parts = [try Self.part(try road(file, isSecond ? migration.downToSecond : migration.down), grouping, placing)]
      return
    }
    let setup = try texts.setup.map { try Self.part($0, .asWritten, placing) }
    let up = isSecond ? try road(.upFromSecond, migration.upFromSecond) : texts.up
    parts = [setup, try Self.part(up, grouping, placing)].compactMap { $0 }
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
