extension CanonicalText {
  /// The canonical form of a CREATE STATISTICS statement: its columns by name, then its expressions.
  ///
  /// The server lists the columns in their physical order, which means nothing.
  package static func statistics(_ definition: String) -> String {
    let words = StatementWords(definition)
    guard let on = words.firstWord("ON", from: words.first), let from = words.firstWord("FROM", from: on) else {
      return definition
    }
    let items = words.list(from: on + 1, to: from)
    let columns = items.filter { $0.count == 1 && words.isName($0.lowerBound) }
      .map { (Identifier(words.name($0.lowerBound)), words.text(from: $0.lowerBound, to: $0.upperBound)) }
      .sorted { $0.0 < $1.0 }.map(\.1)
    let expressions = items.filter { $0.count > 1 || !words.isName($0.lowerBound) }
      .map { words.text(from: $0.lowerBound, to: $0.upperBound) }
    let list = (columns + expressions).joined(separator: ", ")
    return "\(words.text(from: words.first, to: on + 1)) \(list) \(words.text(from: from))"
  }
}
