/// Rewrites one text by a ``SchemaReplacement``.
struct SchemaRewriter {
  private let text: TokenizedText
  private let replacement: SchemaReplacement
  /// The text is the body of a routine or block, whose strings may be SQL.
  private let isBody: Bool
  private var edits: [(range: Range<Int>, text: String)] = []
  /// Strings that mention a schema and stay as they are, with where they stand in the text.
  private(set) var mentions: [(offset: Int, text: String)] = []

  init(_ text: String, _ replacement: SchemaReplacement, isBody: Bool) {
    self.text = TokenizedText(text)
    self.replacement = replacement
    self.isBody = isBody
  }

  mutating func rewritten() -> String {
    var index = 0
    var statement = StatementHead()
    while index < text.tokens.count {
      switch text.tokens[index].kind {
      case .semicolon:
        statement = StatementHead()
        index += 1
      case .word, .quotedIdentifier: index = takeName(index, &statement)
      case .string, .dollarString:
        takeString(index, statement)
        index += 1
      default: index += 1
      }
    }
    return edits.isEmpty ? String(decoding: text.bytes, as: UTF8.self) : text.replacing(edits)
  }

  /// What is known of the statement that the tokens belong to.
  private struct StatementHead {
    var words: Set<String> = []
    var language: String?

    /// Its strings after AS are code.
    var definesRoutine: Bool { words.contains("function") || words.contains("procedure") }
    var isBlock: Bool { words.contains("do") }
    /// Extensions belong to the database, wherever their members are.
    var isOfExtension: Bool { words.contains("extension") }
    var isReadable: Bool { language.map { ["sql", "plpgsql"].contains($0) } ?? true }
  }

  // MARK: Names

  private func name(_ index: Int) -> Identifier? {
    guard text.kind(index) == .word || text.kind(index) == .quotedIdentifier else { return nil }
    let sql = String(decoding: text.slice(index), as: UTF8.self)
    return sql.hasPrefix("U&") || sql.hasPrefix("u&") ? nil : Identifier(QuotedIdentifier.unquote(sql))
  }

  private func word(_ index: Int) -> String? {
    text.kind(index) == .word ? QuotedIdentifier.unquote(String(decoding: text.slice(index), as: UTF8.self)) : nil
  }

  /// Looks at a name, and returns where to go on.
  private mutating func takeName(_ index: Int, _ statement: inout StatementHead) -> Int {
    if let word = word(index) {
      statement.words.insert(word)
      switch word {
      case "language": statement.language = name(index + 1)?.text
      case "search_path" where isSetting(index): return takeSearchPath(after: index)
      case "schema", "schemas": return takeSchemas(after: index, statement)
      case "authorization": return index + 2
      default: break
      }
    }
    if text.kind(index + 1) == .dot, text.kind(index - 1) != .dot, let schema = name(index),
      let rule = replacement.rule(for: schema)
    {
      if !isKept(index + 2, by: rule) { edits.append((text.tokens[index].range, rule.replacement.sql)) }
      return index + 3
    }
    return index + 1
  }

  /// Whether what is qualified is a member of an extension; operators are named by their signs.
  private func isKept(_ index: Int, by rule: SchemaReplacement.Rule) -> Bool {
    guard !rule.keeping.isEmpty, text.tokens.indices.contains(index) else { return false }
    return rule.keeping.contains(name(index) ?? Identifier(String(decoding: text.slice(index), as: UTF8.self)))
  }

  /// `SCHEMA a`, `SCHEMA IF NOT EXISTS a`, `IN SCHEMA a, b`.
  private mutating func takeSchemas(after start: Int, _ statement: StatementHead) -> Int {
    var index = start + 1
    while let word = word(index), ["if", "not", "exists"].contains(word) { index += 1 }
    while let schema = name(index), text.kind(index + 1) != .dot {
      if !statement.isOfExtension, let rule = replacement.rule(for: schema) {
        edits.append((text.tokens[index].range, rule.replacement.sql))
      }
      index += 1
      guard text.kind(index) == .comma else { break }
      index += 1
    }
    return max(index, start + 1)
  }

