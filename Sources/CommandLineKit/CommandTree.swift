/// The table of contents of a tool: its commands, and the options that all of them understand.
/// ```
/// let tree = CommandTree(
///   name: "confiture", version: "1.0", summary: "Git for PostgreSQL schemas.", globals: GlobalOptions.self,
///   nodes: [.section("Repository", [.leaf(Init.self), .leaf(Log.self)]), .group("scratch", summary: "…", […])])
/// switch try tree.parse(arguments: arguments) {
/// case .run(let command, let globals): …
/// case .help(let page, let globals): console.write(page.text(width: 80, color: false))
/// case .version: …
/// }
/// ```
package struct CommandTree<Globals: Parameterized>: Sendable {
  package let name: String
  package let version: String
  package let summary: String
  package let nodes: [CommandNode]

  package init(name: String, version: String, summary: String, globals: Globals.Type, nodes: [CommandNode]) {
    self.name = name
    self.version = version
    self.summary = summary
    self.nodes = nodes
  }

  /// The whole tree as a value.
  ///
  /// - Complexity: O(parameters of all commands); parsing does not need it.
  package var model: TreeModel {
    TreeModel(
      version: version, root: CommandModel(path: [name], summary: summary, children: nodes),
      globals: Globals.parameters.map(\.model) + Self.builtIn)
  }

  /// What every tree understands without declaring it.
  static var builtIn: [ParameterModel] {
    [ParameterModel(kind: .flag, name: "help", short: "h", help: "Show this help.")]
  }
}

/// What a command line asks for.
package enum ParseOutcome<Globals: Parameterized>: Sendable {
  case run(any Command, Globals)
  case help(HelpPage, Globals)
  case version(Globals)
}
