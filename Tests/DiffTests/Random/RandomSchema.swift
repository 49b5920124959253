import SeededRandomness

/// A made-up schema: things that name others by number, and know how to be written as SQL.
///
/// It shares nothing with Confiture's own values for schemas.
struct RandomSchema: Sendable, Equatable {
  private(set) var nodes: [Int: RandomNode] = [:]
  private(set) var nextID = 1
  /// Names of things that were removed; some come back as another thing.
  private(set) var freedNames: [RandomNode.Kind: [String]] = [:]

  subscript(id: Int) -> RandomNode? { nodes[id] }

  /// All of some kinds, the oldest first.
  func all(_ kinds: RandomNode.Kind...) -> [RandomNode] {
    nodes.values.filter { kinds.contains($0.kind) }.sorted { $0.id < $1.id }
  }

  var sortedNodes: [RandomNode] { nodes.values.sorted { $0.id < $1.id } }

  // MARK: Change

  @discardableResult
  mutating func add(_ kind: RandomNode.Kind, using random: inout SeededGenerator, _ fill: (inout RandomNode) -> Void)
    -> Int
  {
    let id = nextID
    nextID += 1
    var node = RandomNode(id: id, kind: kind, name: Self.name(kind, id))
    if var freed = freedNames[kind], !freed.isEmpty, random.chance(25) {
      node.name = freed.removeLast()
      freedNames[kind] = freed
    }
    node.values = (0..<10).map { _ in random.number(0...9999) }
    fill(&node)
    nodes[id] = node
    return id
  }

  /// Goes on with later numbers, so that what is added next has other names than what another copy adds.
  mutating func skipNames(_ count: Int) {
    nextID += count
    freedNames = [:]
  }

  mutating func update(_ id: Int, _ change: (inout RandomNode) -> Void) {
    if var node = nodes[id] {
      change(&node)
      nodes[id] = node
    }
  }

  /// Removes it with all that needs it.
  mutating func remove(_ id: Int) {
    guard let node = nodes.removeValue(forKey: id) else { return }
    freedNames[node.kind, default: []].append(node.name)
    for other in sortedNodes where other.needs.contains(id) { remove(other.id) }
  }

  /// Makes one thing what it is in another schema, with what that needs.
  mutating func take(_ id: Int, from other: RandomSchema) {
    guard let node = other[id] else { return remove(id) }
    for need in node.needs where nodes[need] == nil { take(need, from: other) }
    nodes[id] = node
    nextID = max(nextID, id + 1)
  }

  /// Some names need quotes, some are words of SQL.
  private static func name(_ kind: RandomNode.Kind, _ id: Int) -> String {
    let base = "\(kind.rawValue.prefix(1).lowercased())\(id)"
    switch id % 11 {
    case 3: return "Odd \(base)"
    case 5: return "\(kind.rawValue)_\(id)_with_a_long_name"
    case 7: return "user\"\(base)"
    default: return base
    }
  }

  // MARK: Names

  static func quote(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

  func own(_ node: RandomNode) -> String { Self.quote(node.name) }

  func qualified(_ node: RandomNode) -> String {
    let schema = nodes[node.schema].map { own($0) } ?? "public"
    return "\(schema).\(own(node))"
  }
}
