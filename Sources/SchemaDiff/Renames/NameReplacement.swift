import Schema

/// Replaces names in canonical text.
struct NameReplacement {
  /// Names of columns and the like, which stand alone.
  let bare: [Identifier: Identifier]
  let qualified: [QualifiedName: QualifiedName]

  /// Replaces qualified names, also in strings such as `'public.users_id_seq'::regclass`.
  ///
  /// `addsAliases` keeps the old name as the alias of what a query reads from, as the server prints it then.
  func replaced(in text: String, addsAliases: Bool) -> String {
    let words = StatementWords(text)
    var changes: [(Range<Int>, String)] = []
    var index = words.first
    while index < words.end {
      if let name = qualifiedName(words, index) {
        if let new = qualified[name], words.kind(index - 1) != .dot {
          var replacement = new.sql
          if addsAliases, new.name != name.name, isSource(words, index), !words.isName(index + 3) {
            replacement += " " + name.name.sql
          }
          changes.append((words.range(from: index, to: index + 3), replacement))
        }
        index += 3
        continue
      }
      if words.kind(index) == .string, words.kind(index + 1) == .typecast {
        let inner = words.text(from: index, to: index + 1).dropFirst().dropLast()
        let name = StatementWords(String(inner))
        if let found = qualifiedName(name, name.first), name.end == name.first + 3, let new = qualified[found] {
          changes.append((words.range(from: index, to: index + 1), SQLLiteral.quote(new.sql)))
        }
      }
      index += 1
    }
    return words.replacing(changes)
  }

  private func qualifiedName(_ words: StatementWords, _ index: Int) -> QualifiedName? {
    guard words.isName(index), words.kind(index + 1) == .dot, words.isName(index + 2) else { return nil }
    return QualifiedName(schema: Identifier(words.name(index)), name: Identifier(words.name(index + 2)))
  }

  /// Whether the name is something that a query reads from.
  private func isSource(_ words: StatementWords, _ index: Int) -> Bool {
    var before = index - 1
    while words.kind(before) == .openParenthesis { before -= 1 }
    return words.isWord(before, "FROM") || words.isWord(before, "JOIN") || words.isWord(before, "ONLY")
      || words.kind(before) == .comma && words.kind(index + 3) != .openParenthesis && words.kind(index + 3) != .comma
  }

  /// Replaces the names of columns in an expression of their own table.
  func columns(in text: String) -> String {
    let words = StatementWords(text)
    var changes: [(Range<Int>, String)] = []
    for index in words.first..<words.end where words.isName(index) {
      guard let new = bare[Identifier(words.name(index))], words.kind(index + 1) != .openParenthesis,
        words.kind(index + 1) != .dot, words.kind(index - 1) != .typecast
      else { continue }
      if words.kind(index - 1) == .dot {
        // A field of the row itself, as triggers and policies name it, not a name in a schema.
        let owner = words.isName(index - 2) ? words.name(index - 2) : ""
        guard ["new", "old"].contains(owner) else { continue }
      }
      changes.append((words.range(from: index, to: index + 1), new.sql))
    }
    return words.replacing(changes)
  }

  /// Replaces the first name in a statement.
  func firstName(in text: String) -> String {
    let words = StatementWords(text)
    guard let index = (words.first..<words.end).first(where: words.isName),
      let new = bare[Identifier(words.name(index))]
    else { return text }
    return words.replacing([(words.range(from: index, to: index + 1), new.sql)])
  }

  /// Replaces columns where another object names them behind their table: `REFERENCES s.t(c)`, `OWNED BY s.t.c`.
  func columns(of table: QualifiedName, in text: String) -> String {
    let words = StatementWords(text)
    var changes: [(Range<Int>, String)] = []
    for index in words.first..<words.end {
      guard qualifiedName(words, index) == table, words.kind(index - 1) != .dot else { continue }
      if words.kind(index + 3) == .dot, words.isName(index + 4), let new = bare[Identifier(words.name(index + 4))] {
        changes.append((words.range(from: index + 4, to: index + 5), new.sql))
      }
      if words.isWord(index - 1, "REFERENCES"), let close = words.closing(of: index + 3) {
        for column in (index + 4)..<close where words.isName(column) {
          guard let new = bare[Identifier(words.name(column))] else { continue }
          changes.append((words.range(from: column, to: column + 1), new.sql))
        }
      }
    }
    return words.replacing(changes)
  }

  /// Replaces columns in the constraints, indexes, triggers, policies and statistics of their table.
  func rewriteParts(of table: inout Table) {
    for index in table.constraints.indices {
      let constraint = table.constraints[index]
      guard constraint.kind == .foreignKey else {
        table.constraints[index].definition = columns(in: constraint.definition)
        continue
      }
      // Only the list before REFERENCES, unless the key refers to its own table.
      let words = StatementWords(constraint.definition)
      guard let references = words.firstWord("REFERENCES", from: words.first) else { continue }
      let own = columns(in: words.text(from: words.first, to: references))
      let rest = words.text(from: references)
      table.constraints[index].definition = own + " " + columns(of: table.name, in: rest)
    }
    for index in table.indexes.indices {
      let words = StatementWords(table.indexes[index].definition)
      guard let using = words.firstWord("USING", from: words.first) else { continue }
      table.indexes[index].definition =
        words.text(from: words.first, to: using) + " " + columns(in: words.text(from: using))
    }
    for index in table.triggers.indices {
      table.triggers[index].definition = table.triggers[index].definition.map { columns(in: $0) }
    }
    for index in table.policies.indices {
      table.policies[index].using = table.policies[index].using.map { columns(in: $0) }
      table.policies[index].check = table.policies[index].check.map { columns(in: $0) }
    }
    for index in table.statistics.indices {
      table.statistics[index].definition = columns(in: table.statistics[index].definition)
    }
  }
}

extension StatementWords {
  /// The bytes from one token to before another, without white space between them.
  func range(from start: Int, to end: Int) -> Range<Int> { byteRange(from: start, to: end) }

  /// The text with parts of it replaced; the parts are in order.
  func replacing(_ changes: [(Range<Int>, String)]) -> String {
    if changes.isEmpty { return wholeText }
    let bytes = Array(wholeText.utf8)
    var result: [UInt8] = []
    var position = 0
    for (range, text) in changes {
      result += bytes[position..<range.lowerBound]
      result += text.utf8
      position = range.upperBound
    }
    result += bytes[position...]
    return String(decoding: result, as: UTF8.self)
  }
}
