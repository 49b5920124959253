package import GitStore

/// A search for the first bad version: what is known of the versions, and which one to look at next.
///
/// A version that descends from a bad one is bad, and one that leads to a good one is good.
package struct Bisection: Sendable, Equatable {
  package var bad: ObjectID?
  package var good: [ObjectID]
  /// Versions that cannot be looked at.
  package var skipped: Set<ObjectID>

  package init(bad: ObjectID? = nil, good: [ObjectID] = [], skipped: Set<ObjectID> = []) {
    self.bad = bad
    self.good = good
    self.skipped = skipped
  }

  /// What to do next.
  package enum Next: Sendable, Equatable {
    /// A bad and a good version have to be named first.
    case unknownEnds
    /// Look at this version; so many remain, and about so many steps.
    case look(ObjectID, remaining: Int, steps: Int)
    /// This is the first bad version.
    case found(ObjectID)
    /// Only versions that cannot be looked at are left: the first bad one is among these, newest first.
    case among([ObjectID])
    /// A version is good and leads from a bad one.
    case contradiction(good: ObjectID)
  }

  /// - Complexity: O(versions) where the history is one line, and O(versions) more for each merge in the range.
  package func next(in graph: HistoryGraph) -> Next {
    guard let bad, let end = graph.position(of: bad), !good.isEmpty else { return .unknownEnds }
    let known = graph.ancestors(of: good)
    if known.contains(end) {
      let witness = good.first { graph.isAncestor(bad, of: $0) } ?? bad
      return .contradiction(good: witness)
    }
    let candidates = graph.ancestors(of: bad).subtracting(known)
    let positions = candidates.positions
    guard positions.count > 1 else { return .found(bad) }
    let weights = self.weights(of: candidates, in: graph)
    var best: (position: Int, worth: Int)?
    // The bad version itself tells nothing new.
    for position in positions where position != end && !skipped.contains(graph.id(at: position)) {
      let weight = weights[position] ?? 0
      let worth = min(weight, positions.count - weight)
      if best.map({ worth > $0.worth }) ?? true { best = (position, worth) }
    }
    guard let best else { return .among(positions.reversed().map(graph.id(at:))) }
    return .look(graph.id(at: best.position), remaining: positions.count - 1, steps: Self.steps(positions.count))
  }

  /// How many halvings leave one of so many.
  private static func steps(_ count: Int) -> Int { Int.bitWidth - max(count - 1, 1).leadingZeroBitCount }

  /// How many of the candidates lead to each of them, itself included.
  private func weights(of candidates: VersionSet, in graph: HistoryGraph) -> [Int: Int] {
    var weights: [Int: Int] = [:]
    for position in candidates.positions {
      let parents = graph.parents(of: position).filter(candidates.contains)
      switch parents.count {
      case 0: weights[position] = 1
      case 1: weights[position] = (weights[parents[0]] ?? 0) + 1
      default: weights[position] = graph.ancestors(of: graph.id(at: position)).intersection(candidates).count
      }
    }
    return weights
  }
}
