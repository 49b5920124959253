import Diagnostics

extension DocumentNode {
  /// Returns the text of a scalar; numbers and booleans are taken as they are written.
  package func string() throws(DocumentError) -> String {
    guard let text = scalarText, !isNull else { throw mistyped("a string") }
    return text
  }

  /// Returns a whole number.
  package func int() throws(DocumentError) -> Int {
    guard case .scalar(let text, quoted: false) = value, let integer = PlainScalar.integer(text),
      let result = Int(exactly: integer)
    else { throw mistyped("a whole number") }
    return result
  }

  /// Returns a whole or decimal number.
  package func number() throws(DocumentError) -> Double {
    guard case .scalar(let text, quoted: false) = value, let number = PlainScalar.number(text) else {
      throw mistyped("a number")
    }
    return number
  }

  /// Returns `true` or `false`; YAML 1.1's `yes`, `no`, `on` and `off` are refused with a hint.
  package func bool() throws(DocumentError) -> Bool {
    guard case .scalar(let text, quoted: false) = value, let result = PlainScalar.bool(text) else {
      var hints: [String] = []
      switch scalarText?.lowercased() {
      case "yes", "on", "y", "true": hints = ["write 'true'"]
      case "no", "off", "n", "false": hints = ["write 'false'"]
      default: break
      }
      throw mistyped("'true' or 'false'", hints: hints)
    }
    return result
  }

  /// Returns a length of time such as `500ms`, `2s`, `15min`, `1h` or `7d`.
  package func duration() throws(DocumentError) -> Duration {
    guard let text = scalarText, let result = DurationText.parse(text) else {
      throw mistyped("a duration", hints: ["durations are written as '500ms', '2s', '15min', '1h' or '7d'"])
    }
    return result
  }

  /// Returns one of an enumeration's raw values, with a suggestion when the text is none of them.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    of type: Choice.Type = Choice.self
  ) throws(DocumentError) -> Choice {
    let names = Choice.allCases.map(\.rawValue)
    guard let text = scalarText else { throw mistyped("one of \(Self.list(names))") }
    guard let result = Choice(rawValue: text) else {
      let closest = Suggestions.closest(to: text, among: names)
      throw mistyped("one of \(Self.list(names))", hints: closest.map { "did you mean '\($0)'?" })
    }
    return result
  }

  /// Returns the items of a list, each with a path such as `requires[0]`.
  package func sequence() throws(DocumentError) -> [DocumentNode] {
    guard case .sequence(let nodes) = value else { throw mistyped("a list") }
    return nodes.enumerated().map { index, node in
      var item = node
      item.path = "\(path)[\(index)]"
      return item
    }
  }

  /// Returns the items of a list of strings.
  package func strings() throws(DocumentError) -> [String] {
    var result: [String] = []
    for item in try sequence() { result.append(try item.string()) }
    return result
  }

  /// Returns a reader over the keys of a mapping. Nothing at all is read as a mapping without keys.
  package func mapping() throws(DocumentError) -> MappingReader {
    if isNull { return MappingReader(entries: [], of: self) }
    guard case .mapping(let entries) = value else { throw mistyped("a mapping of keys to values") }
    return MappingReader(entries: entries, of: self)
  }

  /// Makes an error that points at this value, for checks that only the caller can do.
  package func invalid(_ message: String, hints: [String] = []) -> DocumentError {
    DocumentError(.invalidValue, message, at: location, hints: hints)
  }

  private func mistyped(_ expected: String, hints: [String] = []) -> DocumentError {
    let subject = path.isEmpty ? "the document" : "'\(path)'"
    return invalid("\(subject) must be \(expected), not \(kindOfValue)", hints: hints)
  }

  private var kindOfValue: String {
    switch value {
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .scalar where isNull: "empty"
    case .scalar(let text, quoted: true): "the string '\(Self.shortened(text))'"
    case .scalar(let text, quoted: false): "'\(Self.shortened(text))'"
    }
  }

  private static func shortened(_ text: String) -> String {
    text.count > 40 ? "\(text.prefix(39))…" : text
  }

  /// Names in quotes, with commas between them.
  package static func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
}
