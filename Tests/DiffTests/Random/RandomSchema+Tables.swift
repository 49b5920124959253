extension RandomSchema {
  var renderedTables: [RandomStatement] {
    var result: [RandomStatement] = []
    for node in all(.table, .partitioned) { result += table(node) }
    for node in all(.partition) where isLive(node) { result += partition(node) }
    for node in all(.column) { result += columnSettings(node) }
    for node in all(.columnDefault) { result += columnDefault(node) }
    return result
  }

  private func table(_ node: RandomNode) -> [RandomStatement] {
    let columns = outputs(of: node).map(column)
    var text = "CREATE \(isUnlogged(node) ? "UNLOGGED " : "")TABLE \(qualified(node)) ("
    if node.kind == .partitioned {
      text += (["k \(node.fixed == 0 ? "text" : "integer") NOT NULL"] + columns).joined(separator: ", ") + ")"
      text += " PARTITION BY \(["LIST", "RANGE", "HASH"][node.fixed]) (k)"
    } else {
      text += columns.joined(separator: ", ") + ")"
      if let parent = node.sources.first.flatMap({ nodes[$0] }) { text += " INHERITS (\(qualified(parent)))" }
      if node.happens(1, oneIn: 6) { text += " WITH (fillfactor = \(70 + node.choice(2, of: 3) * 10))" }
    }
    var statements = [text]
    if node.happens(3, oneIn: 5) { statements.append("ALTER TABLE \(qualified(node)) ENABLE ROW LEVEL SECURITY") }
    if node.happens(4, oneIn: 10) { statements.append("ALTER TABLE \(qualified(node)) FORCE ROW LEVEL SECURITY") }
    if node.happens(5, oneIn: 4) {
      statements.append("COMMENT ON TABLE \(qualified(node)) IS 'it''s \(node.choice(6, of: 5))'")
    }
    if node.happens(7, oneIn: 10) { statements.append("ALTER TABLE \(qualified(node)) REPLICA IDENTITY FULL") }
    return statements.enumerated().map { RandomStatement($0 == 0 ? 3 : 5, node.id, $1) }
  }

  func isUnlogged(_ table: RandomNode) -> Bool { table.kind == .table && table.happens(0, oneIn: 10) }

  private func column(_ node: RandomNode) -> String {
    var text = "\(own(node)) \(typeText(node))"
    if family(node) == .text, node.happens(6, oneIn: 6) { text += " COLLATE \"C\"" }
    if node.happens(2, oneIn: 3) { text += " NOT NULL" }
    if isIdentity(node) {
      let options = node.happens(4, oneIn: 3) ? " (START WITH 10 INCREMENT BY \(node.choice(5, of: 3) + 1))" : ""
      text += " GENERATED \(node.happens(5, oneIn: 2) ? "ALWAYS" : "BY DEFAULT") AS IDENTITY\(options)"
    } else if let source = generationSource(node) {
      let type = typeText(node)
      let expression =
        family(node) == .number ? "(\(own(source)) + \(node.choice(4, of: 5)))" : "upper(\(own(source)))"
      text += " GENERATED ALWAYS AS (\(expression)::\(type)) STORED"
    } else if [2, 3, 4, 5].contains(node.choice(3, of: 12)) {
      text += " DEFAULT \(value(for: node, choice: node.values[5]))"
    }
    return text
  }

  private func isIdentity(_ column: RandomNode) -> Bool {
    column.choice(3, of: 12) == 0 && ["integer", "bigint", "smallint"].contains(typeText(column))
      && nodes[column.sources[0]]?.kind == .table
  }

  /// The column that a generated one is computed from, if it is one.
  func generationSource(_ column: RandomNode) -> RandomNode? {
    guard column.choice(3, of: 12) == 1, column.type == nil, [.number, .text].contains(family(column)) else {
      return nil
    }
    return all(.column).first { other in
      other.sources == column.sources && other.id < column.id && other.type == nil
        && family(other) == family(column) && other.choice(3, of: 12) != 1
        // Conversions of these depend on nothing.
        && ["integer", "bigint", "text"].contains(typeText(other))
    }
  }

  private func columnSettings(_ node: RandomNode) -> [RandomStatement] {
    guard let table = nodes[node.sources[0]] else { return [] }
    var statements: [String] = []
    let alter = "ALTER TABLE ONLY \(qualified(table)) ALTER COLUMN \(own(node)) SET"
    switch node.choice(7, of: 10) {
    case 0 where [.text, .document, .bytes].contains(family(node)): statements.append("\(alter) STORAGE EXTERNAL")
    case 1: statements.append("\(alter) STATISTICS 50")
    case 2 where table.kind == .table: statements.append("\(alter) (n_distinct = \(node.choice(1, of: 9) + 1))")
    case 3 where [.text, .document, .bytes].contains(family(node)): statements.append("\(alter) COMPRESSION pglz")
    default: break
    }
    if node.happens(8, oneIn: 5) {
      statements.append("COMMENT ON COLUMN \(qualified(table)).\(own(node)) IS 'column \(node.choice(9, of: 4))'")
    }
    return statements.map { RandomStatement(5, node.id, $0) }
  }

  private func columnDefault(_ node: RandomNode) -> [RandomStatement] {
    guard let column = nodes[node.columns[0]], let table = nodes[column.sources[0]],
      let source = node.uses.flatMap({ nodes[$0] }), !isIdentity(column), generationSource(column) == nil,
      family(column) == .number, column.type == nil,
      !all(.columnDefault).contains(where: { $0.columns == node.columns && $0.id < node.id })
    else { return [] }
    let value =
      source.kind == .sequence
      ? "nextval('\(qualified(source).replacing("'", with: "''"))')" : call(source, "\(node.choice(0, of: 9))")
    var statements = ["ALTER TABLE \(qualified(table)) ALTER COLUMN \(own(column)) SET DEFAULT \(value)"]
    if source.kind == .sequence, node.happens(1, oneIn: 2), source.schema == table.schema {
      statements.append("ALTER SEQUENCE \(qualified(source)) OWNED BY \(qualified(table)).\(own(column))")
    }
    return statements.map { RandomStatement(5, node.id, $0) }
  }

  // MARK: Partitions

  /// Whether its parent is one, and has room for it.
  func isLive(_ partition: RandomNode) -> Bool {
    guard let parent = nodes[partition.sources[0]] else { return false }
    return parent.kind == .partitioned || !isDetached(parent) && isLive(parent)
  }

  /// A table by itself, with the columns of the one that it could be a partition of.
  private func isDetached(_ partition: RandomNode) -> Bool { partition.happens(1, oneIn: 8) }

  private func partition(_ node: RandomNode) -> [RandomStatement] {
    guard let parent = nodes[node.sources[0]] else { return [] }
    if isDetached(node) {
      var root = parent
      while root.kind == .partition, let next = nodes[root.sources[0]] { root = next }
      return [
        RandomStatement(
          3, node.id,
          "CREATE TABLE \(qualified(node)) (LIKE \(qualified(root)) INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING GENERATED)"
        )
      ]
    }
    let again = node.isPartitionedAgain ? " PARTITION BY HASH (k)" : ""
    return [
      RandomStatement(
        3, node.id,
        "CREATE TABLE \(qualified(node)) PARTITION OF \(qualified(parent)) \(bound(node, in: parent))\(again)")
    ]
  }

  private func bound(_ node: RandomNode, in parent: RandomNode) -> String {
    let slot = node.fixed
    if parent.kind == .partition || parent.fixed == 2 { return "FOR VALUES WITH (MODULUS 16, REMAINDER \(slot))" }
    if slot == 0 { return "DEFAULT" }
    if parent.fixed == 0 {
      return "FOR VALUES IN ('v\(slot)', 'w\(slot)'\(node.happens(0, oneIn: 3) ? ", 'x\(slot)'" : ""))"
    }
    return "FOR VALUES FROM (\(slot * 100)) TO (\(slot * 100 + 50 + (node.happens(0, oneIn: 2) ? 50 : 0)))"
  }
}