  // MARK: Search paths

  /// `SET search_path`, rather than a column of this name.
  private func isSetting(_ index: Int) -> Bool {
    guard let word = word(index - 1) else { return false }
    return ["set", "local", "session"].contains(word)
  }

  private mutating func takeSearchPath(after start: Int) -> Int {
    guard word(start + 1) == "to" || text.isSymbol(start + 1, "=") else { return start + 1 }
    var index = start + 2
    var elements: [(range: Range<Int>, name: Identifier, isString: Bool)] = []
    while text.tokens.indices.contains(index) {
      let range = text.tokens[index].range
      if let name = name(index) {
        elements.append((range, name, false))
      } else if text.kind(index) == .string, let content = stringContent(index) {
        elements.append((range, Identifier(content), true))
      } else {
        break
      }
      index += 1
      guard text.kind(index) == .comma else { break }
      index += 1
    }
    guard let first = elements.first, let last = elements.last else { return index }
    let names = elements.map(\.name)
    let path = searchPath(names)
    guard path != names else { return index }
    let sql = path.map { first.isString ? SQLLiteral.quote($0.text) : $0.sql }
    edits.append((first.range.lowerBound..<last.range.upperBound, sql.joined(separator: ", ")))
    return index
  }

  /// The path with the schemas replaced, each in it once.
  private func searchPath(_ names: [Identifier]) -> [Identifier] {
    var path: [Identifier] = []
    for name in names {
      let replaced = replacement.rule(for: name)?.searchPath ?? [name]
      path += replaced.filter { !path.contains($0) }
    }
    return path
  }

  // MARK: Strings

  /// What a string is for.
  private enum Use {
    case code
    case qualifiedName
    case schemaName
    case searchPath
    case data
  }

  private mutating func takeString(_ index: Int, _ statement: StatementHead) {
    guard let content = stringContent(index), replacement.mayMention(content) else { return }
    let new: String
    switch use(of: index, statement) {
    case .code:
      var inner = SchemaRewriter(content, replacement, isBody: true)
      new = inner.rewritten()
      mentions += inner.mentions.map { (text.tokens[index].start + $0.offset, $0.text) }
    case .qualifiedName:
      var inner = SchemaRewriter(content, replacement, isBody: false)
      new = inner.rewritten()
    case .schemaName: new = replacement.rule(for: Identifier(content))?.replacement.text ?? content
    case .searchPath: new = replacedPath(content)
    case .data:
      if isBody, isMention(content) { mentions.append((text.tokens[index].start, content)) }
      return
    }
    if !new.utf8.elementsEqual(content.utf8) { edits.append((text.tokens[index].range, quoted(new, like: index))) }
  }

