package import GitStore
package import History

/// A folder whose schema Confiture keeps: its configuration, its Git repository, its workspace.
/// ```swift
/// let project = try Project.discover(from: folder, environment: environment)
/// let head = try project.head()
/// ```
package struct Project: Sendable {
  /// The folder with `confiture.yaml`, without links.
  package let root: String
  package let configuration: Configuration
  package let store: ObjectStore
  package let workspace: Workspace
  package let commits: SchemaCommits
  package let outcomes: Outcomes
  let images: WorkspaceImages

  init(root: String, configuration: Configuration, store: ObjectStore) {
    self.root = root
    self.configuration = configuration
    self.store = store
    workspace = Workspace(root: root, store: store)
    commits = SchemaCommits(store)
    outcomes = Outcomes(store)
    images = WorkspaceImages(commits)
  }

  // MARK: History

  /// Loads the history: what branches, tags, environments and remotes reach, where targets were seen last, and what
  /// else is asked for.
  ///
  /// - Parameter extraRoots: Versions that no reference may reach, such as those that databases name.
  /// - Returns: The history; what cannot be read is among its problems.
  /// - Throws: Why the references, or one of `extraRoots`, cannot be read.
  package func index(extraRoots: [ObjectID] = []) throws -> HistoryIndex {
    let index = try HistoryIndex.load(store, including: extraRoots)
    let unknown = try versionsOfTargets().filter { !index.graph.contains($0) }
    return unknown.isEmpty ? index : try HistoryIndex.load(store, including: extraRoots + unknown)
  }

  /// The versions of the history and how they follow each other; see ``index(extraRoots:)``.
  package func graph(extraRoots: [ObjectID] = []) throws -> HistoryGraph { try index(extraRoots: extraRoots).graph }

  /// The versions that the newest outcomes say were reached.
  private func versionsOfTargets() throws -> [ObjectID] {
    try outcomes.targets().compactMap { (try? outcomes.latest(of: $0))??.outcome.to }.filter { store.contains($0) }
  }

  // MARK: Branch

  /// Reads and moves branches; what `operation` says is noted with each move.
  package func branches(recording operation: Operation? = nil) -> Branches {
    Branches(store, recording: operation)
  }

  /// Reads and makes tags; what `operation` says is noted with each change.
  package func tags(recording operation: Operation? = nil) -> Tags { Tags(store, recording: operation) }

  /// Reads and moves environments; what `operation` says is noted with each move.
  package func environments(recording operation: Operation? = nil) -> Environments {
    Environments(store, recording: operation)
  }

  /// The name of the workspace's branch; `nil` when `refs/confiture/HEAD` names none.
  package func headBranch() throws -> String? { try branches().current() }

  /// The version at the tip of the workspace's branch; `nil` when it has none yet.
  package func head() throws -> ObjectID? {
    // The reference may be missing or not symbolic, as after a clone or a fetch by Git.
    if case .symbolic = try store.reference(ConfitureReference.head) {
      return try store.resolveReference(ConfitureReference.head)
    }
    return try headBranch().flatMap { try store.resolveReference(ConfitureReference.head($0)) }
  }

  /// Returns the files of a version in the workspace.
  package func image(of version: ObjectID?, in graph: HistoryGraph? = nil) throws -> WorkspaceImage {
    guard let version else { return WorkspaceImage() }
    if let graph, graph.contains(version) { return try images.image(of: version, in: graph) }
    return try images.image(of: version, in: self.graph(extraRoots: [version]))
  }
}
