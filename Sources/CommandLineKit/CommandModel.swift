/// Describes one command or group: what help, completion and reference pages are made from.
package struct CommandModel: Sendable {
  /// Commands under one heading of the help page.
  package struct Section: Sendable {
    package var title: String?
    package var commands: [CommandModel]
  }

  /// The words that are typed, the tool's name first.
  package var path: [String]
  package var summary: String
  package var discussion = ""
  package var examples: [Example] = []
  package var parameters: [ParameterModel] = []
  package var formats: [String] = []
  package var sections: [Section] = []
  package var isHidden = false

  package var name: String { path.last ?? "" }
  package var invocation: String { path.joined(separator: " ") }
  package var isGroup: Bool { !sections.isEmpty }
  package var children: [CommandModel] { sections.flatMap(\.commands) }
  package var arguments: [ParameterModel] { parameters.filter(\.isPositional) }
  package var options: [ParameterModel] { parameters.filter { !$0.isPositional && !$0.isHidden } }

  /// This command and all below it, in the order of the tree, without the hidden ones.
  package var descendants: [CommandModel] {
    [self] + children.filter { !$0.isHidden }.flatMap(\.descendants)
  }

  /// How the command is typed: `confiture checkout [options] <rev>`.
  package var usage: String {
    let required = options.filter(\.isRequired).map { "--\($0.name) \($0.valueText)" }
    let words = isGroup ? ["<command>"] : arguments.filter { !$0.isHidden }.map(\.usageText)
    return ([invocation, "[options]"] + required + words).joined(separator: " ")
  }
}

extension CommandModel {
  init(_ node: CommandNode, under parent: [String]) {
    switch node {
    case .leaf(let type):
      self = Self.leaf(type, under: parent)
    case .group(let name, let summary, let children):
      self.init(path: parent + [name], summary: summary, children: children)
    case .section(let title, _):
      preconditionFailure("the section '\(title)' is not a command")
    }
  }

  init(path: [String], summary: String, children: [CommandNode]) {
    self.init(path: path, summary: summary)
    sections = Self.sections(of: children, title: nil, under: path)
  }

  private static func leaf<C: Command>(_ type: C.Type, under parent: [String]) -> CommandModel {
    CommandModel(
      path: parent + [C.name], summary: C.summary, discussion: C.discussion, examples: C.examples,
      parameters: C.parameters.map(\.model), formats: C.formats, isHidden: C.isHidden)
  }

  private static func sections(of nodes: [CommandNode], title: String?, under path: [String]) -> [Section] {
    var result: [Section] = []
    var loose: [CommandModel] = []
    for node in nodes {
      if case .section(let title, let children) = node {
        result += sections(of: children, title: title, under: path)
      } else {
        loose.append(CommandModel(node, under: path))
      }
    }
    return (loose.isEmpty ? [] : [Section(title: title, commands: loose)]) + result
  }
}

/// Describes the whole tree; its version changes when a reader of the JSON form could notice.
package struct TreeModel: Sendable {
  package static let formatVersion = 1

  package var version: String
  /// The tool itself; its children are the commands.
  package var root: CommandModel
  package var globals: [ParameterModel]

  package var name: String { root.name }

  /// The global options as they are for one command: without those it replaces, its own formats named.
  package func globals(of command: CommandModel) -> [ParameterModel] {
    let own = command.path.count == 1 ? [Self.versionOption] : []
    return commonGlobals(of: command) + own
  }

  private static var versionOption: ParameterModel {
    ParameterModel(kind: .flag, name: "version", help: "Show the version.")
  }

  private func commonGlobals(of command: CommandModel) -> [ParameterModel] {
    let replaced = Set(command.parameters.filter(\.replacesGlobal).map(\.name))
    return globals.compactMap { parameter in
      guard !parameter.isHidden, !replaced.contains(parameter.name) else { return nil }
      guard parameter.name == "format", !command.formats.isEmpty else { return parameter }
      guard command.formats.count > 1 else { return nil }
      var own = parameter
      own.choices = command.formats
      return own
    }
  }
}
