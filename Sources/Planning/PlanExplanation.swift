package import History

/// The ways that were weighed for a plan: the one that was chosen and why, and what speaks against each other one.
package struct PlanExplanation: Sendable, Equatable {
  /// One way from the target's state to the version.
  package struct Candidate: Sendable, Equatable {
    package enum Kind: String, Sendable {
      /// Migrations, and roads where nothing else leads to a version.
      case migrations
      /// Squashes stand for the changes between their ends.
      case shortcuts
      /// The same with another side of a reconciliation.
      case otherSide = "other-side"
      /// A version with the same schema is taken for the one that the target is at.
      case adoption
      /// Everything is dropped and built anew.
      case rebuild
      /// The snapshot is loaded into what is empty.
      case load
    }

    package var kind: Kind
    /// What the way does, in a few words.
    package var title: String
    package var steps: [PlanStep]
    package var cost: PlanCost
    /// Steps that nobody allowed.
    package var obstacles: [PlanObstacle]
    /// Why the way cannot be gone at all.
    package var reason: String?

    /// It may be gone as it is.
    package var isOpen: Bool { reason == nil && obstacles.isEmpty }
  }

  package var destination: Version
  /// `nil` when no way may be gone.
  package var chosen: Candidate?
  package var others: [Candidate]
  /// Where the search looked no further.
  package var limits: [Limit] = []

  /// A bound that was reached, with its number.
  package enum Limit: Sendable, Equatable {
    /// So many ways are followed at a time.
    case ways(Int)
    /// So many pairs of versions with the same schema are looked at.
    case adoptions(Int)
    /// The other sides of so many reconciliations are told.
    case otherSides(Int)
    /// So many squashes that may not be taken are told.
    case closedShortcuts(Int)

    package var count: Int {
      switch self {
      case .ways(let count), .adoptions(let count), .otherSides(let count), .closedShortcuts(let count): count
      }
    }

    /// A whole sentence for people, without its end.
    package var explanation: String {
      switch self {
      case .ways(let count):
        "only the \(count) cheapest ways over roads were followed at a time, so there may be a cheaper one"
      case .adoptions(let count):
        "only \(count) versions with the target's schema were weighed for adoption, so there may be another one"
      case .otherSides(let count): "the other sides of the first \(count) reconciliations only are told"
      case .closedShortcuts(let count): "the first \(count) squashes only that may not be taken are told"
      }
    }

    /// As programs read it.
    package var name: String {
      switch self {
      case .ways: "ways"
      case .adoptions: "adoptions"
      case .otherSides: "other-sides"
      case .closedShortcuts: "closed-shortcuts"
      }
    }
  }

  /// Whole sentences for people, a line each.
  package var lines: [String] {
    var lines: [String] = []
    if let chosen {
      lines.append("chosen: \(Self.line(chosen))")
      lines.append("  \(Self.why(chosen, over: others))")
    } else {
      lines.append("no way may be gone")
    }
    for other in others {
      lines.append("not chosen: \(Self.line(other))")
      lines += Self.against(other, chosen: chosen).map { "  \($0)" }
    }
    return lines + limits.map { "limit: \($0.explanation)" }
  }

  private static func line(_ candidate: Candidate) -> String {
    guard candidate.reason == nil else { return candidate.title }
    let count = candidate.steps.count
    let steps = count == 1 ? "1 step" : "\(count) steps"
    return "\(candidate.title): \(count == 0 ? "nothing to do" : steps), cost \(candidate.cost.risk)"
  }

  private static func why(_ chosen: Candidate, over others: [Candidate]) -> String {
    guard !others.isEmpty else { return "it is the only way" }
    let open = others.filter(\.isOpen)
    if open.isEmpty { return "it is the only way that nothing blocks" }
    return "it costs least: the next costs \(open.map(\.cost.risk).min() ?? 0)"
  }

  private static func against(_ candidate: Candidate, chosen: Candidate?) -> [String] {
    if let reason = candidate.reason { return ["blocked: \(reason)"] }
    if !candidate.obstacles.isEmpty { return candidate.obstacles.map { "blocked: \($0.explanation)" } }
    return chosen.map { ["it costs \(candidate.cost.risk - $0.cost.risk) more"] } ?? []
  }
}

extension PlanObstacle {
  /// What the step does, and how it is allowed.
  package var explanation: String {
    let what =
      switch reason {
      case .irreversible: "reverting '\(name)' does not restore what was there"
      case .losesRows: "reverting '\(name)' takes data away, as it declares"
      case .roadLosesRows: "the road of '\(name)' takes data away, as it declares"
      }
    return "\(what) (--allow-irreversible \(name))"
  }
}
