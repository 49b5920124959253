package import History

/// What single steps cost, and which of them need a word by name.
package struct StepCosts: Sendable {
  private let graph: HistoryGraph
  private let options: PlanOptions

  package init(_ graph: HistoryGraph, _ options: PlanOptions) {
    self.graph = graph
    self.options = options
  }

  /// Running a migration's up.
  package func apply(_ position: Int) -> PlanCost {
    var cost = PlanCost(risk: PlanCost.Weight.apply)
    if graph.writesData(at: position) { cost.risk += PlanCost.Weight.data }
    // Its author declared the loss, and the way forwards is what migrations are for.
    if graph.losesData(at: position) { cost.risk += PlanCost.Weight.loss }
    return cost
  }

  /// Running a migration's down.
  package func revert(_ position: Int) -> PlanCost {
    var cost = PlanCost(risk: PlanCost.Weight.revert)
    if graph.writesData(at: position) { cost.risk += PlanCost.Weight.data }
    if graph.downLosesData(at: position) { cost.risk += PlanCost.Weight.loss }
    if !graph.isReversible(at: position) { cost.risk += PlanCost.Weight.irreversible }
    if obstacleBackwards(position) != nil { cost.blocked += 1 }
    return cost
  }

  /// Going over a road to a version.
  package func roadForwards(_ position: Int, side: Int, isOther: Bool) -> PlanCost {
    if isEmpty(position, side: side) { return PlanCost(risk: PlanCost.Weight.adopt) }
    var cost = apply(position)
    if isOther { cost.risk += PlanCost.Weight.otherRoad }
    if obstacleForwards(position, side: side) != nil { cost.blocked += 1 }
    return cost
  }

  /// Going back over a road.
  package func roadBackwards(_ position: Int, side: Int) -> PlanCost {
    isEmpty(position, side: side) ? PlanCost(risk: PlanCost.Weight.adopt) : revert(position)
  }

  /// A squash has nothing to run between its first parent and itself.
  private func isEmpty(_ position: Int, side: Int) -> Bool { graph.kind(at: position) == .squash && side == 1 }

  // MARK: What has to be allowed

  /// Why a step back needs a word by name; `nil` when it does not.
  package func obstacleBackwards(_ position: Int) -> PlanObstacle.Reason? {
    if isAllowed(position) { return nil }
    if !graph.isReversible(at: position) { return .irreversible }
    return graph.downLosesData(at: position) && !options.isDisposable ? .losesRows : nil
  }

  /// Why a shortcut needs a word by name: what it stands for would lose nothing.
  package func obstacleForwards(_ position: Int, side: Int) -> PlanObstacle.Reason? {
    guard graph.kind(at: position) == .squash, side == 2, graph.losesData(at: position), !options.isDisposable,
      !isAllowed(position)
    else { return nil }
    return .roadLosesRows
  }

  /// The obstacle of a step of a plan.
  func obstacle(_ step: PlanStep) -> PlanObstacle? {
    guard let version = step.version, let position = graph.position(of: version.id) else { return nil }
    let reason: PlanObstacle.Reason? =
      switch step.action {
      case .revert: isEmpty(position, side: step.parent ?? 0) ? nil : obstacleBackwards(position)
      case .apply: step.parent.flatMap { obstacleForwards(position, side: $0) }
      case .wipe, .load, .adopt: nil
      }
    return reason.map { PlanObstacle(name: version.name, reason: $0) }
  }

  private func isAllowed(_ position: Int) -> Bool {
    guard !options.allowedIrreversible.isEmpty else { return false }
    return options.allowedIrreversible.contains(graph.name(at: position))
      || graph.change(at: position).map { options.allowedIrreversible.contains($0.text) } ?? false
  }
}

/// A step that may only be taken when it is allowed by name.
package struct PlanObstacle: Sendable, Equatable {
  package enum Reason: String, Sendable {
    /// The down does not restore the schema.
    case irreversible
    /// The down takes data away, as its manifest declares.
    case losesRows = "loses-rows"
    /// The road takes data away that the migrations it stands for keep.
    case roadLosesRows = "road-loses-rows"
  }

  package var name: String
  package var reason: Reason

  package init(name: String, reason: Reason) {
    self.name = name
    self.reason = reason
  }
}