  /// The text that a plain string or dollar-quoted one stands for; `nil` for one with a prefix.
  private func stringContent(_ index: Int) -> String? {
    let bytes = text.slice(index)
    if text.kind(index) == .dollarString {
      guard let tag = dollarTag(index), bytes.count >= 2 * tag.count else { return nil }
      return String(decoding: bytes.dropFirst(tag.count).dropLast(tag.count), as: UTF8.self)
    }
    guard bytes.first == UInt8(ascii: "'"), bytes.count >= 2 else { return nil }
    return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self).split(
      separator: "''", omittingEmptySubsequences: false
    ).joined(separator: "'")
  }

  private func dollarTag(_ index: Int) -> ArraySlice<UInt8>? {
    let bytes = text.slice(index)
    guard let end = bytes.dropFirst().firstIndex(of: UInt8(ascii: "$")) else { return nil }
    return bytes[bytes.startIndex...end]
  }

  private func quoted(_ content: String, like index: Int) -> String {
    guard text.kind(index) == .dollarString, let tag = dollarTag(index) else {
      return "'" + content.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
    let mark = String(decoding: tag, as: UTF8.self)
    return mark + content + mark
  }

  private func use(of index: Int, _ statement: StatementHead) -> Use {
    let before = word(index - 1)
    if statement.definesRoutine, before == "as" {
      return statement.isReadable && isReadable(after: index) ? .code : .data
    }
    if statement.isBlock, !isBody, text.kind(index) == .dollarString || before == "do" {
      return statement.isReadable ? .code : .data
    }
    if before == "execute" { return .code }
    if text.kind(index - 1) == .openParenthesis, word(index - 2) == "format", word(index - 3) == "execute" {
      return .code
    }
    if let type = castType(of: index) { return type == "regnamespace" ? .schemaName : .qualifiedName }
    if text.kind(index - 1) == .openParenthesis, let function = word(index - 2), Self.readingNames.contains(function)
    {
      return function == "to_regnamespace" ? .schemaName : .qualifiedName
    }
    if text.kind(index - 1) == .comma, text.kind(index - 2) == .string, word(index - 4) == "set_config",
      stringContent(index - 2) == "search_path"
    {
      return .searchPath
    }
    return .data
  }

  /// The language of a routine may stand after its body.
  private func isReadable(after index: Int) -> Bool {
    var next = index + 1
    while text.tokens.indices.contains(next), text.kind(next) != .semicolon {
      if word(next) == "language" {
        return ["sql", "plpgsql"].contains(name(next + 1)?.text ?? stringContent(next + 1) ?? "")
      }
      next += 1
    }
    return true
  }

  /// `regclass` in `'a'::regclass` or `regclass 'a'`.
  private func castType(of index: Int) -> String? {
    var candidates = [word(index - 1)]
    if text.kind(index + 1) == .typecast {
      candidates.append(text.kind(index + 3) == .dot ? word(index + 4) : word(index + 2))
    }
    return candidates.compactMap { $0 }.first(where: Self.objectTypes.contains)
  }

  private static let objectTypes: Set<String> = [
    "regclass", "regcollation", "regconfig", "regdictionary", "regnamespace", "regoper", "regoperator", "regproc",
    "regprocedure", "regtype",
  ]

  /// Functions whose first argument is the name of an object.
  private static let readingNames: Set<String> = [
    "currval", "nextval", "pg_get_serial_sequence", "setval", "to_regclass", "to_regcollation", "to_regnamespace",
    "to_regoper", "to_regoperator", "to_regproc", "to_regprocedure", "to_regtype",
  ]

  private func replacedPath(_ content: String) -> String {
    let names = content.split(separator: ",").map {
      Identifier(QuotedIdentifier.unquote(String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())))
    }
    let path = searchPath(names)
    return path == names ? content : path.map(\.sql).joined(separator: ", ")
  }

  /// The string is a schema's name, or has something qualified with it.
  private func isMention(_ content: String) -> Bool {
    if replacement.rules.contains(where: { $0.schema == Identifier(content) }) { return true }
    let inner = TokenizedText(content)
    return inner.tokens.indices.dropLast(1).contains { index in
      guard inner.tokens[index].isName, inner.tokens[index + 1].kind == .dot, inner.touchesPrevious(index + 1),
        let rule = replacement.rule(
          for: Identifier(QuotedIdentifier.unquote(String(decoding: inner.slice(index), as: UTF8.self))))
      else { return false }
      guard inner.tokens.indices.contains(index + 2), inner.touchesPrevious(index + 2) else {
        return index + 2 == inner.tokens.count && index == 0
      }
      return inner.tokens[index + 2].isName || inner.isSymbol(index + 2, "%")
        ? !rule.keeping.contains(Identifier(String(decoding: inner.slice(index + 2), as: UTF8.self))) : false
    }
  }
}
