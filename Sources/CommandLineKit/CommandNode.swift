/// A node of the command tree.
package indirect enum CommandNode: Sendable {
  case leaf(any Command.Type)
  /// A word with commands of its own, such as `scratch`.
  case group(String, summary: String, [CommandNode])
  /// A heading of the help page; its commands belong to the node around it.
  case section(String, [CommandNode])
}

extension CommandNode {
  /// The word that is typed; a section has none.
  var name: String? {
    switch self {
    case .leaf(let type): type.name
    case .group(let name, _, _): name
    case .section: nil
    }
  }

  var isHidden: Bool {
    if case .leaf(let type) = self { type.isHidden } else { false }
  }
}

extension [CommandNode] {
  /// The nodes that are typed, sections taken apart.
  var flattened: [CommandNode] {
    flatMap { node in
      if case .section(_, let children) = node { children.flattened } else { [node] }
    }
  }

  /// The names that help shows.
  var visibleNames: [String] { flattened.filter { !$0.isHidden }.compactMap(\.name) }
}
