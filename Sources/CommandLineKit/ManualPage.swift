/// The manual page of one command, in the `man` macros of roff; see `groff_man(7)`.
package struct ManualPage: Sendable {
  private let tree: TreeModel
  private let command: CommandModel

  package init(_ command: CommandModel, of tree: TreeModel) {
    self.command = command
    self.tree = tree
  }

  /// The name of the page: `confiture-checkout`.
  package var name: String { command.path.joined(separator: "-") }

  /// Returns the source of the page. It holds no date, so the same tree gives the same page.
  package var text: String {
    var lines = [
      ".TH \(Self.quoted(name.uppercased())) 1 \"\" \(Self.quoted("\(tree.name) \(tree.version)"))",
      ".SH NAME", "\(Self.escaped(name)) \\- \(Self.escaped(command.summary))",
      ".SH SYNOPSIS", ".B \(Self.escaped(command.usage))",
    ]
    if !command.discussion.isEmpty { lines += [".SH DESCRIPTION"] + Self.paragraphs(command.discussion) }
    for section in command.sections {
      let visible = section.commands.filter { !$0.isHidden }
      lines += list(section.title ?? "Commands", visible.map { ($0.name, $0.summary) })
    }
    let arguments = command.arguments.filter { !$0.isHidden }
    lines += list("Arguments", arguments.map { ($0.usageText, HelpPage.help(of: $0)) })
    lines += list("Options", command.options.map(Self.row))
    lines += list("Global options", tree.globals(of: command).map(Self.row))
    if !command.examples.isEmpty { lines.append(".SH EXAMPLES") }
    for example in command.examples {
      lines += [".PP", ".nf", Self.escaped(example.command), ".fi", ".RS", Self.escaped(example.explanation), ".RE"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func list(_ title: String, _ rows: [(term: String, text: String)]) -> [String] {
    guard !rows.isEmpty else { return [] }
    return [".SH \(Self.escaped(title.uppercased()))"]
      + rows.flatMap { [".TP", ".B \(Self.escaped($0.term))", Self.escaped($0.text)] }
  }

  private static func row(of option: ParameterModel) -> (term: String, text: String) {
    (option.optionText, HelpPage.help(of: option))
  }

  private static func paragraphs(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
      if line.isEmpty { return [".PP"] }
      return line.hasPrefix(" ") ? [".nf", escaped(String(line)), ".fi"] : [escaped(String(line))]
    }
  }

  /// Makes text safe from roff: backslashes, hyphens that must stay hyphens, and lines that look like requests.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") ? "\\&" + result : result
  }

  private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }
}
