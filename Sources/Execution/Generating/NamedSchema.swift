internal import Catalog
internal import Postgres
package import Schema
package import Scratch
internal import SchemaDiff

/// A schema to plan from or to.
package struct NamedSchema: Sendable {
  /// How people name it.
  package var label: String
  package var files: [SnapshotFile]
  /// `nil` when it is not known without loading the files.
  package var fingerprint: Fingerprint?
  /// What it has besides, and no plan will make.
  package var uncovered: [UncoveredObject]

  package init(
    label: String, files: [SnapshotFile], fingerprint: Fingerprint? = nil, uncovered: [UncoveredObject] = []
  ) {
    self.label = label
    self.files = files
    self.fingerprint = fingerprint
    self.uncovered = uncovered
  }

  package init(label: String, snapshot: Snapshot) {
    self.init(
      label: label, files: snapshot.files, fingerprint: snapshot.fingerprint, uncovered: snapshot.uncovered)
  }

  /// A stored snapshot.
  ///
  /// - Throws: ``SchemaDiffError`` with `unreadable` when a path is that of no kind of object.
  package init(label: String, stored: [(path: String, text: String)], fingerprint: Fingerprint?) throws {
    let files = try stored.map { path, text in
      guard let identity = FileIdentity.identity(path: path, text: text) else {
        throw SchemaDiffError(.unreadable, "'\(path)' is not the path of an object")
      }
      return SnapshotFile(identity: identity, text: text)
    }
    self.init(label: label, files: files, fingerprint: fingerprint)
  }
}

extension SchemaFolder {
  /// The schema that the files make, found out in an empty database.
  package func snapshot(on scratch: ScratchServer, options: SnapshotOptions) throws -> Snapshot {
    try scratch.withTemporaryDatabase { address in
      let connection = try Connection(
        address, applicationName: "confiture load", sessionSettings: [("client_min_messages", "warning")])
      try FolderLoading.load(self, into: connection, createsRoles: true)
      return try CatalogReader.read(connection, options: options)
    }
  }
}
