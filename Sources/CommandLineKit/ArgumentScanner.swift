/// Sorts the words of a command line into the command, its options, the global options and positional words.
///
/// It reads no values; whatever it has seen before an error stays, for help and completion.
struct ArgumentScanner {
  enum Scope { case command, global }

  struct Input {
    var scope: Scope
    /// Index in the parameters of the command or in the global ones.
    var index: Int
    var input: ParameterInput
  }

  private let arguments: [String]
  private let globals: [ParameterModel]
  private var position = 0

  /// The words that led to where we are, the tool's name first.
  private(set) var path: [String]
  /// The nodes that the next word chooses from; empty at a command.
  private(set) var children: [CommandNode]
  private(set) var command: (any Command.Type)?
  private(set) var node: CommandNode?
  private(set) var model: CommandModel?

  private(set) var inputs: [Input] = []
  private(set) var words: [String] = []
  private(set) var wantsHelp = false
  private(set) var wantsVersion = false
  /// True behind `--`, where every word is positional.
  private(set) var isPastOptions = false
  /// How many of the positional words stand before `--`; all without one.
  private(set) var wordsBeforeDashes: Int?
  /// The option at the end of the line whose value is still to come.
  private(set) var pending: ParameterModel?

  init(tool: String, nodes: [CommandNode], globals: [ParameterModel], arguments: [String]) {
    self.arguments = arguments
    self.globals = globals
    path = [tool]
    children = nodes.flattened
  }

  var invocation: String { path.joined(separator: " ") }

  mutating func scan() throws(UsageError) {
    while position < arguments.count {
      let word = arguments[position]
      position += 1
      if isPastOptions || !word.hasPrefix("-") || word == "-" {
        try take(word: word)
      } else if word == "--" {
        isPastOptions = true
        wordsBeforeDashes = words.count
      } else if word.hasPrefix("--") {
        try take(long: word)
      } else {
        try take(bundle: word)
      }
    }
  }

  /// True when help is asked for somewhere in the words that were not reached.
  var asksForHelpLater: Bool {
    guard !isPastOptions, position <= arguments.count else { return false }
    return arguments[position...].prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
  }

  private mutating func take(word: String) throws(UsageError) {
    guard command == nil else {
      words.append(word)
      return
    }
    if let child = children.first(where: { $0.name == word }) {
      descend(to: child)
    } else if word == "help", path.count == 1, !wantsHelp {
      wantsHelp = true
    } else {
      throw unknownCommand(word)
    }
  }

  private mutating func descend(to child: CommandNode) {
    path.append(child.name ?? "")
    node = child
    switch child {
    case .leaf(let type):
      command = type
      children = []
      model = CommandModel(child, under: path.dropLast())
    case .group(_, _, let nodes): children = nodes.flattened
    case .section: preconditionFailure("a section is no node to go to")
    }
  }

  private mutating func take(long word: String) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let typed = String(parts[0])
    let value = parts.count > 1 ? String(parts[1]) : nil
    guard let found = find({ $0.longNames.contains(typed) }) else {
      if typed == "--help" || typed == "--version" && path.count == 1 {
        guard value == nil else { throw UsageError("'\(typed)' takes no value") }
        if typed == "--help" { wantsHelp = true } else { wantsVersion = true }
        return
      }
      throw unknownOption(typed)
    }
    let parameter = parameter(of: found)
    if parameter.takesValue {
      try takeValue(value, typed: typed, for: found)
    } else if value != nil {
      throw UsageError("'\(typed)' takes no value", hints: ["write '\(typed)' alone"])
    } else {
      inputs.append(Input(scope: found.scope, index: found.index, input: typed == "--\(parameter.name)" ? .on : .off))
    }
  }

  private mutating func take(bundle word: String) throws(UsageError) {
    var rest = word.dropFirst()
    while let letter = rest.popFirst() {
      guard let found = find({ $0.short == letter }) else {
        guard letter == "h" else { throw unknownOption("-\(letter)", in: word) }
        wantsHelp = true
        continue
      }
      if parameter(of: found).takesValue {
        return try takeValue(rest.isEmpty ? nil : String(rest), typed: "-\(letter)", for: found)
      }
      inputs.append(Input(scope: found.scope, index: found.index, input: .on))
    }
  }

  private mutating func takeValue(
    _ attached: String?, typed: String, for found: (scope: Scope, index: Int)
  ) throws(UsageError) {
    var value = attached
    if value == nil, position < arguments.count {
      let next = arguments[position]
      guard !next.hasPrefix("-") || next == "-" else {
        let form = typed.hasPrefix("--") ? "\(typed)=\(next)" : "\(typed)\(next)"
        throw UsageError(
          "'\(typed)' needs a value \(parameter(of: found).valueText)",
          hints: ["a value that begins with '-' is written '\(form)'"])
      }
      value = next
      position += 1
    }
    guard let value else {
      pending = parameter(of: found)
      throw UsageError("'\(typed)' needs a value \(parameter(of: found).valueText)", hints: [seeHelp])
    }
    inputs.append(Input(scope: found.scope, index: found.index, input: .text(value)))
  }

  /// Looks among the command's options first, which may replace a global one.
  private func find(_ matches: (ParameterModel) -> Bool) -> (scope: Scope, index: Int)? {
    if let index = model?.parameters.firstIndex(where: { !$0.isPositional && matches($0) }) {
      return (.command, index)
    }
    return globals.firstIndex { matches($0) }.map { (.global, $0) }
  }

  private func parameter(of found: (scope: Scope, index: Int)) -> ParameterModel {
    switch found.scope {
    case .command: model?.parameters[found.index] ?? globals[found.index]
    case .global: globals[found.index]
    }
  }
}

extension ArgumentScanner {
  /// All options that can be typed here, the hidden ones left out.
  var options: [ParameterModel] {
    let own = model?.options ?? []
    return own + globals.filter { global in !global.isHidden && !own.contains { $0.name == global.name } }
  }

  var seeHelp: String { "see '\(invocation) --help'" }

  private func unknownCommand(_ word: String) -> UsageError {
    let known = children.visibleNames + (path.count == 1 ? ["help"] : [])
    let hint = UsageError.didYouMean(word, among: known)
    let within = path.count == 1 ? "" : " of '\(invocation)'"
    return UsageError(
      "unknown command '\(word)'\(within)", hints: [hint ?? "'\(invocation) --help' lists the commands"])
  }

  private func unknownOption(_ typed: String, in bundle: String? = nil) -> UsageError {
    let known = options.flatMap(\.longNames) + ["--help"]
    var hint = typed.hasPrefix("--") ? UsageError.didYouMean(typed, among: known) : nil
    if let bundle, hint == nil, known.contains("-\(bundle)") { hint = "did you mean '-\(bundle)'?" }
    let within = bundle.map { $0 == typed ? "" : " in '\($0)'" } ?? ""
    return UsageError("unknown option '\(typed)'\(within) for '\(invocation)'", hints: [hint ?? seeHelp])
  }
}
