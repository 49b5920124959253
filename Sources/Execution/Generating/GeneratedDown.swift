internal import Diagnostics
internal import Scratch
package import History
package import SchemaDiff

/// The inverse of a migration's up, written and tried out.
package struct GeneratedDown: Sendable {
  package let script: String
  /// What it takes away, a line each.
  package let losses: [String]
  /// What it does not restore; empty when it restores everything.
  package let differences: [String]
  package let changes: [SchemaChange]

  package var isReversible: Bool { differences.isEmpty }
}

extension MigrationGenerator {
  /// Runs the up of a migration, plans the way back from what it led to, and runs that.
  ///
  /// - Parameters:
  ///   - texts: The migration; its down is not looked at.
  ///   - base: A database with the schema that the migration starts from; it is changed.
  ///   - renames: What the up renames.
  ///   - settings: How to plan.
  ///   - title: What the migration is about.
  /// - Returns: The down, and what it does not restore.
  /// - Throws: ``MigrationFailure`` when the up does not run, ``SchemaDiffError`` when no way back is known.
  package func writeDown(
    of texts: MigrationTexts, on base: ProofDatabase, undoing renames: [Rename], settings: PlannerOptions,
    title: String
  ) throws -> GeneratedDown {
    var down: DownPlan?
    let proof = try base.prove(texts) { before, after in
      let plan = try DownPlan(
        self.plan, from: after, to: before, undoing: renames, settings: settings, title: title)
      if let refusal = plan.refusal { throw refusal }
      down = plan
      return plan.script.map { ScriptOrigin(migration: texts.name, file: "down.sql", text: $0.text) }
    }
    let changes = down?.plan.map { $0.migrations.flatMap(\.changes) } ?? []
    let script = down?.script?.text ?? ""
    return GeneratedDown(
      script: changes.isEmpty ? script + "-- The schema is not changed by up.sql.\n" : script,
      losses: down?.losses ?? [], differences: proof.differences, changes: changes)
  }
}

extension CommitProof {
  /// A database with the schema of a version, and what migrations that are not sealed make of it.
  ///
  /// - Throws: ``MigrationFailure`` when one of them does not run.
  package func loaded(_ version: Version?, with pending: [MigrationTexts]) throws -> ProofDatabase {
    let database = try loaded(version)
    do {
      for texts in pending { try database.replay(texts) }
      if !pending.isEmpty { try database.refreshSnapshot() }
    } catch {
      database.disconnect()
      try? database.scratch.dropDatabase(database.name)
      throw error
    }
    return database
  }
}
