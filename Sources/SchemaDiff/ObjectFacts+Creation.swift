import Schema

extension ObjectFacts {
  static func creation(_ words: StatementWords) -> [ObjectFact] {
    var kind = words.first + 1
    if words.isWord(kind, "OR") { kind += 2 }
    while ["UNIQUE", "UNLOGGED", "CONSTRAINT"].contains(words.word(kind)) { kind += 1 }
    switch words.word(kind) {
    case "TABLE": return table(words, name: kind + 1)
    case "FOREIGN" where words.isWord(kind + 1, "TABLE"): return table(words, name: kind + 2)
    case "INDEX": return [index(words, name: kind + 1)]
    case "STATISTICS": return [named("statistics", words, kind + 1, isOwnObject: true)]
    case "TRIGGER": return [named("trigger", words, kind + 1)]
    case "POLICY": return [named("policy", words, kind + 1)]
    case "RULE": return [named("rule", words, kind + 1)]
    case "TYPE": return type(words, name: kind + 1)
    case "DOMAIN": return domain(words, name: kind + 1)
    case "VIEW": return query(words, from: kind + 1)
    case "MATERIALIZED": return query(words, from: kind + 2)
    case "FUNCTION", "PROCEDURE": return routine(words)
    default: return [ObjectFact(subject: "definition", value: words.text(from: words.first))]
    }
  }

  private static func named(_ kind: String, _ words: StatementWords, _ name: Int, isOwnObject: Bool = false)
    -> ObjectFact
  {
    let end = words.endOfName(at: name)
    return ObjectFact(
      subject: "\(kind) \(words.text(from: name, to: end))", value: words.text(from: end), isOwnObject: isOwnObject)
  }

  /// `CREATE INDEX i ON s.t …` is `index s.i`.
  private static func index(_ words: StatementWords, name: Int) -> ObjectFact {
    let schema = words.isWord(name + 1, "ON") ? words.text(from: name + 2, to: name + 3) + "." : ""
    let unique = words.isWord(name - 2, "UNIQUE") ? "UNIQUE " : ""
    return ObjectFact(
      subject: "index \(schema)\(words.text(from: name, to: name + 1))", value: unique + words.text(from: name + 1),
      isOwnObject: true)
  }

  // MARK: - Tables

  private static func table(_ words: StatementWords, name: Int) -> [ObjectFact] {
    var end = words.endOfName(at: name)
    if words.isWord(end, "PARTITION") || words.isWord(end, "OF") {
      end = words.endOfName(at: words.isWord(end, "OF") ? end + 1 : end + 2)
    }
    var facts = [ObjectFact(subject: "definition", value: words.text(from: words.first, to: end))]
    if let close = words.closing(of: end) {
      facts += words.list(from: end + 1, to: close).map { element(words, $0) }
      end = close + 1
    }
    return facts + words.text(from: end).split(separator: "\n").map { clause(String($0)) }
  }

  private static func element(_ words: StatementWords, _ range: Range<Int>) -> ObjectFact {
    let start = range.lowerBound
    if words.isWord(start, "CONSTRAINT") {
      return ObjectFact(
        subject: "constraint \(words.text(from: start + 1, to: start + 2))",
        value: words.text(from: start + 2, to: range.upperBound))
    }
    return ObjectFact(
      subject: "column \(words.text(from: start, to: start + 1))",
      value: words.text(from: start + 1, to: range.upperBound), group: .columns)
  }

  /// A line behind the parentheses of CREATE TABLE.
  private static func clause(_ line: String) -> ObjectFact {
    let subjects = [
      ("PARTITION BY ", "partition key"), ("FOR VALUES ", "partition bound"), ("DEFAULT", "partition bound"),
      ("INHERITS ", "parents"), ("WITH ", "storage parameters"), ("SERVER ", "server"), ("OPTIONS ", "options"),
    ]
    let subject = subjects.first { line.hasPrefix($0.0) }?.1 ?? "definition"
    return ObjectFact(subject: subject, value: line)
  }

  // MARK: - Types

  private static func type(_ words: StatementWords, name: Int) -> [ObjectFact] {
    let end = words.endOfName(at: name)
    let isEnum = words.isWord(end + 1, "ENUM")
    let open = isEnum ? end + 2 : end + 1
    guard words.isWord(end, "AS"), let close = words.closing(of: open) else {
      return [ObjectFact(subject: "definition", value: words.text(from: words.first))]
    }
    return [ObjectFact(subject: "definition", value: words.text(from: words.first, to: open))]
      + words.list(from: open + 1, to: close).map { part in
        if isEnum {
          return ObjectFact(
            subject: "label \(words.text(from: part.lowerBound, to: part.upperBound))", value: "", group: .labels)
        }
        return ObjectFact(
          subject: "attribute \(words.text(from: part.lowerBound, to: part.lowerBound + 1))",
          value: words.text(from: part.lowerBound + 1, to: part.upperBound), group: .attributes)
      }
  }

  private static func domain(_ words: StatementWords, name: Int) -> [ObjectFact] {
    let starts = (name..<words.end).filter { words.isWord($0, "CONSTRAINT") }
    let ends = starts.dropFirst() + [words.end]
    return [ObjectFact(subject: "definition", value: words.text(from: words.first, to: starts.first ?? words.end))]
      + zip(starts, ends).map { start, end in
        ObjectFact(
          subject: "constraint \(words.text(from: start + 1, to: start + 2))",
          value: words.text(from: start + 2, to: end))
      }
  }

  // MARK: - Queries and bodies

  private static func query(_ words: StatementWords, from name: Int) -> [ObjectFact] {
    guard let separator = words.firstWord("AS", from: name) else {
      return [ObjectFact(subject: "definition", value: words.text(from: words.first))]
    }
    return [
      ObjectFact(subject: "definition", value: words.text(from: words.first, to: separator)),
      ObjectFact(subject: "query", value: words.text(from: separator + 1)),
    ]
  }

  private static func routine(_ words: StatementWords) -> [ObjectFact] {
    let body =
      (words.first..<words.end).first { words.kind($0) == .dollarString } ?? words.firstWord(
        "BEGIN", from: words.first)
      ?? words.firstWord("RETURN", from: words.first)
    guard let body else { return [ObjectFact(subject: "definition", value: words.text(from: words.first))] }
    return [
      ObjectFact(subject: "definition", value: words.text(from: words.first, to: body)),
      ObjectFact(subject: "body", value: words.text(from: body)),
    ]
  }
}
