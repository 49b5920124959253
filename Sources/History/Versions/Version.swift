package import GitStore
package import Schema

/// What walking the history needs to know of a version.
package struct Version: Sendable, Equatable {
  package var id: ObjectID
  package var parents: [ObjectID]
  /// `nil` for a merge without a migration.
  package var change: ChangeID?
  /// The name of the migration's folder; for a version without one, the short commit id.
  package var name: String
  package var title: String
  package var author: String
  package var date: CommitDate
  package var fingerprint: Fingerprint
  package var schemaTree: ObjectID
  package var isReversible: Bool
  /// Its migration may change rows.
  package var writesData: Bool

  package var isMerge: Bool { parents.count > 1 }

  package init(
    id: ObjectID, parents: [ObjectID], change: ChangeID?, name: String, title: String, author: String,
    date: CommitDate, fingerprint: Fingerprint, schemaTree: ObjectID, isReversible: Bool = true,
    writesData: Bool = false
  ) {
    self.id = id
    self.parents = parents
    self.change = change
    self.name = name
    self.title = title
    self.author = author
    self.date = date
    self.fingerprint = fingerprint
    self.schemaTree = schemaTree
    self.isReversible = isReversible
    self.writesData = writesData
  }
}

extension SchemaCommits {
  /// Reads the record of a version from its commit.
  package func version(_ id: ObjectID) throws -> Version {
    let commit = try read(id)
    return Version(
      id: id, parents: commit.parents, change: commit.migration?.manifest.change,
      name: commit.migration?.name ?? id.short(), title: commit.title, author: commit.author.name, date: commit.date,
      fingerprint: commit.fingerprint, schemaTree: commit.schemaTree,
      isReversible: commit.migration?.manifest.reversible ?? true,
      writesData: commit.migration?.manifest.writesData ?? false)
  }
}
