package import Schema

/// The columns of a foreign key and the table that they point to.
package struct ForeignKey: Sendable, Equatable {
  package let name: Identifier
  package let columns: [Identifier]
  package let target: QualifiedName

  /// `nil` for constraints of other kinds.
  package init?(_ constraint: Constraint) {
    guard constraint.kind == .foreignKey else { return nil }
    let words = StatementWords(constraint.definition)
    guard let references = words.firstWord("REFERENCES", from: words.first), words.isName(references + 1),
      words.kind(references + 2) == .dot, words.isName(references + 3)
    else { return nil }
    name = constraint.name
    columns = constraint.keyColumnNames
    target = QualifiedName(
      schema: Identifier(words.name(references + 1)), name: Identifier(words.name(references + 3)))
  }
}

extension Constraint {
  /// The columns in the first parentheses of a key's definition.
  var keyColumnNames: [Identifier] {
    let words = StatementWords(definition)
    guard let open = (words.first..<words.end).first(where: { words.kind($0) == .openParenthesis }),
      let close = words.closing(of: open)
    else { return [] }
    // `PERIOD valid_at` is the column valid_at.
    return words.list(from: open + 1, to: close).compactMap { part in
      part.last(where: words.isName).map { Identifier(words.name($0)) }
    }
  }
}

extension Table {
  /// Its own foreign keys, sorted by name.
  var foreignKeys: [ForeignKey] {
    constraints.filter(\.isLocal).compactMap(ForeignKey.init).sorted { $0.name < $1.name }
  }

  var primaryKey: [Identifier] {
    constraints.first { $0.kind == .primaryKey }?.keyColumnNames ?? []
  }

  /// Whether no two rows can have the same values in these columns.
  func isUnique(_ columns: [Identifier]) -> Bool {
    constraints.contains {
      ($0.kind == .primaryKey || $0.kind == .unique) && Set($0.keyColumnNames) == Set(columns)
    }
  }
}
