/// A value whose properties are set from the command line.
package protocol Parameterized: Sendable {
  /// What can be given, in the order in which help shows it.
  static var parameters: [Parameter<Self>] { get }
  init()
}

/// One command: a plain value that the command line fills in.
/// ```
/// struct Checkout: Command {
///   static let name = "checkout"
///   static let summary = "Move a target to a version."
///   static let examples = [Example("confiture checkout main", "Moves the scratch database to the branch's head.")]
///   static let parameters: [Parameter<Self>] = [
///     .argument(\.revision, "<rev>", "The version to reach.", completing: .revisions)
///   ]
///   var revision: String?
/// }
/// ```
package protocol Command: Parameterized {
  static var name: String { get }
  /// One sentence.
  static var summary: String { get }
  /// What the summary leaves out: paragraphs separated by empty lines, indented lines kept as they are.
  static var discussion: String { get }
  static var examples: [Example] { get }
  /// The values of the global option `--format` that this command can write.
  static var formats: [String] { get }
  /// True for commands that scripts call and nobody types.
  static var isHidden: Bool { get }
}

extension Command {
  package static var discussion: String { "" }
  package static var formats: [String] { ["text"] }
  package static var isHidden: Bool { false }
  package static var parameters: [Parameter<Self>] { [] }
}

/// A command line worth showing, and what it does.
package struct Example: Sendable {
  package let command: String
  package let explanation: String

  package init(_ command: String, _ explanation: String) {
    self.command = command
    self.explanation = explanation
  }
}
