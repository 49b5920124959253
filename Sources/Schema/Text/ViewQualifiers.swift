/// Removes the qualifiers that servers before 16 print on the columns of a query that has one source only.
///
/// Later servers omit them at the query's top level, and keep them in every query inside it, on whole rows, and on a
/// column that alone is an item of ORDER BY, DISTINCT ON or a window's clauses while an output column of the same
/// name is something else.
struct ViewQualifiers {
  private let source: TokenizedText
  /// The source's alias, as it is printed before each of its columns.
  private let alias: ArraySlice<UInt8>
  private let fromClause: Range<Int>
  /// The parenthesised queries that stand somewhere in the query, FROM aside.
  private let innerQueries: [Range<Int>]
  private let outputs: [Output]

  private struct Output {
    let name: String
    /// Whether the item is just the source's column of the same name.
    let isColumn: Bool
  }

  static func removed(from text: String) -> String {
    let source = TokenizedText(text)
    return ViewQualifiers(source)?.removed() ?? text
  }

  private init?(_ source: TokenizedText) {
    guard let outline = QueryOutline(source), let from = outline.fromClause,
      let alias = SingleSource.alias(source, from)
    else { return nil }
    self.source = source
    self.alias = source.slice(alias)
    fromClause = from
    innerQueries = outline.innerQueries
    let name = self.alias
    outputs = outline.selectList.compactMap { item in
      Self.output(source, item, alias: name)
    }
  }

  private static func output(_ source: TokenizedText, _ item: Range<Int>, alias: ArraySlice<UInt8>) -> Output? {
    guard let last = item.last, source.isName(last) else { return nil }
    let isColumn =
      item.count == 3 && source.slice(item.lowerBound).elementsEqual(alias)
      && source.kind(item.lowerBound + 1) == .dot
    guard isColumn || source.isWord(last - 1, "AS") else { return nil }
    return Output(name: source.text(of: last..<last + 1), isColumn: isColumn)
  }

  private func removed() -> String {
    var edits: [(range: Range<Int>, text: String)] = []
    var index = 0
    var inner = innerQueries[...]
    while index < source.tokens.count {
      if index == fromClause.lowerBound {
        index = fromClause.upperBound
      } else if let query = inner.first, query.lowerBound <= index {
        index = Swift.max(index, query.upperBound)
        inner.removeFirst()
      } else if qualifiesColumn(index) {
        if !isAmbiguousItem(index) {
          edits.append((source.tokens[index].start..<source.tokens[index + 2].start, ""))
        }
        index += 3
      } else {
        index += 1
      }
    }
    return source.replacing(edits)
  }

  /// Whether the token is the qualifier of a column, and not the schema of a function, type or collation.
  private func qualifiesColumn(_ index: Int) -> Bool {
    guard source.isName(index), source.slice(index).elementsEqual(alias),
      source.kind(index + 1) == .dot, source.isName(index + 2)
    else { return false }
    switch source.kind(index - 1) {
    case .typecast, .dot: return false
    case .word where source.isWord(index - 1, "COLLATE"): return false
    default: return source.kind(index + 3) != .openParenthesis || !source.touchesPrevious(index + 3)
    }
  }

  /// Whether the column at `index` is a whole item whose name alone would mean an output column.
  private func isAmbiguousItem(_ index: Int) -> Bool {
    let column = source.text(of: index + 2..<index + 3)
    guard outputs.contains(where: { $0.name.utf8.elementsEqual(column.utf8) && !$0.isColumn }) else { return false }
    return endsItem(index + 3) && startsItem(index)
  }

  private func endsItem(_ index: Int) -> Bool {
    switch source.kind(index) {
    case nil, .comma, .closeParenthesis, .semicolon: true
    case .word: source.keyword(index) != nil && source.keyword(index) != "AS"
    default: false
    }
  }

  /// Walks back over the list before `index`, to see whether it follows BY (not of GROUP BY) or DISTINCT ON.
  private func startsItem(_ index: Int) -> Bool {
    switch source.kind(index - 1) {
    case .comma, .openParenthesis: break
    case .word where source.isWord(index - 1, "BY"): return !source.isWord(index - 2, "GROUP")
    default: return false
    }
    var position = index - 1
    var depth = 0
    while position >= 0 {
      switch source.kind(position) {
      case .closeParenthesis, .closeBracket: depth += 1
      case .openBracket where depth == 0: return false
      case .openParenthesis where depth == 0:
        return source.isWord(position - 1, "ON") && source.isWord(position - 2, "DISTINCT")
      case .openParenthesis, .openBracket: depth -= 1
      case .word where depth == 0:
        switch source.keyword(position) {
        case "BY": return !source.isWord(position - 1, "GROUP")
        case "SELECT", "FROM", "WHERE", "HAVING", "WINDOW", "WHEN", "CASE": return false
        default: break
        }
      default: break
      }
      position -= 1
    }
    return false
  }
}
