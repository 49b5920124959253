internal import GitStore
internal import History
internal import Planning

/// Follows which version a target is at while the steps of a plan are run.
struct Positions {
  private let versions: VersionReader
  private var changes: Set<ChangeID>
  private var version: Version?
  /// The changes applied are exactly those of the version.
  private var isExact: Bool

  init(state: RegistryState, versions: VersionReader) {
    self.versions = versions
    changes = Set(state.applied.map(\.change))
    version = state.head.flatMap { try? versions.version($0) }
    isExact = state.fingerprint != nil || (state.head == nil && state.applied.isEmpty)
  }

  /// Where the target is after the steps taken.
  var position: StepRunner.Position { StepRunner.Position(version: version, isExact: isExact) }

  mutating func take(_ step: PlanStep) {
    switch step.action {
    case .wipe:
      changes = []
      version = nil
      isExact = true
    case .load, .adopt:
      version = step.version
      changes = step.version.map(changes(of:)) ?? []
      isExact = true
    case .apply where step.isRoad, .revert where step.isRoad:
      takeRoad(step)
    case .apply:
      guard let applied = step.version else { return }
      let follows = isExact && applied.parents == [version?.id].compactMap { $0 }
      if let change = applied.change { changes.insert(change) }
      version = applied
      isExact = follows || matches(applied)
    case .revert:
      guard let reverted = step.version else { return }
      let leads = isExact && version?.id == reverted.id && reverted.parents.count < 2
      if let change = reverted.change { changes.remove(change) }
      let parents = reverted.parents.compactMap { try? versions.version($0) }
      let exact = leads ? parents.first : parents.first(where: matches)
      version = changes.isEmpty ? nil : exact ?? parents.first
      isExact = leads || exact != nil || changes.isEmpty
    }
  }

  /// A road brings or takes all changes that its parent does not have.
  private mutating func takeRoad(_ step: PlanStep) {
    guard let end = step.version, let parent = step.parent else { return }
    let replaced = ((try? versions.changes(of: end, lackedBy: parent)) ?? []).map(\.change)
    if step.action == .apply {
      changes.formUnion(replaced)
      version = end
    } else {
      changes.subtract(replaced)
      version = end.parents.indices.contains(parent - 1) ? try? versions.version(end.parents[parent - 1]) : nil
    }
    isExact = version.map(matches) ?? changes.isEmpty
  }

  private func changes(of version: Version) -> Set<ChangeID> {
    Set(versions.lineage(of: version).compactMap(\.change))
  }

  private func matches(_ version: Version) -> Bool { changes(of: version) == changes }
}
