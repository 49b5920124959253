/// Reads the effect of one statement from its tokens, where the grammar does not read it.
struct WordEffect {
  private struct Word {
    var text: String
    var isName: Bool
    var isQuoted: Bool
  }

  private let words: [Word]
  private let text: String

  init(_ text: String, _ tokens: [Token]) {
    self.text = text
    let bytes = Array(text.utf8)
    words = tokens.compactMap { token in
      let text = String(decoding: bytes[token.range], as: UTF8.self)
      switch token.kind {
      case .comment: return nil
      case .word: return Word(text: text.lowercased(), isName: true, isQuoted: false)
      case .quotedIdentifier: return Word(text: Self.unquoted(text), isName: true, isQuoted: true)
      case .other: return Word(text: text, isName: false, isQuoted: false)
      }
    }
  }

  private static func unquoted(_ text: String) -> String {
    text.hasPrefix("\"") ? String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"") : text
  }

  /// Every name and keyword, those in quotes as they are.
  var allWords: Set<String> { Set(words.filter(\.isName).map(\.text)) }

  /// The names, in their order.
  var names: [String] { words.filter(\.isName).map(\.text) }

  private func keyword(_ index: Int) -> String? {
    words.indices.contains(index) && words[index].isName && !words[index].isQuoted ? words[index].text : nil
  }

  var effect: RowEffect? {
    switch keyword(0) {
    case "insert", "update", "delete", "merge", "truncate", "copy": return written()
    case "with": return written(orReads: true)
    case "select", "values", "table": return select()
    case "do", "call", "execute", "prepare", "fetch", "declare": return unknown()
    case "refresh": return refresh()
    case "create": return creation()
    case "alter": return alteration()
    case "drop": return removal()
    default: return words.first?.text == "(" ? select() : nil
    }
  }

  /// An effect with the names that are in the text, and nothing done to them.
  func base() -> RowEffect {
    var effect = RowEffect()
    effect.words = allWords
    effect.reads = effect.words
    effect.usesWholeRows = true
    for index in words.indices.dropLast() where words[index + 1].text == "(" && words[index].isName {
      guard !Self.notCalled.contains(words[index].text) || words[index].isQuoted else { continue }
      let isQualified = index >= 2 && words[index - 1].text == "." && words[index - 2].isName
      effect.calls.append(
        ObjectName(schema: isQualified ? words[index - 2].text : nil, name: words[index].text))
    }
    return effect
  }

  /// Keywords that a parenthesis follows.
  private static let notCalled: Set<String> = [
    "values", "in", "exists", "and", "or", "not", "as", "on", "using", "over", "filter", "any", "all", "some",
    "array",
    "row", "where", "when", "then", "else", "select", "from", "join", "by", "within", "group", "with", "set",
    "returning",
    "case", "between", "like", "is", "limit", "offset", "conflict", "materialized", "lateral", "union", "except",
    "intersect", "distinct", "having", "key", "check", "unique", "references", "table", "interval", "varchar", "char",
    "character", "varying", "numeric", "decimal", "timestamp", "time", "bit", "float",
  ]

  private func unknown() -> RowEffect { .unknown(text) }

  // MARK: Statements

  private func written(orReads: Bool = false) -> RowEffect? {
    var effect = base()
    if keyword(0) == "copy" {
      guard words.contains(where: { $0.text == "from" && !$0.isQuoted }) else { return nil }
      if let name = name(at: 1) { effect.writes.append(name) }
      return effect
    }
    for index in words.indices {
      let previous = keyword(index - 1)
      switch (keyword(index), keyword(index + 1)) {
      case ("insert", "into"), ("merge", "into"), ("delete", "from"): append(nameAfter: index + 2, to: &effect)
      case ("update", _) where !["for", "on", "do", "key", "then"].contains(previous ?? ""):
        append(nameAfter: index + 1, to: &effect)
      case ("truncate", _) where index == 0: truncated(&effect)
      default: continue
      }
    }
    if effect.writes.isEmpty {
      guard orReads else { return unknown() }
      return select()
    }
    return effect
  }

  private func append(nameAfter start: Int, to effect: inout RowEffect) {
    if let name = name(at: keyword(start) == "only" ? start + 1 : start) { effect.writes.append(name) }
  }

  private func truncated(_ effect: inout RowEffect) {
    var index = keyword(1) == "table" ? 2 : 1
    while index < words.count {
      if keyword(index) == "only" { index += 1 }
      guard let name = name(at: index) else { return }
      effect.writes.append(name)
      index += name.schema == nil ? 1 : 3
      if index < words.count, words[index].text == "*" { index += 1 }
      guard index < words.count, words[index].text == "," else { return }
      index += 1
    }
  }

  private func select() -> RowEffect? {
    var effect = base()
    effect.onlyReads = true
    if let into = words.indices.first(where: { keyword($0) == "into" }), let name = name(at: into + 1) {
      effect.onlyReads = false
      effect.writes.append(name)
      return effect
    }
    return effect.calls.isEmpty ? nil : effect
  }

  private func refresh() -> RowEffect? {
    var effect = base()
    guard let view = words.indices.first(where: { keyword($0) == "view" }) else { return unknown() }
    if let name = name(at: keyword(view + 1) == "concurrently" ? view + 2 : view + 1) { effect.writes.append(name) }
    return effect
  }

  /// A relation that is filled from others as it is made.
  private func creation() -> RowEffect? {
    guard let kind = (1...4).first(where: { ["table", "materialized"].contains(keyword($0)) }) else { return nil }
    let isFilled = words.indices.contains { index in
      keyword(index) == "as" && ["select", "with", "values", "table", "execute"].contains(keyword(index + 1))
        || keyword(index) == "as" && index + 1 < words.count && words[index + 1].text == "("
    }
    guard isFilled else { return nil }
    var index = keyword(kind) == "materialized" ? kind + 2 : kind + 1
    if keyword(index) == "if" { index += 3 }
    var effect = base()
    if let name = name(at: index) { effect.writes.append(name) }
    return effect
  }

  /// A column's values that are made anew, are gone or have another name; a sequence that is set.
  private func alteration() -> RowEffect? {
    let isTable = keyword(1) == "table" || keyword(1) == "foreign"
    let isRewriting = words.indices.contains { keyword($0) == "using" } && isTable
    let isRestarted = keyword(1) == "sequence" && words.indices.contains { keyword($0) == "restart" }
    var index = keyword(1) == "foreign" ? 3 : 2
    if keyword(index) == "if" { index += 2 }
    if keyword(index) == "only" { index += 1 }
    guard let table = name(at: index) else { return nil }
    var effect = base()
    if isRewriting || isRestarted { effect.writes.append(table) }
    if isTable { effect.removals = columnsRemoved(from: table, after: index) }
    return effect.writes.isEmpty && effect.removals.isEmpty ? nil : effect
  }

  private func columnsRemoved(from table: ObjectName, after start: Int) -> [(table: ObjectName, column: String?)] {
    var removals: [(table: ObjectName, column: String?)] = []
    for index in words.indices where index > start && ["drop", "rename"].contains(keyword(index)) {
      if keyword(index) == "rename", keyword(index + 1) == "to" {
        removals.append((table, nil))
        continue
      }
      guard !["constraint", "default", "not", "identity", "expression"].contains(keyword(index + 1)) else { continue }
      var next = keyword(index + 1) == "column" ? index + 2 : index + 1
      if keyword(next) == "if" { next += 2 }
      if let column = name(at: next) { removals.append((table, column.name)) }
    }
    return removals
  }

  private func removal() -> RowEffect? {
    guard keyword(1) == "table" || (keyword(1) == "materialized" && keyword(2) == "view") else { return nil }
    var index = keyword(1) == "table" ? 2 : 3
    if keyword(index) == "if" { index += 2 }
    var effect = base()
    while let name = name(at: index) {
      effect.removals.append((name, nil))
      index += name.schema == nil ? 1 : 3
      guard index < words.count, words[index].text == "," else { break }
      index += 1
    }
    return effect.removals.isEmpty ? nil : effect
  }

  private func name(at index: Int) -> ObjectName? {
    guard words.indices.contains(index), words[index].isName else { return nil }
    guard index + 2 < words.count, words[index + 1].text == ".", words[index + 2].isName else {
      return ObjectName(name: words[index].text)
    }
    return ObjectName(schema: words[index].text, name: words[index + 2].text)
  }
}
