package import GitStore

/// What a line of the log says of a version.
package struct LogEntry: Sendable, Equatable {
  package var version: Version
  /// Names of references and targets at the version, such as `HEAD -> main`, `tag: v1.2` or `environment: production`.
  package var decorations: [String]

  package init(version: Version, decorations: [String]) {
    self.version = version
    self.decorations = decorations
  }

  /// Short commit id, short change id, decorations, title: `2d4e3b5 kzqmwpvo (HEAD -> main) Add users`.
  package var oneline: String {
    let change = version.change?.short() ?? String(repeating: "-", count: 8)
    let names = decorations.isEmpty ? "" : " (\(decorations.joined(separator: ", ")))"
    return "\(version.id.short()) \(change)\(names) \(version.title)"
  }
}

/// The names to print beside each version.
package struct LogDecorations: Sendable {
  private var names: [ObjectID: [String]] = [:]

  /// - Parameters:
  ///   - index: The history and its references.
  ///   - branch: The branch of the workspace.
  ///   - targets: What is known to be at a version, by name, in the order to print.
  package init(_ index: HistoryIndex, branch: String, targets: [(name: String, version: ObjectID)] = []) {
    let head = ConfitureReference.head(branch)
    if let reference = index.references.first(where: { $0.name == head }) {
      names[reference.version] = ["HEAD -> \(branch)"]
    }
    for reference in index.references where reference.name != head && reference.name != ConfitureReference.head {
      guard let short = ConfitureReference.shortName(reference.name) else { continue }
      let isTag = reference.name.hasPrefix(ConfitureReference.tags)
      let isEnvironment = reference.name.hasPrefix(ConfitureReference.environments)
      let environment = reference.name.dropFirst(ConfitureReference.environments.count)
      let name = isTag ? "tag: \(short)" : isEnvironment ? "environment: \(environment)" : short
      names[reference.version, default: []].append(name)
    }
    for (name, version) in targets { names[version, default: []].append(name) }
  }

  package func names(at id: ObjectID) -> [String] { names[id] ?? [] }
}
