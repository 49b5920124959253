package import Diagnostics
package import GitStore
package import History
package import Repository
internal import Schema
package import Scratch

/// Seals migrations on versions that they were not written for, each proven there on scratch.
package struct Resealing {
  let project: Project
  let scratch: ScratchServer
  let environment: RunEnvironment

  package init(_ project: Project, on scratch: ScratchServer, environment: RunEnvironment) {
    self.project = project
    self.scratch = scratch
    self.environment = environment
  }

  /// A sealed migration and what its proof found.
  package struct Sealed: Sendable {
    package var commit: ObjectID
    package var migration: Migration
    package var warnings: [Diagnostic]
  }

  var proof: CommitProof {
    CommitProof(
      scratch: scratch, commits: project.commits, environment: environment, options: project.configuration.snapshot)
  }

  /// Proves a migration on a version and stores the version it leads to; no reference moves.
  ///
  /// - Parameters:
  ///   - migration: Keeps its change id, author and date.
  ///   - parent: The version to stand on; `nil` for none.
  ///   - folder: Where its files are, for messages.
  ///   - acceptsLoss: A down that does not restore everything is accepted, although the migration claims that it does.
  /// - Returns: The version.
  /// - Throws: ``MigrationFailure`` when it does not run there, ``EditingError`` with `doesNotRestore`.
  package func seal(
    _ migration: Migration, on parent: ObjectID?, folder: String, acceptsLoss: Bool = false
  ) throws -> Sealed {
    let found = try prove(migration, on: parent, folder: folder)
    guard found.isReversible || acceptsLoss || !migration.manifest.reversible else {
      throw EditingError(
        .doesNotRestore, "the down of '\(migration.name)' does not restore what was there",
        details: found.differences,
        hints: ["correct down.sql, or say so: reversible: false in migration.yaml"])
    }
    return try write(migration, as: found, on: parent)
  }

  /// Runs a migration on the schema of a version.
  func prove(_ migration: Migration, on parent: ObjectID?, folder: String) throws -> Proof {
    let graph = try project.graph(extraRoots: parent.map { [$0] } ?? [])
    let lineage = parent.map(graph.lineage(of:)) ?? []
    return try proof.prove(
      MigrationTexts(migration, folder: folder), on: parent.flatMap(graph.version), lineage: lineage)
  }

  /// Stores what was proven.
  func write(_ migration: Migration, as found: Proof, on parent: ObjectID?) throws -> Sealed {
    var migration = migration
    migration.manifest.reversible = found.isReversible
    migration.manifest.differences = found.differences
    migration.manifest.writesData = found.writesData
    if found.needsOwnTransactions { migration.manifest.transaction = .none }
    let commit = try project.commits.write(
      parents: parent.map { [$0] } ?? [], migration: migration,
      files: found.snapshot.files.map { ($0.path, $0.text) }, fingerprint: found.snapshot.fingerprint)
    return Sealed(commit: commit, migration: migration, warnings: found.warnings)
  }
}
