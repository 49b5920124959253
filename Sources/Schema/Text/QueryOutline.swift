/// Where the parts of a printed top-level SELECT stand, as ranges of its tokens.
struct QueryOutline {
  let selectList: [Range<Int>]
  /// The tokens after FROM, up to the next clause.
  let fromClause: Range<Int>?
  /// Parenthesised queries, parentheses included, outermost ones only, in order.
  let innerQueries: [Range<Int>]

  private static let queryStarts = ["SELECT", "WITH", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE"]
  private static let clausesAfterFrom: Set<String> = [
    "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR",
  ]

  /// `nil` unless the text is one SELECT, perhaps after WITH: not VALUES and no set operation.
  init?(_ source: TokenizedText) {
    var depth = 0
    var select: Int?
    var from: Int?
    var clauseEnd: Int?
    var inner: [Range<Int>] = []
    var index = 0
    guard source.isWord(0, "SELECT") || source.isWord(0, "WITH") else { return nil }
    while index < source.tokens.count {
      switch source.tokens[index].kind {
      case .openParenthesis:
        if Self.startsQuery(source, index + 1), let close = source.closing(of: index) {
          inner.append(index..<close + 1)
          index = close
        } else {
          depth += 1
        }
      case .openBracket: depth += 1
      case .closeParenthesis, .closeBracket: depth -= 1
      case .semicolon where depth == 0: clauseEnd = clauseEnd ?? index
      case .word where depth == 0:
        switch source.keyword(index) {
        case "SELECT": select = select ?? index
        case "FROM" where select != nil && from == nil: from = index
        case "UNION", "INTERSECT", "EXCEPT": return nil
        case let word? where from != nil && Self.clausesAfterFrom.contains(word): clauseEnd = clauseEnd ?? index
        default: break
        }
      default: break
      }
      index += 1
    }
    guard let select else { return nil }
    let end = clauseEnd ?? source.tokens.count
    selectList = source.split(Self.listStart(source, select)..<(from ?? end))
    fromClause = from.map { $0 + 1..<end }
    innerQueries = inner
  }

  private static func startsQuery(_ source: TokenizedText, _ index: Int) -> Bool {
    var first = index
    while source.kind(first) == .openParenthesis { first += 1 }
    return queryStarts.contains { source.isWord(first, $0) }
  }

  /// The first token after SELECT, DISTINCT and DISTINCT ON (…).
  private static func listStart(_ source: TokenizedText, _ select: Int) -> Int {
    guard source.isWord(select + 1, "DISTINCT") else { return select + 1 }
    guard source.isWord(select + 2, "ON"), let close = source.closing(of: select + 3) else { return select + 2 }
    return close + 1
  }
}

/// A FROM clause that has one source: a table, a function, a query in parentheses.
enum SingleSource {
  /// The index of the token that is the source's alias; `nil` if there are several sources.
  static func alias(_ source: TokenizedText, _ clause: Range<Int>) -> Int? {
    var alias: Int?
    var index = clause.lowerBound
    while index < clause.upperBound {
      switch source.tokens[index].kind {
      case .comma: return nil
      case .openParenthesis:
        guard let close = source.closing(of: index) else { return nil }
        if index == clause.lowerBound, !opensQuery(source, index) { return nil }
        index = close
      case .word, .quotedIdentifier:
        switch source.keyword(index) {
        case "JOIN": return nil
        case "TABLESAMPLE": return alias
        case nil: alias = index
        default: break
        }
      default: break
      }
      index += 1
    }
    return alias
  }

  private static func opensQuery(_ source: TokenizedText, _ index: Int) -> Bool {
    ["SELECT", "WITH", "VALUES"].contains { source.isWord(index + 1, $0) }
      || source.kind(index + 1) == .openParenthesis
  }
}
