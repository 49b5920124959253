package import GitStore
package import History

/// Where a target is: the changes it has, in the order in which they came.
package struct TargetState: Sendable, Equatable {
  package struct Change: Sendable, Equatable {
    package var change: ChangeID
    package var commit: ObjectID
    package var name: String

    package init(change: ChangeID, commit: ObjectID, name: String) {
      self.change = change
      self.commit = commit
      self.name = name
    }
  }

  package var head: ObjectID?
  package var changes: [Change]

  package init(head: ObjectID? = nil, changes: [Change] = []) {
    self.head = head
    self.changes = changes
  }
}

/// What a plan may contain.
package struct PlanOptions: Sendable, Equatable {
  /// Migrations, by name or change id, whose lossy way back is accepted.
  package var allowedIrreversible: Set<String>
  /// The target may be emptied and built anew.
  package var isDisposable: Bool
  /// Empty the target and build it anew although there is a shorter way.
  package var mustRebuild: Bool

  package init(
    allowedIrreversible: Set<String> = [], isDisposable: Bool = false, mustRebuild: Bool = false
  ) {
    self.allowedIrreversible = allowedIrreversible
    self.isDisposable = isDisposable
    self.mustRebuild = mustRebuild
  }
}

/// Finds the way from a target's state to a version.
///
/// A state is the set of changes applied: what the version does not have is reverted, newest first; what the target
/// does not have is applied, parents first. Changes compare by change id, so that a cherry-picked change that later
/// arrives by a merge is already there.
package struct Planner: Sendable {
  private let graph: HistoryGraph

  package init(_ graph: HistoryGraph) { self.graph = graph }

  /// - Complexity: O(ancestors of the version + changes of the target).
  /// - Throws: ``PlanningError`` that names each step that blocks the way.
  package func plan(
    for target: String, at state: TargetState, to destination: Version, options: PlanOptions = PlanOptions()
  ) throws(PlanningError) -> Plan {
    let lineage = graph.lineage(of: destination.id)
    if options.mustRebuild, options.isDisposable {
      return rebuild(target, state, destination, lineage, because: "asked for")
    }
    let wanted = Set(lineage.compactMap(\.change))
    let present = Set(state.changes.map(\.change))
    let reverts = try state.changes.reversed().filter { !wanted.contains($0.change) }.map {
      change throws(PlanningError) in
      PlanStep(.revert, try version(of: change))
    }
    let applies = steps(applying: lineage, without: present)
    let blocking = reverts.filter { step in !isAllowed(step, options) }
    if !blocking.isEmpty {
      let names = blocking.compactMap(\.version?.name)
      guard options.isDisposable else { throw irreversible(names, target, destination) }
      let because = "the way back past '\(names[0])' is irreversible"
      return rebuild(target, state, destination, lineage, because: because)
    }
    return Plan(
      kind: kind(reverts: reverts.count, applies: applies.count), target: target, from: state.head, to: destination,
      steps: reverts + applies)
  }

  /// Each change once: where it was cherry-picked to another line, the commit that comes first stands for all.
  private func steps(applying lineage: [Version], without present: Set<ChangeID> = []) -> [PlanStep] {
    var known = present
    return lineage.filter { version in version.change.map { known.insert($0).inserted } ?? false }
      .map { PlanStep(.apply, $0) }
  }

  private func kind(reverts: Int, applies: Int) -> Plan.Kind {
    switch (reverts, applies) {
    case (0, 0): .nothingToDo
    case (0, _): .forward
    case (_, 0): .rewind
    default: .sideways
    }
  }

  private func version(of change: TargetState.Change) throws(PlanningError) -> Version {
    if let version = graph.version(change.commit) { return version }
    throw PlanningError(
      .unknownChange,
      "the target has '\(change.name)' (\(change.commit.short())), which this repository does not have",
      hints: [
        "fetch the branch it is on: confiture fetch",
        "or read the target's own history: confiture clone URL",
      ])
  }

  private func isAllowed(_ step: PlanStep, _ options: PlanOptions) -> Bool {
    guard let version = step.version, !version.isReversible else { return true }
    return options.allowedIrreversible.contains(version.name)
      || version.change.map { options.allowedIrreversible.contains($0.text) } ?? false
  }

  /// An empty database, then the version: by its snapshot where the snapshot is all there is, by running the
  /// migrations where some of them may have written rows, which no snapshot holds.
  private func rebuild(
    _ target: String, _ state: TargetState, _ destination: Version, _ lineage: [Version], because: String
  ) -> Plan {
    let writing = lineage.first(where: \.writesData)
    let steps =
      writing == nil
      ? [PlanStep(.load, destination)] : steps(applying: lineage)
    let how = writing.map { "by running its migrations, as '\($0.name)' may write rows" } ?? "from its snapshot"
    return Plan(
      kind: .rebuild, target: target, from: state.head, to: destination, steps: [PlanStep(.wipe, nil)] + steps,
      notes: ["\(because): the target is disposable, so it is rebuilt \(how)"])
  }

  private func irreversible(_ names: [String], _ target: String, _ destination: Version) -> PlanningError {
    let listed = names.map { "'\($0)'" }.joined(separator: ", ")
    return PlanningError(
      .irreversible,
      "going to '\(destination.name)' would revert \(listed), whose down does not restore what was there",
      details: names.map { name in "confiture show \(name) tells what is lost" },
      hints: [
        "accept the loss by name: " + names.map { "--allow-irreversible \($0)" }.joined(separator: " "),
        "or, where the data does not matter: --disposable",
      ])
  }
}
