import Schema

/// What a partition has from its parent without its file saying so, under the names that the server chose.
enum InheritedParts {
  static func parts(of partition: Table, from parent: Table) -> [RelationPart] {
    var own = Table(name: partition.name)
    own.columns = partition.columns
    own.constraints = parent.constraints.filter { !$0.definition.contains("NO INHERIT") }.map { constraint in
      var constraint = constraint
      let origin = QualifiedName(schema: parent.name.schema, name: constraint.name)
      constraint.name = name(of: constraint, in: partition.name.name)
      constraint.isLocal = true
      constraint.attachedTo = AttachedIndex(parent: origin, isAutomatic: false)
      constraint.comment = nil
      constraint.indexComment = nil
      return constraint
    }
    own.indexes = parent.indexes.map { index(like: $0, of: partition.name) }
    return RelationPart.allParts(of: own)
  }

  /// Keys are named after the partition, other constraints keep their names.
  private static func name(of constraint: Constraint, in table: Identifier) -> Identifier {
    switch constraint.kind {
    case .primaryKey: AutomaticName.make(table, nil, "pkey")
    case .unique: AutomaticName.make(table, columns(in: constraint.definition), "key")
    case .exclusion: AutomaticName.make(table, columns(in: constraint.definition), "excl")
    case .check, .foreignKey, .notNull: constraint.name
    }
  }

  private static func index(like index: Index, of table: QualifiedName) -> Index {
    let words = StatementWords(index.definition)
    guard let on = words.firstWord("ON", from: words.first), let using = words.firstWord("USING", from: on) else {
      return index
    }
    let name = AutomaticName.make(table.name, columns(in: words.text(from: using)), "idx")
    let head = words.isWord(words.first + 1, "UNIQUE") ? "CREATE UNIQUE INDEX" : "CREATE INDEX"
    var own = Index(
      name: QualifiedName(schema: table.schema, name: name),
      definition: "\(head) \(name.sql) ON \(table.sql) \(words.text(from: using))")
    own.attachedTo = AttachedIndex(parent: index.name, isAutomatic: false)
    return own
  }

  /// The columns of the first list, and of INCLUDE, as they stand in an automatic name.
  static func columns(in text: String) -> String {
    let words = StatementWords(text)
    guard let open = (words.first..<words.end).first(where: { words.kind($0) == .openParenthesis }),
      let close = words.closing(of: open)
    else { return "" }
    var parts = words.list(from: open + 1, to: close)
    if words.isWord(close + 1, "INCLUDE"), let end = words.closing(of: close + 2) {
      parts += words.list(from: close + 3, to: end)
    }
    var names: [String] = []
    for part in parts {
      let base = columnName(words, part)
      var name = base
      var number = 1
      while names.contains(name) {
        name = base + "\(number)"
        number += 1
      }
      names.append(name)
    }
    return AutomaticName.columns(names)
  }

  /// The name of a column of an index: that of the table's, or of the function that it calls.
  private static func columnName(_ words: StatementWords, _ part: Range<Int>) -> String {
    let first = part.lowerBound
    if words.isName(first) {
      let last = words.endOfName(at: first) - 1
      return words.name(words.kind(last + 1) == .openParenthesis ? last : first)
    }
    if words.kind(first) == .word, words.kind(first + 1) == .openParenthesis { return words.word(first).lowercased() }
    return "expr"
  }
}
