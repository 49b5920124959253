import Schema

/// Compares two states of a function or procedure.
struct RoutineRules {
  let old: Routine
  let new: Routine

  func alteration() -> Alteration {
    if RelationPart.isSame(old.definition, new.definition) { return .actions([]) }
    guard let before = RoutineSignature(old.definition), let after = RoutineSignature(new.definition),
      after.canReplace(before)
    else { return .rebuild }
    var action = Action(new.identity, "change definition", [new.definition], rank: .creation(.routine))
    // Those that call it in a new way come after it.
    action.produces = [.name(new.name.key)]
    action.replacedTexts = [old.definition]
    return .actions([action])
  }
}

/// What PostgreSQL keeps of a routine when it is replaced.
struct RoutineSignature {
  private struct Argument {
    /// Mode and type, without name and default.
    let kind: Identifier
    let name: Identifier?
    let hasDefault: Bool
    let isInput: Bool
  }

  private let arguments: [Argument]
  /// From RETURNS to before the attributes; what a procedure gives back are arguments.
  private let result: Identifier
  private let isWindow: Bool

  /// Reads the start of a definition as the server prints it.
  init?(_ definition: String) {
    let words = StatementWords(definition)
    guard let open = (words.first..<words.end).first(where: { words.kind($0) == .openParenthesis }),
      let close = words.closing(of: open), let language = words.firstWord("LANGUAGE", from: close + 1)
    else { return nil }
    arguments = words.list(from: open + 1, to: close).map { Self.argument(words, $0) }
    let end = words.firstWord("TRANSFORM", from: close + 1).map { min($0, language) } ?? language
    result = Identifier(words.text(from: close + 1, to: end))
    // Attributes end where the body begins.
    let body = words.firstWord("AS", from: language) ?? words.end
    isWindow = words.firstWord("WINDOW", from: language).map { $0 < body } ?? false
  }

  private static func argument(_ words: StatementWords, _ range: Range<Int>) -> Argument {
    var start = range.lowerBound
    var mode = "IN"
    if ["IN", "OUT", "INOUT", "VARIADIC"].contains(words.word(start)) {
      mode = words.word(start)
      start += 1
    }
    let end = range.first { words.isWord($0, "DEFAULT") } ?? range.upperBound
    // A name has a type behind it: another word, not the rest of a type of several words or with a qualifier.
    let rest = words.text(from: start, to: end)
    var name: Identifier?
    var type = rest
    if start + 1 < end, words.isName(start), !TypeWords.begins(words, start, end) {
      name = Identifier(words.name(start))
      type = words.text(from: start + 1, to: end)
    }
    return Argument(
      kind: Identifier("\(mode) \(type)"), name: name, hasDefault: end < range.upperBound, isInput: mode != "OUT")
  }

  /// Whether CREATE OR REPLACE makes this of the other one.
  func canReplace(_ old: RoutineSignature) -> Bool {
    guard result == old.result, isWindow == old.isWindow, arguments.count == old.arguments.count else { return false }
    return zip(old.arguments, arguments).allSatisfy { before, after in
      // An argument may get a name, but not another one, and a default, but not lose it. Output has names to keep.
      let keepsName = before.name == after.name || before.name == nil && before.isInput && !hasOutput
      return before.kind == after.kind && keepsName && (after.hasDefault || !before.hasDefault)
    }
  }

  /// How many arguments a call may have.
  var argumentCounts: ClosedRange<Int> {
    let inputs = arguments.filter(\.isInput)
    let isVariadic = inputs.contains { $0.kind.text.hasPrefix("VARIADIC ") }
    let least = inputs.count { !$0.hasDefault } - (isVariadic ? 1 : 0)
    return max(0, least)...(isVariadic ? Int.max : inputs.count)
  }

  private var hasOutput: Bool { arguments.contains { !$0.isInput } }
}

/// Types that begin with a word that could be an argument's name.
private enum TypeWords {
  private static let second: [String: Set<String>] = [
    "character": ["varying"], "bit": ["varying"], "double": ["precision"], "timestamp": ["with", "without"],
    "time": ["with", "without"], "interval": ["year", "month", "day", "hour", "minute", "second"],
  ]

  /// Whether the words are all of a type.
  static func begins(_ words: StatementWords, _ start: Int, _ end: Int) -> Bool {
    switch words.kind(start + 1) {
    case .word: second[words.name(start)]?.contains(words.name(start + 1)) ?? false
    case .quotedIdentifier: false
    default: true
    }
  }
}
