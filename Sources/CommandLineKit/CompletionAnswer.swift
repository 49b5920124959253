/// What fits at the end of a command line that is being typed.
package struct CompletionAnswer: Sendable {
  package struct Candidate: Sendable, Equatable {
    package var text: String
    package var summary: String

    package init(_ text: String, _ summary: String = "") {
      self.text = text
      self.summary = summary
    }
  }

  /// The words that the tree itself knows.
  package var candidates: [Candidate] = []
  /// What else fits: values that the running program must look up, or paths.
  package var completion: Completion = .none
  /// What is typed of the word so far; candidates begin with it.
  package var typed = ""
  /// What stands before the candidate in the same word, such as `--target=`.
  package var prefix = ""

  /// Returns the lines that the completion scripts read, given what the program found for ``completion``.
  ///
  /// A line is a word, a tab and a summary; `:files` and `:directories` ask the shell for paths.
  package func lines(values: [Candidate] = []) -> [String] {
    let found = (candidates + values).filter { $0.text.hasPrefix(typed) }
    let lines = found.map { prefix + $0.text + ($0.summary.isEmpty ? "" : "\t\($0.summary)") }
    switch completion {
    case .files, .directories: return lines + [":\(completion.rawValue)"]
    case .none, .revisions, .targets, .migrations, .branches: return lines
    }
  }
}

extension CommandTree {
  /// Says what fits as the last of the words, which may be empty or begun; serves the hidden `__complete`.
  package func completions(for words: [String]) -> CompletionAnswer {
    let last = words.last ?? ""
    var scanner = ArgumentScanner(
      tool: name, nodes: nodes, globals: Globals.parameters.map(\.model), arguments: words.dropLast())
    try? scanner.scan()
    if let option = scanner.pending { return answer(for: option, of: scanner, typed: last) }
    if last.hasPrefix("-"), !scanner.isPastOptions { return optionAnswer(last, of: scanner) }
    guard scanner.command != nil else {
      let names = scanner.children.filter { !$0.isHidden }.map { CommandModel($0, under: []) }
      return CompletionAnswer(candidates: names.map { .init($0.name, $0.summary) }, typed: last)
    }
    let arguments = scanner.model?.arguments ?? []
    let isRepeated = arguments.last?.kind == .arguments && scanner.words.count >= arguments.count
    guard let argument = isRepeated ? arguments.last : arguments.dropFirst(scanner.words.count).first else {
      return CompletionAnswer(typed: last)
    }
    return answer(for: argument, of: scanner, typed: last)
  }

  /// The global options among the words of a line that is being typed, as far as they can be read.
  package func globals(in words: [String]) -> Globals {
    var scanner = ArgumentScanner(
      tool: name, nodes: nodes, globals: Globals.parameters.map(\.model), arguments: words)
    try? scanner.scan()
    return globalsAsFarAsGiven(scanner.inputs)
  }

  private func optionAnswer(_ last: String, of scanner: ArgumentScanner) -> CompletionAnswer {
    let help = Self.builtIn
    if let equals = last.firstIndex(of: "=") {
      guard let option = scanner.options.first(where: { $0.longNames.contains(String(last[..<equals])) }) else {
        return CompletionAnswer(typed: last)
      }
      let value = last[equals...].dropFirst()
      var result = answer(for: option, of: scanner, typed: String(value))
      result.prefix = String(last[...equals])
      return result
    }
    let names = (scanner.options + help).flatMap { option in
      option.longNames.map { CompletionAnswer.Candidate($0, option.help) }
    }
    return CompletionAnswer(candidates: names, typed: last)
  }

  private func answer(for parameter: ParameterModel, of scanner: ArgumentScanner, typed: String) -> CompletionAnswer {
    var choices = parameter.choices
    if parameter.name == "format", let model = scanner.model,
      !model.parameters.contains(where: { $0.name == "format" })
    {
      choices = model.formats
    }
    return CompletionAnswer(
      candidates: choices.map { .init($0) }, completion: parameter.completion, typed: typed)
  }
}
