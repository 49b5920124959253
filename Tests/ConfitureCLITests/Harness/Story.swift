import TestSupport
import Testing

/// Commands one after another with what they print, compared with one golden file.
///
/// ```
/// var story = Story(sandbox)
/// story.run("log", "--oneline")
/// try story.expect("log/oneline")
/// ```
struct Story {
  let sandbox: Sandbox
  private var text = ""
  private var masks: [(of: String, with: String)] = []

  init(_ sandbox: Sandbox) { self.sandbox = sandbox }

  /// Runs a command and notes it.
  @discardableResult
  mutating func run(_ arguments: String..., answers: [Bool]? = nil) -> CommandRun {
    note(sandbox.run(arguments, answers: answers))
  }

  /// Notes a command that was run.
  @discardableResult
  mutating func note(_ run: CommandRun) -> CommandRun {
    text += text.isEmpty ? "\(run)" : "\n\(run)"
    return run
  }

  /// Notes the text of a file, as a user would look at it.
  mutating func show(_ path: String) {
    let content = (try? sandbox.folder.read(path)) ?? "there is no such file\n"
    text += (text.isEmpty ? "" : "\n") + "$ cat \(path)\n\(sandbox.mask(content))"
  }

  /// Shows a text that differs from run to run, such as an address, by a name.
  mutating func mask(_ text: String, as name: String) { masks.append((sandbox.mask(text), name)) }

  /// The folder above this one's, as if it were a file beside `Golden/`.
  private static let testFolder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    .joined(separator: "/")

  /// Shows a number of seconds that the server measured as `N`.
  mutating func maskSeconds(after words: String) {
    for seconds in 0..<600 { masks.append(("\(words)\(seconds) s", "\(words)N s")) }
  }

  /// The text that the golden file has.
  var masked: String { masks.reduce(text) { $0.replacing($1.of, with: $1.with) } }

  func expect(_ name: String, location: Testing.SourceLocation = #_sourceLocation) throws {
    try Golden(beside: Self.testFolder).expect(masked, toMatch: "\(name).txt", location: location)
  }
}
