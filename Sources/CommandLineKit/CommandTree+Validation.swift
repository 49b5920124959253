extension CommandTree {
  /// What is wrong with the tree itself, one sentence each; a test of the tool expects none.
  package var problems: [String] {
    let model = self.model
    var problems = TreeValidator(tree: model).problems
    for command in model.root.descendants {
      for example in command.examples { problems += self.problems(of: example, for: command) }
    }
    return problems
  }

  /// An example must be a line that this very tree understands, up to a pipe or a redirection.
  private func problems(of example: Example, for command: CommandModel) -> [String] {
    var words = Self.shellWords(example.command)
    guard words.first == name else { return ["the example '\(example.command)' does not begin with '\(name)'"] }
    guard words.starts(with: command.path) else {
      return ["the example '\(example.command)' is not one of '\(command.invocation)'"]
    }
    words.removeFirst()
    do {
      _ = try parse(arguments: words)
      return []
    } catch {
      return ["the example '\(example.command)' is refused: \(error.message)"]
    }
  }

  /// Splits as a shell does for plain words and quotes.
  private static func shellWords(_ line: String) -> [String] {
    var words: [String] = []
    var current: String?
    var quote: Character?
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { current = (current ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        current = current ?? ""
      } else if character == " " {
        if let word = current { words.append(word) }
        current = nil
      } else {
        current = (current ?? "") + String(character)
      }
    }
    if let word = current { words.append(word) }
    return Array(words.prefix { !["|", ">", "&&", ";", "<"].contains($0) })
  }
}

/// Finds slips of whoever wrote the commands, so that no user does.
struct TreeValidator {
  let tree: TreeModel

  var problems: [String] {
    tree.root.descendants.flatMap { commandProblems($0) } + parameterProblems(tree.globals, in: "the global options")
  }

  private func commandProblems(_ command: CommandModel) -> [String] {
    let name = "'\(command.invocation)'"
    var problems = parameterProblems(command.parameters, in: name)
    problems += repeated(command.children.map(\.name)).map { "\(name) has two commands '\($0)'" }
    if !command.summary.hasSuffix(".") {
      problems.append("the summary of \(name) is not a sentence with a full stop")
    }
    if !command.isGroup, command.examples.isEmpty { problems.append("\(name) has no example") }
    if !command.isGroup, command.path.count == 1 { problems.append("\(name) has no commands") }
    if command.path.count == 2, command.name == "help" { problems.append("\(name) hides the command 'help'") }
    if !Self.isName(command.name) { problems.append("\(name) is not a lower-case name") }
    let names = command.parameters.filter { !$0.replacesGlobal }.flatMap(\.typedNames)
    let globals = tree.globals.filter { global in
      !command.parameters.contains { $0.replacesGlobal && $0.name == global.name }
    }
    for name in globals.flatMap(\.typedNames) where names.contains(name) {
      problems.append("'\(command.invocation)' shadows the global option '\(name)'")
    }
    for parameter in command.parameters where parameter.replacesGlobal {
      guard !tree.globals.contains(where: { $0.name == parameter.name }) else { continue }
      problems.append("\(name) replaces the global option '\(parameter.label)', which does not exist")
    }
    return problems
  }

  private func parameterProblems(_ parameters: [ParameterModel], in owner: String) -> [String] {
    var problems = repeated(parameters.flatMap(\.typedNames)).map { "\(owner) has the option '\($0)' twice" }
    for parameter in parameters {
      if !parameter.help.hasSuffix(".") {
        problems.append("the help of '\(parameter.label)' in \(owner) is not a sentence with a full stop")
      }
      if !parameter.isPositional, !Self.isName(parameter.name) {
        problems.append("'\(parameter.label)' in \(owner) is not a lower-case name")
      }
      if parameter.takesValue, parameter.placeholder?.hasPrefix("<") != true {
        problems.append("the value of '\(parameter.label)' in \(owner) is not shown as '<…>'")
      }
    }
    let positional = parameters.filter(\.isPositional)
    for (index, parameter) in positional.enumerated() where index > 0 {
      let before = positional[index - 1]
      if before.kind == .arguments { problems.append("'\(parameter.label)' in \(owner) is never reached") }
      if parameter.isRequired, !before.isRequired {
        problems.append("'\(parameter.label)' in \(owner) is required behind one that is not")
      }
    }
    return problems
  }

  private func repeated(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { !seen.insert($0).inserted }
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, first != UInt8(ascii: "-") else { return false }
    return name.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "-")
    }
  }
}
