internal import GitStore
internal import History

/// What the roads of a history stand for: for each of their ends, the versions that they go past.
struct Roads {
  /// One version that roads lead to.
  struct Crossroads {
    var position: Int
    /// For each side that is usable: its parent, and what the road stands for: all versions that lead here and not to
    /// that parent, this one included.
    var sides: [Side]
  }

  struct Side {
    /// 1 or 2.
    var number: Int
    /// `nil` stands for an empty database.
    var parent: Int?
    var replaced: [Int32]
    /// Versions on the way from the parent whose change the parent has by another commit.
    var shadowed: [Int32]
  }

  /// What keeps a road from being used.
  enum Closure {
    /// It stands for this migration, which may write rows, and does not say that it does so itself.
    case skipsData(Int)
    /// It stands for too much to be weighed.
    case tooLong
  }

  private(set) var crossroads: [Int: Crossroads] = [:]
  private(set) var closed: [(position: Int, side: Int, why: Closure)] = []
  /// For a version that roads lead to: the later roads that stand for it too.
  private(set) var covering: [Int: [(position: Int, side: Int)]] = [:]

  /// How many versions all roads together may stand for; beyond that, squashes are left out.
  private static let budget = 4_000_000

  /// - Complexity: O(versions between the ends of each road).
  init(at positions: [Int], _ ground: SearchGround) {
    var painter = Painter(ground.graph)
    var left = Self.budget
    for position in positions where crossroads[position] == nil {
      var found = Crossroads(position: position, sides: [])
      for side in ground.sides(of: position) {
        guard let (replaced, shadowed) = Self.replaced(at: position, from: side, ground, &painter, isFull: left <= 0)
        else {
          closed.append((position, side.number, .tooLong))
          continue
        }
        left -= replaced.count
        if let writing = Self.skippedData(at: position, side.number, replaced, ground) {
          closed.append((position, side.number, .skipsData(writing)))
          continue
        }
        found.sides.append(Side(number: side.number, parent: side.parent, replaced: replaced, shadowed: shadowed))
      }
      crossroads[position] = found
    }
    for (position, found) in crossroads {
      for side in found.sides {
        for other in side.replaced where Int(other) != position && crossroads[Int(other)] != nil {
          covering[Int(other), default: []].append((position, side.number))
        }
      }
    }
    for position in Array(covering.keys) {
      covering[position]?.sort { ($0.position, $0.side) < ($1.position, $1.side) }
    }
  }

  private static func replaced(
    at position: Int, from side: (number: Int, parent: Int?), _ ground: SearchGround, _ painter: inout Painter,
    isFull: Bool
  ) -> (replaced: [Int32], shadowed: [Int32])? {
    let isSquash = ground.graph.kind(at: position) == .squash
    if isSquash, side.number == 1 { return ([Int32(position)], []) }
    if isSquash, isFull { return nil }
    let parents = ground.graph.parents(of: position)
    let others = side.parent == nil ? parents : parents.filter { $0 != side.parent }
    var replaced = painter.reached(from: others, without: side.parent) + [Int32(position)]
    guard let parent = side.parent, replaced.contains(where: { ground.hasTwins(Int($0)) }) else {
      return (replaced, [])
    }
    let there = ground.graph.ancestors(of: ground.graph.id(at: parent))
    let shadowed = replaced.filter { version in
      ground.hasTwins(Int(version))
        && ground.carriers(at: Int(version)).contains { there.contains($0) }
    }
    let hidden = Set(shadowed)
    replaced.removeAll { hidden.contains($0) }
    return (replaced, shadowed)
  }

  /// Rows that a migration writes are in no schema: a squash may only stand for it when it carries the statements on.
  private static func skippedData(
    at position: Int, _ side: Int, _ replaced: [Int32], _ ground: SearchGround
  ) -> Int? {
    guard ground.graph.kind(at: position) == .squash, side == 2, !ground.graph.writesData(at: position) else {
      return nil
    }
    return replaced.first { ground.graph.change(at: Int($0)) != nil && ground.graph.writesData(at: Int($0)) }
      .map { Int($0) }
  }
}

/// Finds what leads to some versions and not to another, looking no further back than where that is settled.
private struct Painter {
  private let graph: HistoryGraph
  private var colors: [UInt8]
  private var touched: [Int] = []

  private static let wanted: UInt8 = 1
  private static let excluded: UInt8 = 2

  init(_ graph: HistoryGraph) {
    self.graph = graph
    colors = [UInt8](repeating: 0, count: graph.count)
  }

  /// - Returns: Positions in descending order.
  mutating func reached(from starts: [Int], without excluded: Int?) -> [Int32] {
    let graph = graph
    var open = 0  // Positions of the one colour that have not been looked at.
    var found: [Int32] = []
    func paint(_ position: Int, _ color: UInt8) {
      let before = colors[position]
      let after = before | color
      guard before != after else { return }
      if before == 0 { touched.append(position) }
      colors[position] = after
      if after == Self.wanted { open += 1 }
      if before == Self.wanted { open -= 1 }
    }
    for start in starts { paint(start, Self.wanted) }
    if let excluded { paint(excluded, Self.excluded) }
    var position = touched.max() ?? 0
    while open > 0 {
      let color = colors[position]
      if color == Self.wanted {
        open -= 1
        found.append(Int32(position))
      }
      if color != 0 { graph.forEachParent(of: position) { paint($0, color) } }
      position -= 1
    }
    for position in touched { colors[position] = 0 }
    touched.removeAll(keepingCapacity: true)
    return found
  }
}
