internal import History
internal import Schema
internal import SchemaDiff

extension RenameComposition {
  /// What several versions rename, one after the other; scripts of merges rename what a side did already.
  init(of versions: [Version], _ commits: SchemaCommits) throws {
    self.init()
    for version in versions where !version.kind.hasRoads {
      for rename in try commits.readMigration(version.id)?.manifest.renames ?? [] { append(rename) }
    }
  }

  /// Renames one after the other.
  init(_ renames: some Sequence<Rename>) {
    self.init()
    for rename in renames { append(rename) }
  }

  /// Those of objects that are there in the beginning by the one name and in the end by the other.
  func fitting(from base: [SnapshotFile], to end: [SnapshotFile]) -> [Rename] {
    let (before, after) = (Set(base.map(\.identity)), Set(end.map(\.identity)))
    return renames.filter { rename in
      guard case .object(let from, let to) = rename else { return true }
      return before.contains(from) && after.contains(to)
    }
  }
}
