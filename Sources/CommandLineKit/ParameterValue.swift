/// A type that reads itself from a word of the command line.
/// ```
/// enum OutputFormat: String, CaseIterable, ParameterValue { case text, json }
/// ```
package protocol ParameterValue: Sendable {
  /// Reads the word; throws ``UsageError/expected(_:hints:)`` when it is none.
  init(parsing text: String) throws(UsageError)
  /// All words there are, for types that have only a few; help and completion show them.
  static var choices: [String] { get }
}

extension ParameterValue {
  package static var choices: [String] { [] }
}

extension String: ParameterValue {
  package init(parsing text: String) throws(UsageError) { self = text }
}

extension Int: ParameterValue {
  package init(parsing text: String) throws(UsageError) {
    guard let value = Int(text) else { throw .expected("a whole number") }
    self = value
  }
}

extension Bool: ParameterValue {
  package static var choices: [String] { ["true", "false"] }

  package init(parsing text: String) throws(UsageError) {
    guard let value = Bool(text) else { throw .expected("'true' or 'false'") }
    self = value
  }
}

extension ParameterValue where Self: CaseIterable & RawRepresentable<String> {
  package static var choices: [String] { allCases.map(\.rawValue) }

  package init(parsing text: String) throws(UsageError) {
    guard let value = Self(rawValue: text) else {
      let names = Self.choices.map { "'\($0)'" }.joined(separator: ", ")
      let hint = UsageError.didYouMean(text, among: Self.choices)
      throw .expected("one of \(names)", hints: hint.map { [$0] } ?? [])
    }
    self = value
  }
}
