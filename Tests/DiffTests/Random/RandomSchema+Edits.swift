import SeededRandomness

extension RandomSchema {
  /// Makes one change at random.
  mutating func edit(using random: inout SeededGenerator) {
    switch random.number(0...99) {
    case 0..<30: grow(Self.grown.randomElement(using: &random) ?? .column, using: &random)
    case 30..<50:
      let removable = sortedNodes.filter { $0.kind != .schema || random.chance(10) }
      if let node = removable.randomElement(using: &random) { remove(node.id) }
    case 50..<58: editLabels(using: &random)
    case 58..<66: editColumns(using: &random)
    default:
      guard let node = sortedNodes.filter({ $0.kind != .schema }).randomElement(using: &random) else { return }
      for _ in 0..<random.number(1...3) {
        let place = random.number(0...9)
        let value = random.number(0...9999)
        update(node.id) { $0.values[place] = value }
      }
    }
  }

  /// Columns and what is small come more often than what is large.
  private static let grown: [RandomNode.Kind] =
    RandomNode.Kind.allCases + [
      .column, .column, .column, .column, .index, .index, .check, .view, .foreignKey, .unique,
    ]

  private mutating func editLabels(using random: inout SeededGenerator) {
    guard let node = all(.enumeration).randomElement(using: &random) else { return }
    var labels = node.labels
    switch random.number(0...9) {
    case 0 where labels.count > 1: labels.remove(at: random.number(0...labels.count - 1))
    case 1 where labels.count > 1: labels.swapAt(0, labels.count - 1)
    default: labels.insert((labels.max() ?? 0) + 1, at: random.number(0...labels.count))
    }
    update(node.id) { $0.labels = labels }
  }

  /// Adds or removes a column of an index, key or view.
  private mutating func editColumns(using random: inout SeededGenerator) {
    let lists = all(.index, .view, .materializedView, .unique, .primaryKey)
    guard let node = lists.randomElement(using: &random), let owner = nodes[node.sources[0]] else { return }
    let others = outputs(of: owner).map(\.id).filter { !node.columns.contains($0) }
    if let other = others.randomElement(using: &random), node.columns.count == 1 || random.chance(60) {
      update(node.id) { $0.columns.append(other) }
    } else if node.columns.count > 1 {
      let gone = random.number(0...node.columns.count - 1)
      let column = node.columns[gone]
      update(node.id) { $0.columns.remove(at: gone) }
      // Views on it may read that column.
      for reader in sortedNodes where reader.sources.contains(node.id) && reader.columns.contains(column) {
        remove(reader.id)
      }
    }
  }
}
