/// What `--help` prints for one command or group.
package struct HelpPage: Sendable {
  package let command: CommandModel
  /// The global options as they are for this command.
  package let globals: [ParameterModel]

  package init(command: CommandModel, globals: [ParameterModel]) {
    self.command = command
    self.globals = globals
  }

  /// Returns the page, with a line break at the end; colour is bold headings and terms.
  package func text(width: Int, color: Bool) -> String {
    let bold: (String) -> String = { color ? "\u{1B}[1m\($0)\u{1B}[0m" : $0 }
    let width = min(max(width, 40), 100)
    let lists = listsOfPage
    let longest =
      lists.flatMap(\.rows).map { $0.term.unicodeScalars.count }.filter { $0 <= min(26, width / 2 - 4) }.max() ?? 0
    var lines = TextLayout.wrapped(command.summary, width: width) + [""]
    lines += ["\(bold("Usage:")) \(command.usage)"]
    if !command.discussion.isEmpty { lines += [""] + TextLayout.wrapped(command.discussion, width: width) }
    for list in lists {
      lines += ["", bold(list.title)]
      lines += TextLayout.twoColumns(list.rows, width: width, column: longest + 4, term: bold)
    }
    if !command.examples.isEmpty { lines += ["", bold("Examples:")] }
    for example in command.examples {
      lines += ["  \(example.command)"] + TextLayout.wrapped(example.explanation, width: width, indentation: 6)
    }
    if command.isGroup { lines += ["", "'\(command.invocation) <command> --help' says more about a command."] }
    return lines.joined(separator: "\n") + "\n"
  }

  private struct List {
    var title: String
    var rows: [(term: String, text: String)]
  }

  private var listsOfPage: [List] {
    var lists = command.sections.map { section in
      List(
        title: (section.title ?? "Commands") + ":",
        rows: section.commands.filter { !$0.isHidden }.map { ($0.name, $0.summary) })
    }
    let arguments = command.arguments.filter { !$0.isHidden }.map { ($0.usageText, Self.help(of: $0)) }
    lists.append(List(title: "Arguments:", rows: arguments))
    lists.append(List(title: "Options:", rows: command.options.map(Self.row)))
    lists.append(List(title: "Global options:", rows: globals.map(Self.row)))
    return lists.filter { !$0.rows.isEmpty }
  }

  private static func row(of option: ParameterModel) -> (term: String, text: String) {
    ((option.short == nil ? "    " : "") + option.optionText, help(of: option))
  }

  /// The help text, with the choices when the term does not show them.
  static func help(of parameter: ParameterModel) -> String {
    let isShown = parameter.choices.isEmpty || !parameter.isPositional && parameter.valueText.contains("|")
    let choices = isShown ? "" : " One of: \(parameter.choices.joined(separator: ", "))."
    return parameter.help + choices + (parameter.kind == .options ? " Repeatable." : "")
  }
}
