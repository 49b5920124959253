/// What the completion scripts of all shells know by themselves: names, and which words take a value.
struct CompletionTable {
  struct Entry {
    var command: CommandModel
    var options: [ParameterModel]

    var invocation: String { command.invocation }
  }

  let tool: String
  let entries: [Entry]
  /// Global options whose value may stand before the command.
  let valuedGlobals: [ParameterModel]

  init(_ tree: TreeModel) {
    tool = tree.name
    entries = tree.root.descendants.map { command in
      Entry(command: command, options: command.options + tree.globals(of: command))
    }
    valuedGlobals = tree.globals.filter { $0.takesValue && !$0.isHidden }
  }

  /// All that can be typed before the command's own words: `confiture scratch start`.
  var invocations: [String] { entries.map(\.invocation).filter { $0 != tool } }
}
