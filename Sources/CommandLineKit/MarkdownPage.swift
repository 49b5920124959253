/// The reference page of one command, in Markdown.
package struct MarkdownPage: Sendable {
  private let tree: TreeModel
  private let command: CommandModel

  package init(_ command: CommandModel, of tree: TreeModel) {
    self.command = command
    self.tree = tree
  }

  /// The name of the file: `checkout.md`, `scratch-start.md`; that of the tool itself is `index.md`.
  package static func fileName(of command: CommandModel) -> String {
    command.path.count == 1 ? "index.md" : command.path.dropFirst().joined(separator: "-") + ".md"
  }

  package var text: String {
    var lines = ["# \(command.invocation)", "", Self.prose(command.summary), "", "```", command.usage, "```"]
    if !command.discussion.isEmpty {
      lines += [""] + command.discussion.split(separator: "\n", omittingEmptySubsequences: false).map(Self.line)
    }
    for section in command.sections where section.commands.contains(where: { !$0.isHidden }) {
      lines += ["", "## \(section.title ?? "Commands")", "", "| command | |", "| --- | --- |"]
      lines += section.commands.filter { !$0.isHidden }.map { child in
        "| [`\(child.name)`](\(Self.fileName(of: child))) | \(Self.cell(child.summary)) |"
      }
    }
    let arguments = command.arguments.filter { !$0.isHidden }
    lines += table("Arguments", arguments.map { ($0.usageText, HelpPage.help(of: $0)) })
    lines += table("Options", command.options.map(Self.row))
    lines += table("Global options", tree.globals(of: command).map(Self.row))
    if !command.examples.isEmpty { lines += ["", "## Examples"] }
    for example in command.examples {
      lines += ["", Self.prose(example.explanation), "", "```sh", example.command, "```"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func table(_ title: String, _ rows: [(term: String, text: String)]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let noun = title == "Arguments" ? "argument" : "option"
    return ["", "## \(title)", "", "| \(noun) | |", "| --- | --- |"]
      + rows.map { "| `\(Self.pipes($0.term))` | \(Self.cell($0.text)) |" }
  }

  private static func row(of option: ParameterModel) -> (term: String, text: String) {
    (option.optionText, HelpPage.help(of: option))
  }

  /// Lines of a discussion that are indented by two spaces become code.
  private static func line(_ line: Substring) -> String {
    line.hasPrefix(" ") ? "  " + line : prose(String(line))
  }

  private static func cell(_ text: String) -> String { pipes(prose(text)) }

  /// In a table even code must have its pipes escaped.
  private static func pipes(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  /// Keeps placeholders such as `<rev>` from being taken for HTML, outside of code.
  private static func prose(_ text: String) -> String {
    var isCode = false
    var result = ""
    for character in text {
      if character == "`" { isCode.toggle() }
      result += character == "<" && !isCode ? "\\<" : String(character)
    }
    return result
  }
}
