package import GitStore
package import Schema

/// How a version follows from its parents.
package enum VersionKind: UInt8, Sendable, CaseIterable {
  /// Its migration runs on top of all that its parents have.
  case step = 0
  /// A merge of lines that do not run on top of each other, or lead to different schemas in their two orders: a script
  /// of its own leads here from each parent, in place of what the other parent has.
  case reconciliation = 1
  /// The same schema as its first parent's, and a second road to it: one script that leads here from the second parent
  /// in place of all changes between the two.
  case squash = 2

  /// Scripts lead here from single parents, each in place of the changes which that parent lacks.
  package var hasRoads: Bool { self != .step }
}

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
  package var kind: VersionKind
  /// Its up takes data away, as its manifest declares.
  package var losesData: Bool
  /// Its down takes data away, as its manifest declares.
  package var downLosesData: Bool
  /// Its statements are transactions of their own, as its manifest says.
  package var runsInPieces: Bool

  package var isMerge: Bool { parents.count > 1 }

  package init(
    id: ObjectID, parents: [ObjectID], change: ChangeID?, name: String, title: String, author: String,
    date: CommitDate, fingerprint: Fingerprint, schemaTree: ObjectID, isReversible: Bool = true,
    writesData: Bool = false, kind: VersionKind = .step, losesData: Bool = false, downLosesData: Bool = false,
    runsInPieces: Bool = false
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
    self.kind = kind
    self.losesData = losesData
    self.downLosesData = downLosesData
    self.runsInPieces = runsInPieces
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
      writesData: commit.migration?.manifest.writesData ?? false, kind: commit.migration?.manifest.kind ?? .step,
      losesData: commit.migration.map { !$0.manifest.losses.isEmpty } ?? false,
      downLosesData: commit.migration.map { !$0.manifest.downLosses.isEmpty } ?? false,
      runsInPieces: commit.migration?.manifest.transaction == TransactionMode.none)
  }
}
