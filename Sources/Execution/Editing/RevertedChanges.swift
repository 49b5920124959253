internal import GitStore
internal import History

/// Migrations and those that took them back, which come to nothing together.
struct RevertedChanges {
  private let commits: SchemaCommits

  init(_ commits: SchemaCommits) { self.commits = commits }

  /// The version that took a change back and was not taken back itself.
  func taker(of version: Version, in lineage: [Version]) throws -> Version? {
    guard let start = lineage.firstIndex(where: { $0.id == version.id }) else { return nil }
    let later = Array(lineage[(start + 1)...])
    let reverted = try reverts(of: later)
    guard !reverted.isEmpty else { return nil }
    let gone = Self.pairs(later, reverted)
    return later.first { !gone.contains($0.id) && reverted[$0.id] == version.change }
  }

  /// The versions in their order, without those that were taken back among them and those that did it.
  func withoutPairs(_ versions: [Version], sparing spared: Version) throws -> [Version] {
    let reverted = try reverts(of: versions)
    guard !reverted.isEmpty else { return versions }
    let gone = Self.pairs(versions.filter { $0.id != spared.id }, reverted)
    return versions.filter { !gone.contains($0.id) }
  }

  /// The newest first: what takes a revert back brings the change into being again.
  private static func pairs(_ versions: [Version], _ reverted: [ObjectID: ChangeID]) -> Set<ObjectID> {
    var gone: Set<ObjectID> = []
    for version in versions.reversed() where !gone.contains(version.id) {
      guard let change = reverted[version.id], let original = versions.first(where: { $0.change == change }) else {
        continue
      }
      gone.insert(original.id)
      // A way back may consist of several migrations.
      for other in versions where reverted[other.id] == change { gone.insert(other.id) }
    }
    return gone
  }

  private func reverts(of versions: [Version]) throws -> [ObjectID: ChangeID] {
    var reverted: [ObjectID: ChangeID] = [:]
    for version in versions where version.change != nil {
      reverted[version.id] = try commits.readMigration(version.id)?.manifest.reverts
    }
    return reverted
  }
}
