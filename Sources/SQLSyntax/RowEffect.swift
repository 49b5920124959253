/// What a statement does to rows, as far as its words tell.
package struct RowEffect: Sendable, Equatable {
  /// The relations it writes, as they are named in the text.
  package var writes: [ObjectName] = []
  /// Every name and word in it, of which some are relations that it reads.
  package var words: Set<String> = []
  /// The routines it calls, as far as they are named like one.
  package var calls: [ObjectName] = []
  /// Its text does not say what it writes, as that of a block does not.
  package var isUnknown = false
  /// It reads, and whether that changes anything is for the routines to say that it calls.
  package var onlyReads = false

  package init(isUnknown: Bool = false) { self.isUnknown = isUnknown }
}

extension Statement {
  /// What the statement does to rows; `nil` for one that touches none.
  ///
  /// Errs on the side of more: every word may be a relation that is read.
  package var rowEffect: RowEffect? {
    guard let tokens = try? Scanner.tokens(of: text) else { return RowEffect(isUnknown: true) }
    return RowEffectReader(text, tokens).effect
  }
}

/// Reads the effect of one statement from its tokens.
private struct RowEffectReader {
  private struct Word {
    var text: String
    var isName: Bool
    var isQuoted: Bool
  }

  private let words: [Word]

  init(_ text: String, _ tokens: [Token]) {
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
    default: return words.first?.text == "(" ? select() : nil
    }
  }

  private func base() -> RowEffect {
    var effect = RowEffect()
    effect.words = Set(words.filter(\.isName).map(\.text))
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

  private func unknown() -> RowEffect {
    var effect = base()
    effect.isUnknown = true
    return effect
  }

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

  /// A column's values that are made anew, a sequence that is set.
  private func alteration() -> RowEffect? {
    let isRewriting = words.indices.contains { keyword($0) == "using" } && keyword(1) == "table"
    let isRestarted = keyword(1) == "sequence" && words.indices.contains { keyword($0) == "restart" }
    guard isRewriting || isRestarted else { return nil }
    var index = 2
    if keyword(index) == "if" { index += 2 }
    if keyword(index) == "only" { index += 1 }
    var effect = base()
    if let name = name(at: index) { effect.writes.append(name) }
    return effect
  }

  private func name(at index: Int) -> ObjectName? {
    guard words.indices.contains(index), words[index].isName else { return nil }
    guard index + 2 < words.count, words[index + 1].text == ".", words[index + 2].isName else {
      return ObjectName(name: words[index].text)
    }
    return ObjectName(schema: words[index].text, name: words[index + 2].text)
  }
}
