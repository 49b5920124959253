internal import GitStore
package import History
package import Postgres
internal import Repository
package import Scratch
internal import Digests

/// Scratch databases that have the schema of a version, for looking at it.
package struct BisectDatabase {
  private let resealing: Resealing
  private let scratch: ScratchServer
  private let isSchemaOnly: Bool

  /// - Parameters:
  ///   - resealing: Builds databases.
  ///   - isSchemaOnly: Load the snapshot also where migrations wrote rows.
  package init(_ resealing: Resealing, isSchemaOnly: Bool) {
    self.resealing = resealing
    scratch = resealing.scratch
    self.isSchemaOnly = isSchemaOnly
  }

  /// The database that stays between commands, one per project.
  package static func name(forProjectAt root: String) -> String {
    "bisect_" + Hexadecimal.encode(SHA256.digest(of: root.utf8)).prefix(16)
  }

  /// Lends a database of a version, dropped afterwards.
  ///
  /// It is loaded from the snapshot; where migrations wrote rows it is built by running them all.
  package func withDatabase<R>(
    of version: Version, in graph: HistoryGraph, _ body: (ConnectionString) throws -> R
  ) throws -> R {
    let database = try build(version, in: graph)
    defer { try? scratch.dropDatabase(database) }
    return try body(scratch.connectionString(database: database))
  }

  /// Makes the database that stays between commands one of this version.
  package func place(_ version: Version, in graph: HistoryGraph) throws -> ConnectionString {
    let name = Self.name(forProjectAt: resealing.project.root)
    try scratch.dropDatabase(name)
    let built = try build(version, in: graph)
    defer { try? scratch.dropDatabase(built) }
    try scratch.createDatabase(name, template: built)
    return scratch.connectionString(database: name)
  }

  /// Drops the database that stays between commands.
  package static func drop(forProjectAt root: String, on scratch: ScratchServer) throws {
    try scratch.dropDatabase(name(forProjectAt: root))
  }

  private func build(_ version: Version, in graph: HistoryGraph) throws -> String {
    let lineage = graph.lineage(of: version.id)
    let proof = resealing.proof
    let database =
      isSchemaOnly || !lineage.contains(where: \.writesData)
      ? try proof.loaded(version) : try proof.replayed(lineage)
    database.disconnect()
    return database.name
  }
}
