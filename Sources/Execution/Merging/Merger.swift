internal import GitStore
package import History
package import Schema
package import SchemaDiff
package import Scratch

/// Merges two versions: their snapshots, then the rows, then a proof in both orders.
package struct Merger {
  let commits: SchemaCommits
  let scratch: ScratchServer
  let environment: RunEnvironment
  let options: SnapshotOptions
  let graph: HistoryGraph
  private let widensTypes: Bool

  package init(
    scratch: ScratchServer, commits: SchemaCommits, environment: RunEnvironment, options: SnapshotOptions,
    graph: HistoryGraph, widensTypes: Bool = false
  ) {
    self.scratch = scratch
    self.commits = commits
    self.environment = environment
    self.options = options
    self.graph = graph
    self.widensTypes = widensTypes
  }

  /// What a merge comes to.
  package enum Finding {
    /// Both orders lead to the merged schema.
    case proven(Snapshot)
    /// Nothing stands against the merged snapshot, and no order of the migrations leads there: scripts have to.
    case needsRoads([SnapshotFile], combined: [MergeKey])
    /// The same, for no other reason than that both sides did these: scripts leave out what is there.
    case repeated([SnapshotFile], common: [MergeKey])
    case conflicts([MergeConflict])
  }

  /// - Parameters:
  ///   - sides: The two versions.
  ///   - items: Conflicts that were decided on.
  /// - Returns: The merged schema, or what stands against it.
  /// - Throws: ``MergeError`` when the lines were merged crosswise and their origins do not merge; why a version cannot
  ///   be read or scratch cannot be used.
  package func merge(_ sides: MergeSides, deciding items: [MergeState.Item] = []) throws -> Finding {
    let input = try input(sides, items)
    let result = try SchemaMerge.merge(input)
    let commuting = Set(items.filter { $0.decision == .commutes || $0.decision == .carried }.map(\.conflict.key))
    let rows = try DataConflicts(commits, sides, input).conflicts().filter { !commuting.contains($0.key) }
    var conflicts = result.conflicts + rows
    if !conflicts.isEmpty { return .conflicts(try attributed(conflicts, sides)) }
    let isReconciled = items.contains { $0.decision != nil && $0.decision != .commutes }
    if isReconciled || !result.combined.isEmpty { return .needsRoads(result.files, combined: result.combined) }
    let unproven = try ValidityCheck(input).conflicts().filter { !commuting.contains($0.key) }
    if !unproven.isEmpty { return .conflicts(try attributed(unproven, sides)) }
    let proof = MergeProof(
      scratch: scratch, commits: commits, environment: environment, options: options, graph: graph)
    switch try proof.prove(sides, merged: result.files) {
    case .proven(let snapshot): return .proven(snapshot)
    case .conflicts(let found): conflicts = found
    case .repeated(let found):
      conflicts = found
      let common = try CommonChanges(input)
      let named = found.map { common.named(in: $0.message) }
      if !common.keys.isEmpty, !named.contains(where: \.isEmpty) {
        return .repeated(result.files, common: common.keys)
      }
    }
    // What one side renames the other one's migrations cannot find: the snapshots say where both are to meet.
    let renamed = (input.ourRenames + input.theirRenames).map(\.key)
    if !renamed.isEmpty, conflicts.allSatisfy(\.key.isMigration) {
      return .needsRoads(result.files, combined: renamed)
    }
    return .conflicts(try attributed(conflicts, sides))
  }

  // MARK: Input

  func input(_ sides: MergeSides, _ items: [MergeState.Item]) throws -> MergeInput {
    var input = MergeInput(
      base: try base(of: sides.bases), ours: try files(of: sides.ours), theirs: try files(of: sides.theirs))
    input.ourRenames = try RenameComposition(of: sides.ourOnly, commits).fitting(from: input.base, to: input.ours)
    input.theirRenames = try RenameComposition(of: sides.theirOnly, commits).fitting(
      from: input.base, to: input.theirs)
    input.widensTypes = widensTypes
    for item in items {
      let conflict = item.conflict
      switch item.decision {
      case .side(let side) where conflict.kind == .order:
        input.authored[conflict.key.object] = .some(conflict.text(of: side))
      case .side(let side): for key in [conflict.key] + conflict.settles { input.choices[key] = side }
      case .authored(let text): input.authored[conflict.key.object] = .some(text)
      case .merged, .commutes, .carried, nil: continue
      }
    }
    return input
  }

  private func files(of version: Version) throws -> [SnapshotFile] {
    try NamedSchema(
      label: version.name, stored: commits.snapshotFiles(of: version.id), fingerprint: version.fingerprint
    ).files
  }

  /// Several ancestors, as lines that were merged crosswise have, are merged first.
  private func base(of bases: [Version]) throws -> [SnapshotFile] {
    guard let first = bases.first else { return [] }
    var merged = try files(of: first)
    for other in bases.dropFirst() {
      let below = graph.mergeBases(first.id, other.id).compactMap(graph.version)
      let result = try SchemaMerge.merge(
        MergeInput(base: base(of: below), ours: merged, theirs: files(of: other)))
      guard result.isClean else {
        throw MergeError(
          .crossed,
          "the lines were merged crosswise: '\(first.name)' and '\(other.name)' are both their origin, and "
            + "do not merge",
          details: result.conflicts.map { "\($0.key): \($0.message)" },
          hints: ["merge a version that has only one of them first"])
      }
      merged = result.files
    }
    return merged
  }

  // MARK: Whose it is

  /// Names the migrations of each side that changed what a conflict is about.
  private func attributed(_ conflicts: [MergeConflict], _ sides: MergeSides) throws -> [MergeConflict] {
    let (ours, theirs) = (try ChangedPaths(sides.ourOnly, commits), try ChangedPaths(sides.theirOnly, commits))
    return conflicts.map { conflict in
      guard conflict.kind != .data, !conflict.key.isMigration else { return conflict }
      var conflict = conflict
      let objects = ([conflict.key] + conflict.settles).map(\.object)
      conflict.ourMigrations = ours.migrations(of: objects)
      conflict.theirMigrations = theirs.migrations(of: objects)
      return conflict
    }
  }
}

/// Which migrations of a side changed which files of the snapshot.
private struct ChangedPaths {
  private var migrations: [(name: String, paths: Set<String>, text: String)] = []

  init(_ versions: [Version], _ commits: SchemaCommits) throws {
    func blobs(_ id: ObjectID) throws -> [String: ObjectID] {
      let tree = try commits.version(id).schemaTree
      return Dictionary(
        try commits.snapshotBlobs(inTree: tree).map { ($0.path, $0.id) }, uniquingKeysWith: { first, _ in first })
    }
    for version in versions {
      let before = try version.parents.first.map(blobs) ?? [:]
      let after = try blobs(version.id)
      let paths = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
      migrations.append((version.name, paths, try commits.readMigration(version.id)?.up ?? ""))
    }
  }

  /// The migrations that changed one of the objects; where none did, those that mention one.
  func migrations(of objects: [ObjectIdentity]) -> [String] {
    let paths = objects.map(SnapshotPath.path(of:))
    let changing = migrations.filter { !$0.paths.isDisjoint(with: paths) }.map(\.name)
    if !changing.isEmpty { return changing }
    return migrations.filter { migration in objects.contains { migration.text.contains($0.name.text) } }.map(\.name)
  }
}
