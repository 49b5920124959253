package import Schema

/// Three snapshots, and what people say of the two ways from the first one to the others.
package struct MergeInput: Sendable {
  package var base: [SnapshotFile]
  package var ours: [SnapshotFile]
  package var theirs: [SnapshotFile]
  /// The renames that our migrations declare.
  package var ourRenames: [Rename] = []
  package var theirRenames: [Rename] = []
  /// Of two types that a column gets, the larger one is taken where one holds all values of the other.
  package var widensTypes = false
  /// What was decided, where the sides do not go together.
  package var choices: [MergeKey: MergeSide] = [:]
  /// Objects whose DDL somebody wrote; `nil` for one that is to be gone.
  package var authored: [ObjectIdentity: String?] = [:]

  package init(base: [SnapshotFile], ours: [SnapshotFile], theirs: [SnapshotFile]) {
    self.base = base
    self.ours = ours
    self.theirs = theirs
  }
}

/// What becomes of two snapshots.
package struct MergeResult: Sendable, Equatable {
  /// The merged snapshot, sorted by path; where there are conflicts that nobody decided, it has what ours has.
  package var files: [SnapshotFile]
  package var conflicts: [MergeConflict]
  /// What neither side has as it is in the merged snapshot, such as a body that both edited: no order of the migrations
  /// leads to it.
  package var combined: [MergeKey]

  package var isClean: Bool { conflicts.isEmpty }

  package init(files: [SnapshotFile], conflicts: [MergeConflict], combined: [MergeKey]) {
    self.files = files
    self.conflicts = conflicts
    self.combined = combined
  }
}
