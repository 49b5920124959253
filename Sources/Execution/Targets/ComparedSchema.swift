package import Catalog
internal import GitStore
package import History
package import Postgres
package import Schema
internal import SchemaDiff

/// What of a database a target is, and what of a version it is compared with: all of it, or one schema.
package struct ComparedSchema {
  private let target: Target
  private let versions: VersionReader

  package init(of target: Target, versions: VersionReader) {
    self.target = target
    self.versions = versions
  }

  /// How the target's schema is read; `nil` for a whole database.
  package var view: SchemaView? { target.schema.map { SchemaView($0, as: target.historySchema) } }

  /// The target as it is now, in the words of the history.
  package func live(_ connection: Connection, includesAccess: Bool = false) throws -> Snapshot {
    let options = SnapshotOptions(includesAccess: includesAccess)
    guard let view else { return try CatalogReader.read(connection, options: options) }
    return try CatalogReader.read(connection, schema: view, options: options)
  }

  /// The fingerprint that the target has at a version; of nothing for `nil`.
  package func fingerprint(of version: Version?) throws -> Fingerprint {
    guard let version else { return Fingerprint.empty }
    guard target.schema != nil else { return version.fingerprint }
    return try versions.part(of: version, schema: target.historySchema).fingerprint
  }

  /// The files of a version that the target has.
  package func files(of version: Version) throws -> [(path: String, text: String)] {
    let files = try versions.snapshotFiles(of: version.id)
    guard target.schema != nil else { return files }
    let folder = SnapshotPath.schemaFolder(Identifier(target.historySchema)) + "/"
    return files.filter { $0.path.hasPrefix(folder) }
  }

  /// The target as it is now, with what its version has around it: a whole schema, as a version is one.
  ///
  /// Only of a target that is one schema something is added.
  package func whole(_ live: Snapshot, at version: Version?) throws -> Snapshot {
    guard target.schema != nil, let version else { return live }
    let folder = SnapshotPath.schemaFolder(Identifier(target.historySchema)) + "/"
    let others = try versions.snapshotFiles(of: version.id).filter { !$0.path.hasPrefix(folder) }
    return try SchemaPart.whole(
      of: others + live.files.map { ($0.path, $0.text) },
      options: SnapshotOptions(includesAccess: live.fingerprint.includesAccess))
  }

  /// What a live schema has otherwise than a version.
  package func differences(from version: Version?, to live: Snapshot) throws -> [String] {
    DifferenceSummary.lines(from: try version.map(files) ?? [], to: live.files.map { ($0.path, $0.text) })
  }
}
