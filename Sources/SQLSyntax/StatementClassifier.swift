/// Recognises, by their leading words, the statements that need to be run in a way of their own.
///
/// Words instead of the parse tree, since statements of a newer PostgreSQL than libpg_query's must be recognised too.
struct StatementClassifier {
  private struct Word {
    var folded: String
    var isQuoted: Bool
    var text: String
  }

  private let words: [Word]

  init(tokens: [Token], bytes: [UInt8]) {
    words = tokens.map { token in
      let text = String(decoding: bytes[token.range], as: UTF8.self)
      return Word(
        folded: token.kind == .quotedIdentifier ? text : text.lowercased(),
        isQuoted: token.kind == .quotedIdentifier, text: text)
    }
  }

  var command: Statement.Command {
    switch keyword(0) {
    case "begin": return .begin
    case "start" where keyword(1) == "transaction": return .begin
    case "commit", "end": return keyword(1) == "prepared" ? .outsideTransaction("COMMIT PREPARED") : .commit
    case "rollback" where keyword(1) == "to" || (keyword(1) == "transaction" && keyword(2) == "to"):
      return .ordinary
    case "rollback" where keyword(1) == "work" && keyword(2) == "to": return .ordinary
    case "rollback", "abort": return keyword(1) == "prepared" ? .outsideTransaction("ROLLBACK PREPARED") : .rollback
    case "vacuum": return .outsideTransaction("VACUUM")
    case "cluster" where words.count == 1: return .outsideTransaction("CLUSTER")
    case "create": return create
    case "drop": return drop
    case "alter": return alter
    case "reindex": return reindex
    default: return .ordinary
    }
  }

  /// Up to three leading keywords in upper case.
  var tag: String {
    var parts: [String] = []
    for word in words.prefix(4) {
      guard !word.isQuoted, let first = word.folded.utf8.first, first >= 97, first <= 122 else { break }
      if parts.isEmpty || Self.tagWords.contains(word.folded) {
        parts.append(word.folded.uppercased())
      } else {
        break
      }
    }
    return parts.joined(separator: " ")
  }

  private static let tagWords: Set<String> = [
    "table", "index", "unique", "view", "materialized", "function", "procedure", "trigger", "type", "schema",
    "extension", "sequence", "domain", "policy", "rule", "aggregate", "or", "replace", "role", "user", "database",
    "into", "from", "column", "on", "default", "privileges", "constraint", "event", "statistics", "publication",
    "subscription", "concurrently", "foreign", "server", "collation", "cast", "operator", "text", "search", "if",
    "temporary", "temp", "unlogged", "recursive", "language", "system", "tablespace", "group",
  ]

  private func keyword(_ index: Int) -> String? {
    guard index < words.count, !words[index].isQuoted else { return nil }
    return words[index].folded
  }

  private func skip(_ index: Int, _ expected: String...) -> Int {
    for (offset, word) in expected.enumerated() where keyword(index + offset) != word { return index }
    return index + expected.count
  }

  private var create: Statement.Command {
    var index = skip(1, "unique")
    if keyword(index) == "index", keyword(index + 1) == "concurrently" {
      index += 2
      let afterGuard = skip(index, "if", "not", "exists")
      var name: String?
      var next = afterGuard
      if keyword(afterGuard) != "on" {
        name = identifier(afterGuard)
        next = afterGuard + 1
      }
      next = skip(skip(next, "on"), "only")
      guard let table = qualifiedName(&next) else { return .outsideTransaction("CREATE INDEX CONCURRENTLY") }
      return .createIndexConcurrently(index: name, table: table, ifNotExists: afterGuard != index)
    }
    switch keyword(1) {
    case "database": return .outsideTransaction("CREATE DATABASE")
    case "tablespace": return .outsideTransaction("CREATE TABLESPACE")
    case "subscription":
      let makesSlot = !zip(words, words.dropFirst(2)).contains { option, value in
        ["connect", "create_slot"].contains(option.folded) && ["false", "off"].contains(value.folded)
      }
      return makesSlot ? .outsideTransaction("CREATE SUBSCRIPTION") : .ordinary
    case "role", "user", "group":
      if keyword(1) == "user", keyword(2) == "mapping" { return .ordinary }
      return identifier(2).map { .createRole(name: $0) } ?? .ordinary
    default: return .ordinary
    }
  }

  private var drop: Statement.Command {
    switch keyword(1) {
    case "index" where keyword(2) == "concurrently":
      var index = skip(3, "if", "exists")
      var names: [ObjectName] = []
      while let name = qualifiedName(&index) {
        names.append(name)
        guard index < words.count, words[index].text == "," else { break }
        index += 1
      }
      return .dropIndexConcurrently(names)
    case "database": return .outsideTransaction("DROP DATABASE")
    case "tablespace": return .outsideTransaction("DROP TABLESPACE")
    case "subscription": return .outsideTransaction("DROP SUBSCRIPTION")
    case "role", "user", "group":
      if keyword(1) == "user", keyword(2) == "mapping" { return .ordinary }
      let start = skip(2, "if", "exists")
      let names = words.indices.dropFirst(start).compactMap { words[$0].text == "," ? nil : identifier($0) }
      return .dropRole(names: names)
    default: return .ordinary
    }
  }

  private var alter: Statement.Command {
    switch keyword(1) {
    case "system": return .outsideTransaction("ALTER SYSTEM")
    case "database":
      if keyword(3) == "set", keyword(4) == "tablespace" {
        return .outsideTransaction("ALTER DATABASE SET TABLESPACE")
      }
      return keyword(3) == "set" || keyword(3) == "reset" ? .sessionDefault : .ordinary
    case "role", "user":
      return words.dropFirst(3).contains { !$0.isQuoted && ($0.folded == "set" || $0.folded == "reset") }
        ? .sessionDefault : .ordinary
    case "table":
      guard let detach = words.firstIndex(where: { !$0.isQuoted && $0.folded == "detach" }),
        keyword(detach + 1) == "partition",
        let last = words.last, !last.isQuoted, ["concurrently", "finalize"].contains(last.folded)
      else { return .ordinary }
      return .outsideTransaction("ALTER TABLE DETACH PARTITION \(last.folded.uppercased())")
    default: return .ordinary
    }
  }

  private var reindex: Statement.Command {
    let whole = words.contains {
      !$0.isQuoted && ["concurrently", "schema", "database", "system"].contains($0.folded)
    }
    return whole ? .outsideTransaction("REINDEX") : .ordinary
  }

  private func identifier(_ index: Int) -> String? {
    guard index < words.count else { return nil }
    let word = words[index]
    guard word.isQuoted else { return word.folded }
    return String(word.text.dropFirst().dropLast()).replacingDoubledQuotes()
  }

  private func qualifiedName(_ index: inout Int) -> ObjectName? {
    guard let first = identifier(index) else { return nil }
    index += 1
    guard index + 1 < words.count, words[index].text == "." else { return ObjectName(name: first) }
    guard let second = identifier(index + 1) else { return nil }
    index += 2
    return ObjectName(schema: first, name: second)
  }
}

extension String {
  fileprivate func replacingDoubledQuotes() -> String {
    var result: [UInt8] = []
    var previousWasQuote = false
    for byte in utf8 {
      if byte == UInt8(ascii: "\""), previousWasQuote {
        previousWasQuote = false
        continue
      }
      previousWasQuote = byte == UInt8(ascii: "\"")
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}
