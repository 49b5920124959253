internal import GitStore
internal import History

/// Finds versions of the destination's line whose schema the target has already, though it came there by another road.
///
/// Only where the changes that differ are of the schema alone: rows are in no fingerprint.
struct Adoption {
  struct Match {
    /// Entries of the target's list that are reverted first, newest first.
    var reverted: [Int]
    /// Where the target is then.
    var place: Int
    /// The version that it is taken for.
    var version: Int
    /// A migration of one line and not of the other that may write rows.
    var writing: Int?
  }

  /// How many pairs are looked at.
  static let limit = 4

  /// Looks where the target is, and at the versions before that on its line.
  ///
  /// - Returns: Pairs, and whether there may be more than are looked at.
  static func matches(_ ground: SearchGround, head: ObjectID?) -> (pairs: [Match], isCut: Bool) {
    guard ground.applied.contains(where: { !$0.isWanted }), let head,
      let start = ground.graph.position(of: head), isExact(start, ground)
    else { return ([], false) }
    var versions: [Int: Int] = [:]
    for position in ground.order { versions[ground.graph.fingerprintNumber(at: position)] = position }
    var found: [Match] = []
    var reverted: [Int] = []
    var place: Int? = start
    while let here = place, ground.rank[here] < 0 {
      if found.count == limit { return (found, true) }
      if let version = versions[ground.graph.fingerprintNumber(at: here)] {
        found.append(
          Match(
            reverted: reverted, place: here, version: version, writing: writing(between: here, version, ground)))
        if found.last?.writing == nil { break }
      }
      let parents = ground.graph.parents(of: here)
      guard parents.count == 1, !ground.isRoad(here), let item = ground.item(at: here),
        ground.applied[item].position == here
      else { break }
      reverted.append(item)
      place = parents[0]
    }
    return (found, false)
  }

  /// The target has exactly the changes of the version.
  private static func isExact(_ version: Int, _ ground: SearchGround) -> Bool {
    var found = VersionSet(capacity: ground.applied.count)
    for position in ground.graph.ancestors(of: ground.graph.id(at: version)).positions
    where ground.graph.change(at: position) != nil {
      guard let item = ground.item(at: position) else { return false }
      found.insert(item)
    }
    return found.count == ground.applied.count
  }

  private static func writing(between left: Int, _ right: Int, _ ground: SearchGround) -> Int? {
    let (first, second) = (
      ground.graph.ancestors(of: ground.graph.id(at: left)), ground.graph.ancestors(of: ground.graph.id(at: right))
    )
    func only(_ own: VersionSet, _ other: VersionSet) -> Int? {
      own.subtracting(other).positions.first { position in
        guard let change = ground.graph.change(at: position), ground.graph.writesData(at: position) else {
          return false
        }
        return ground.rewritten.contains(change) || !ground.carriers(at: position).contains { other.contains($0) }
      }
    }
    return only(first, second) ?? only(second, first)
  }
}
