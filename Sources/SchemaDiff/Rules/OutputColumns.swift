import Schema

/// The output columns of a query, as far as its text tells what they are.
struct OutputColumns {
  private struct Column: Equatable {
    let name: Identifier?
    let origin: Origin
    /// The whole expression.
    var text: Identifier = ""

    /// Whether it may be a text made of a `name`, which brings a collation of its own.
    var isOfName: Bool {
      ["CURRENT_", "SESSION_USER", "::name"].contains { text.text.contains($0) }
    }
  }

  /// What the type of a column comes from.
  private enum Origin: Equatable {
    /// A column of a relation, by the relation's name.
    case column(of: Identifier, Identifier)
    /// An expression that ends in a cast to a type.
    case cast(to: Identifier)
    /// Any other expression.
    case expression(Identifier)
  }

  private let columns: [Column]
  /// Relations by the names that expressions call them.
  private let sources: [Identifier: Identifier]
  /// Whether columns stand for themselves, as there is nothing else they could be of.
  private let isOfOneSource: Bool

  /// `nil` for anything but a plain SELECT from relations.
  init?(_ query: String) {
    let words = StatementWords(query)
    let sets: [StaticString] = ["UNION", "INTERSECT", "EXCEPT"]
    guard words.isWord(words.first, "SELECT"),
      !sets.contains(where: { words.firstWord($0, from: words.first) != nil })
    else { return nil }
    let from = words.firstWord("FROM", from: words.first) ?? words.end
    let clauses: [StaticString] = ["WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR"]
    let end = clauses.compactMap { words.firstWord($0, from: from) }.min() ?? words.end
    guard let sources = Self.sources(words, from: from, to: end) else { return nil }
    self.sources = sources
    isOfOneSource = sources.count == 1
    var start = words.first + 1
    if words.isWord(start, "DISTINCT") {
      start += 1
      if words.isWord(start, "ON") { start = (words.closing(of: start + 1) ?? start) + 1 }
    }
    columns = words.list(from: start, to: from).map { Self.column(words, $0, sources) }
  }

  /// Whether these begin with the other ones, each with the same name and type.
  ///
  /// Where `knowsCollations` is not, a cast may be of a text with a collation of its own, which a column must keep.
  func extends(_ old: OutputColumns, knowsCollations: Bool) -> Bool {
    guard columns.count >= old.columns.count else { return false }
    return zip(old.columns, columns).allSatisfy { before, after in
      guard before.name == after.name else { return false }
      switch before.origin {
      case .expression: return before == after && hasSources(of: old)
      case .cast(let type) where TypeName(type.text).mayHaveCollation && before != after:
        return knowsCollations && before.origin == after.origin && !before.isOfName && !after.isOfName
      case .cast(let type) where TypeName(type.text).mayHaveCollation:
        return knowsCollations || hasSources(of: old)
      case .cast, .column: return before.origin == after.origin
      }
    }
  }

  /// Whether the names in an expression mean the same.
  private func hasSources(of old: OutputColumns) -> Bool {
    old.sources.allSatisfy { sources[$0.key] == $0.value } && isOfOneSource == old.isOfOneSource
  }

  // MARK: - Reading

  /// `nil` if there is more than relations: subqueries, functions, aliases of columns.
  private static func sources(_ words: StatementWords, from: Int, to end: Int) -> [Identifier: Identifier]? {
    var sources: [Identifier: Identifier] = [:]
    var index = from + 1
    while index < end {
      if words.isWord(index, "ON") || words.isWord(index, "USING") {
        // What joins has no columns of its own; its text ends where the next relation begins.
        index = endOfCondition(words, index + 1, end)
        continue
      }
      guard words.isName(index) else {
        guard isJoining(words, index) else { return nil }
        index += 1
        continue
      }
      let next = words.endOfName(at: index)
      guard words.kind(next) != .openParenthesis, next == index + 3 else { return nil }
      let relation = words.text(from: index, to: next)
      var alias = words.name(next - 1)
      index = next
      if index < end, words.isName(index) {
        alias = words.name(index)
        index += 1
        if words.kind(index) == .openParenthesis { return nil }
      }
      sources[Identifier(alias)] = Identifier(relation)
    }
    return sources
  }

  private static func isJoining(_ words: StatementWords, _ index: Int) -> Bool {
    switch words.kind(index) {
    case .openParenthesis, .closeParenthesis, .comma: true
    case .word: ["JOIN", "LEFT", "RIGHT", "FULL", "INNER", "OUTER", "CROSS", "ONLY"].contains(words.word(index))
    default: false
    }
  }

  private static func endOfCondition(_ words: StatementWords, _ start: Int, _ end: Int) -> Int {
    guard words.kind(start) == .openParenthesis, let close = words.closing(of: start) else { return end }
    return close + 1
  }

  private static func column(
    _ words: StatementWords, _ item: Range<Int>, _ sources: [Identifier: Identifier]
  ) -> Column {
    var end = item.upperBound
    var name: Identifier?
    if item.count > 2, words.isWord(end - 2, "AS") {
      name = Identifier(words.name(end - 1))
      end -= 2
    }
    let text = Identifier(words.text(from: item.lowerBound, to: end))
    let count = end - item.lowerBound
    if count == 1, words.isName(item.lowerBound), sources.count == 1, let relation = sources.values.first {
      let column = Identifier(words.name(item.lowerBound))
      return Column(name: name ?? column, origin: .column(of: relation, column))
    }
    if count == 3, words.isName(item.lowerBound), words.kind(item.lowerBound + 1) == .dot, words.isName(end - 1),
      let relation = sources[Identifier(words.name(item.lowerBound))]
    {
      let column = Identifier(words.name(end - 1))
      return Column(name: name ?? column, origin: .column(of: relation, column))
    }
    if let type = outermostCast(words, item.lowerBound, end) {
      return Column(name: name, origin: .cast(to: Identifier(type)), text: text)
    }
    return Column(name: name, origin: .expression(text))
  }

  /// The type of `(…)::type` or `'…'::type`, if nothing comes before or after.
  private static func outermostCast(_ words: StatementWords, _ start: Int, _ end: Int) -> String? {
    let operand = words.kind(start) == .openParenthesis ? words.closing(of: start) : start
    guard let operand, words.kind(operand + 1) == .typecast, operand + 2 < end else { return nil }
    let isType = (operand + 2..<end).allSatisfy { index in
      switch words.kind(index) {
      case .word, .quotedIdentifier, .dot, .openParenthesis, .closeParenthesis, .openBracket, .closeBracket, .number,
        .comma:
        words.kind(index) != .word || words.isName(index)
      default: false
      }
    }
    return isType ? words.text(from: operand + 2, to: end) : nil
  }
}
