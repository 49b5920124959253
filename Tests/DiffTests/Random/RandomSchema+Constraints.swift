extension RandomSchema {
  var renderedConstraints: [RandomStatement] {
    let parts = all(.primaryKey, .unique, .check, .exclusion, .foreignKey)
    return parts.compactMap { node in
      guard let table = nodes[node.sources[0]], let text = constraint(node, of: table) else { return nil }
      let alter = "ALTER TABLE \(qualified(table)) ADD CONSTRAINT \(own(node)) \(text)"
      return RandomStatement(node.kind == .foreignKey ? 7 : 6, node.id, alter)
    }
  }

  private func constraint(_ node: RandomNode, of table: RandomNode) -> String? {
    let columns = node.columns.compactMap { nodes[$0] }
    guard let first = columns.first else { return nil }
    switch node.kind {
    case .primaryKey, .unique: return key(node, of: table)
    case .check:
      let routine = node.uses.flatMap { nodes[$0] }
      let isCall = routine?.kind == .function && ["integer", "smallint"].contains(typeText(first))
      let condition =
        isCall
        ? routine.map { "\(call($0, own(first))) > -100000" } ?? ""
        : condition(on: first, choice: node.values[0])
      let inherit = table.kind == .table && node.happens(2, oneIn: 10) ? " NO INHERIT" : ""
      return "CHECK (\(condition))\(inherit)\(node.happens(1, oneIn: 8) ? " NOT VALID" : "")"
    case .exclusion:
      guard table.kind == .table, isOrdered(first) else { return nil }
      let isRange = family(first) == .range
      let condition = node.happens(0, oneIn: 4) ? " WHERE (\(own(first)) IS NOT NULL)" : ""
      return "EXCLUDE USING \(isRange ? "gist" : "btree") (\(own(first)) WITH \(isRange ? "&&" : "="))\(condition)"
    case .foreignKey: return foreignKey(node, of: table, column: first)
    default: return nil
    }
  }

  private func key(_ node: RandomNode, of table: RandomNode) -> String? {
    guard isKey(node) else { return nil }
    let word = node.kind == .primaryKey ? "PRIMARY KEY" : "UNIQUE"
    let columns = node.columns.compactMap { nodes[$0] }.map(own) + (table.kind == .partitioned ? ["k"] : [])
    let included = outputs(of: table).last { !node.columns.contains($0.id) && node.happens(1, oneIn: 8) }
    let include = included.map { " INCLUDE (\(own($0)))" } ?? ""
    return "\(word) (\(columns.joined(separator: ", ")))\(include)\(isDeferrable(node) ? " DEFERRABLE" : "")"
  }

  private func isDeferrable(_ key: RandomNode) -> Bool { key.happens(0, oneIn: 6) }

  /// Whether a primary key or unique constraint is there: only the first primary key of a table is.
  private func isKey(_ node: RandomNode) -> Bool {
    let columns = node.columns.compactMap { nodes[$0] }
    guard columns.allSatisfy(isOrdered), columns.count == node.columns.count else { return false }
    return node.kind == .unique
      || !all(.primaryKey).contains { $0.sources == node.sources && $0.id < node.id && isKey($0) }
  }

  private func foreignKey(_ node: RandomNode, of table: RandomNode, column: RandomNode) -> String? {
    guard let key = node.uses.flatMap({ nodes[$0] }), isKey(key), key.columns.count == 1, !isDeferrable(key),
      let target = nodes[key.sources[0]], target.kind == .table, let other = nodes[key.columns[0]],
      typeText(other) == typeText(column), !isUnlogged(target), !isUnlogged(table)
    else { return nil }
    let actions = ["", " ON DELETE CASCADE", " ON DELETE RESTRICT", " ON UPDATE CASCADE ON DELETE CASCADE"]
    let action = generationSource(column) == nil ? actions[node.choice(0, of: 4)] : ""
    let deferrable = ["", "", "", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"][node.choice(1, of: 5)]
    let invalid = table.kind == .table && node.happens(2, oneIn: 8) ? " NOT VALID" : ""
    return
      "FOREIGN KEY (\(own(column))) REFERENCES \(qualified(target)) (\(own(other)))\(action)\(deferrable)\(invalid)"
  }

  // MARK: Indexes

  var renderedIndexes: [RandomStatement] {
    all(.index).compactMap { node in
      guard let owner = nodes[node.sources[0]], let text = index(node, on: owner) else { return nil }
      return RandomStatement(owner.kind == .materializedView ? 10 : 8, node.id, text)
    }
  }

  private func index(_ node: RandomNode, on owner: RandomNode) -> String? {
    let columns = node.columns.compactMap { nodes[$0] }
    guard let first = columns.first, columns.allSatisfy(isOrdered), columns.count == node.columns.count else {
      return nil
    }
    let create = "CREATE INDEX \(own(node)) ON \(qualified(owner))"
    if family(first) == .document, node.happens(5, oneIn: 2) {
      return "\(create) USING gin (\(own(first))\(node.happens(4, oneIn: 2) ? " jsonb_path_ops" : ""))"
    }
    if family(first) == .range, node.happens(5, oneIn: 2) { return "\(create) USING gist (\(own(first)))" }
    if columns.count == 1, node.happens(6, oneIn: 8) { return "\(create) USING hash (\(own(first)))" }
    let isUnique = owner.kind != .partitioned && node.happens(3, oneIn: 6)
    var parts = columns.map(own)
    let routine = node.uses.flatMap { nodes[$0] }
    switch (family(first), node.choice(0, of: 3)) {
    case (.text, 0): parts[0] = "lower(\(parts[0]))"
    case (.text, 1):
      parts[0] += " COLLATE \"C\" \(typeText(first).hasPrefix("character(") ? "bpchar" : "text")_pattern_ops"
    case (.number, 0):
      if let routine, isImmutable(routine), ["integer", "smallint"].contains(typeText(first)) {
        parts[0] = "(\(call(routine, parts[0])))"
      } else {
        parts[0] = "(\(parts[0]) + \(node.choice(1, of: 3)))"
      }
    default: break
    }
    parts[parts.count - 1] += ["", "", " DESC", " DESC NULLS LAST", " NULLS FIRST"][node.choice(2, of: 5)]
    var text =
      "CREATE \(isUnique ? "UNIQUE " : "")INDEX \(own(node)) ON \(qualified(owner)) (\(parts.joined(separator: ", ")))"
    let included = outputs(of: owner).first { !node.columns.contains($0.id) && node.happens(4, oneIn: 6) }
    text += included.map { " INCLUDE (\(own($0)))" } ?? ""
    if node.happens(7, oneIn: 7) { text += " WITH (fillfactor = 80)" }
    if node.happens(1, oneIn: 3) { text += " WHERE \(condition(on: first, choice: node.values[8]))" }
    return text
  }
}
