internal import GitStore
internal import History
internal import Planning

/// Follows which version a target is at while the steps of a plan are run.
struct Positions {
  private let versions: VersionReader
  private var changes: Set<ChangeID>
  private var version: Version?

  init(state: RegistryState, versions: VersionReader) {
    self.versions = versions
    changes = Set(state.applied.map(\.change))
    version = state.head.flatMap { try? versions.version($0) }
  }

  /// Where the target will be after a step.
  func next(after step: PlanStep) throws -> StepRunner.Position {
    var after = self
    after.take(step)
    return after.position
  }

  mutating func take(_ step: PlanStep) {
    switch step.action {
    case .wipe:
      changes = []
      version = nil
    case .load:
      version = step.version
      changes = Set(version.map { (try? versions.lineage(of: $0)) ?? [] }?.compactMap(\.change) ?? [])
    case .apply:
      if let change = step.version?.change { changes.insert(change) }
      version = step.version
    case .revert:
      if let change = step.version?.change { changes.remove(change) }
      version = parentReached(by: step.version)
    }
  }

  private func parentReached(by reverted: Version?) -> Version? {
    guard let reverted, !changes.isEmpty else { return nil }
    let parents = reverted.parents.compactMap { try? versions.version($0) }
    return parents.first(where: isExact) ?? parents.first
  }

  private var position: StepRunner.Position {
    StepRunner.Position(version: version, isExact: version.map(isExact) ?? changes.isEmpty)
  }

  private func isExact(_ version: Version) -> Bool {
    guard let lineage = try? versions.lineage(of: version) else { return false }
    let expected = lineage.compactMap(\.change)
    return expected.count == changes.count && expected.allSatisfy(changes.contains)
  }
}
