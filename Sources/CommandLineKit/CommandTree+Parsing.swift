extension CommandTree {
  /// Understands a command line, given without the tool's own name.
  ///
  /// Options may stand anywhere, before the command only global ones. A request for help wins over any slip.
  package func parse(arguments: [String]) throws(UsageError) -> ParseOutcome<Globals> {
    var scanner = ArgumentScanner(
      tool: name, nodes: nodes, globals: Globals.parameters.map(\.model), arguments: arguments)
    var slip: UsageError?
    do { try scanner.scan() } catch { slip = error }
    if arguments.isEmpty || slip == nil && scanner.wantsHelp || slip != nil && scanner.asksForHelpLater {
      return .help(helpPage(at: scanner), globalsAsFarAsGiven(scanner.inputs))
    }
    if let slip { throw slip }
    if scanner.wantsVersion { return .version(globalsAsFarAsGiven(scanner.inputs)) }
    guard let command = scanner.command else { throw missingCommand(at: scanner) }
    try checkFormat(scanner)
    let globals = try fill(Globals.self, with: scanner.inputs.filter { $0.scope == .global })
    return .run(try build(command, from: scanner), globals)
  }

  private func helpPage(at scanner: ArgumentScanner) -> HelpPage {
    let model =
      scanner.node.map { CommandModel($0, under: scanner.path.dropLast()) }
      ?? CommandModel(path: [name], summary: summary, children: nodes)
    let tree = TreeModel(
      version: version, root: model, globals: Globals.parameters.map(\.model) + Self.builtIn)
    return HelpPage(command: model, globals: tree.globals(of: model))
  }

  private func missingCommand(at scanner: ArgumentScanner) -> UsageError {
    let names = scanner.children.visibleNames
    let listed = names.count > 8 ? "" : ": " + names.joined(separator: ", ")
    return UsageError("'\(scanner.invocation)' needs a command\(listed)", hints: [scanner.seeHelp])
  }

  private func checkFormat(_ scanner: ArgumentScanner) throws(UsageError) {
    guard let formats = scanner.model?.formats else { return }
    for input in scanner.inputs where input.scope == .global {
      guard Globals.parameters[input.index].model.name == "format", case .text(let text) = input.input,
        !formats.contains(text)
      else { continue }
      let meant = UsageError.didYouMean(text, among: formats)
      let listed = "formats here: \(formats.joined(separator: ", "))"
      throw UsageError(
        "'\(scanner.invocation)' has no format '\(text)'", hints: (meant.map { [$0] } ?? []) + [listed])
    }
  }

  private func build<C: Command>(_ type: C.Type, from scanner: ArgumentScanner) throws(UsageError) -> C {
    let inputs = scanner.inputs.filter { $0.scope == .command }
    let positional = try assign(scanner.words, to: C.parameters.map(\.model), of: scanner)
    for (index, parameter) in C.parameters.enumerated() where parameter.model.isRequired {
      guard !parameter.model.isPositional, !inputs.contains(where: { $0.index == index }) else { continue }
      throw UsageError(
        "missing option '\(parameter.model.label)' of '\(scanner.invocation)'", hints: usageHints(scanner))
    }
    return try fill(type, with: positional + inputs)
  }

  /// Gives each positional word to its parameter.
  private func assign(
    _ words: [String], to parameters: [ParameterModel], of scanner: ArgumentScanner
  ) throws(UsageError) -> [ArgumentScanner.Input] {
    // Words behind `--` are positional as all others, unless the command has something of its own there.
    let last = parameters.lastIndex { $0.followsDashes }
    let split = last == nil ? words.count : scanner.wordsBeforeDashes ?? words.count
    var rest = words[..<split]
    var inputs: [ArgumentScanner.Input] = []
    if let last {
      inputs += words[split...].map { ArgumentScanner.Input(scope: .command, index: last, input: .text($0)) }
    }
    for (index, parameter) in parameters.enumerated() where parameter.isPositional && !parameter.followsDashes {
      guard !rest.isEmpty || !parameter.isRequired else {
        throw UsageError(
          "missing argument '\(parameter.label)' of '\(scanner.invocation)'", hints: usageHints(scanner))
      }
      let taken = parameter.kind == .arguments ? rest : rest.prefix(1)
      rest = rest.dropFirst(taken.count)
      inputs += taken.map { ArgumentScanner.Input(scope: .command, index: index, input: .text($0)) }
    }
    guard let extra = rest.first else { return inputs }
    throw UsageError("unexpected argument '\(extra)' for '\(scanner.invocation)'", hints: usageHints(scanner))
  }

  private func usageHints(_ scanner: ArgumentScanner) -> [String] {
    ["usage: \(scanner.model?.usage ?? scanner.invocation)", scanner.seeHelp]
  }

  private func fill<Root: Parameterized>(
    _ type: Root.Type, with inputs: [ArgumentScanner.Input]
  ) throws(UsageError) -> Root {
    var root = Root()
    for input in inputs { try apply(input, to: &root) }
    return root
  }

  private func apply<Root: Parameterized>(_ input: ArgumentScanner.Input, to root: inout Root) throws(UsageError) {
    let parameter = Root.parameters[input.index]
    do {
      try parameter.apply(&root, input.input)
    } catch {
      guard case .text(let text) = input.input else { throw error }
      throw UsageError(
        "invalid value '\(text)' for '\(parameter.model.label)': \(error.message)", hints: error.hints)
    }
  }

  /// The global options that can be read, for help and version, which are shown in any case.
  func globalsAsFarAsGiven(_ inputs: [ArgumentScanner.Input]) -> Globals {
    var globals = Globals()
    for input in inputs where input.scope == .global { try? apply(input, to: &globals) }
    return globals
  }
}
