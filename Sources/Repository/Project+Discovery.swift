internal import Documents
internal import GitStore
internal import History

extension Project {
  /// Finds the project that a folder belongs to: the nearest `confiture.yaml`, within the Git repository around it.
  ///
  /// A repository that holds a schema and has no configuration is a project with the defaults.
  /// - Parameters:
  ///   - directory: Where to begin.
  ///   - environment: The variables that the configuration names; `GIT_CEILING_DIRECTORIES` is heeded.
  ///   - needsSchema: A repository without a configuration has to hold a schema; one that is yet to fetch it has none.
  /// - Returns: The project.
  /// - Throws: ``RepositoryError`` with `notAProject` when there is none, an error that points into the configuration,
  ///   or why the repository cannot be opened.
  package static func discover(
    from directory: String, environment: [String: String], needsSchema: Bool = true
  ) throws -> Project {
    guard let start = FileAccess.canonical(directory), FileAccess.kind(start) == .folder else {
      throw RepositoryError(.notAProject, "there is no folder '\(directory)'")
    }
    guard let store = try ObjectStore.discover(from: start, ceilings: ceilings(environment)) else {
      throw RepositoryError(
        .notAProject, "'\(start)' is not in a Git repository",
        hints: ["confiture init makes one here", "confiture -C <folder> works in another folder"])
    }
    let workTree = try workTree(of: store)
    if let root = configuredFolder(from: start, upTo: workTree) { return try open(root, store, environment) }
    guard try !needsSchema || !store.references(prefix: ConfitureReference.prefix).isEmpty else {
      throw RepositoryError(
        .notAProject, "the repository '\(workTree)' has no \(Configuration.fileName)",
        hints: [
          "confiture init",
          "confiture fetch, if another repository has the history",
        ])
    }
    return try open(workTree, store, environment)
  }

  /// Makes a project of a folder; what is there already stays as it is.
  ///
  /// A folder inside a Git repository becomes a part of it, else a repository is made. Inside a project nothing new is
  /// made: a repository holds one schema.
  /// - Returns: The project, and whether it is new.
  package static func initialize(
    at directory: String, environment: [String: String]
  ) throws -> (project: Project, created: Bool) {
    try FileAccess.makeFolder(directory)
    guard let folder = FileAccess.canonical(directory) else {
      throw RepositoryError(.notAProject, "there is no folder '\(directory)'")
    }
    let store = try ObjectStore.discover(from: folder, ceilings: ceilings(environment)) ?? .create(at: folder)
    let workTree = try workTree(of: store)
    let existing = configuredFolder(from: folder, upTo: workTree)
    let root = existing ?? folder
    if existing == nil {
      try FileAccess.write(Array(Configuration.template.utf8), to: "\(root)/\(Configuration.fileName)")
    }
    let project = try open(root, store, environment)
    try project.workspace.makeFolders()
    try project.adoptBranch()
    return (project, existing == nil)
  }

  /// Says which branch the workspace is on, where that was left open; Git takes a symbolic reference to a branch
  /// without a commit for damage, so it waits for the first one.
  private func adoptBranch() throws {
    if case .symbolic = try store.reference(ConfitureReference.head) { return }
    guard let name = try headBranch(), try store.reference(ConfitureReference.head(name)) != nil else { return }
    try store.setSymbolic(ConfitureReference.head, to: ConfitureReference.head(name))
  }

  private static func open(_ root: String, _ store: ObjectStore, _ environment: [String: String]) throws -> Project {
    var configuration = Configuration()
    if let text = try TextFile.read("\(root)/\(Configuration.fileName)", as: Configuration.fileName) {
      configuration = try Configuration.read(text, root: root, environment: environment)
    }
    return Project(root: root, configuration: configuration, store: store)
  }

  private static func workTree(of store: ObjectStore) throws(RepositoryError) -> String {
    guard let workTree = store.workTree.flatMap(FileAccess.canonical) else {
      throw RepositoryError(
        .noWorkTree, "the repository '\(store.gitDirectory)' has no work tree for the files of the schema",
        hints: ["git clone '\(store.gitDirectory)' makes a repository with files"])
    }
    return workTree
  }

  /// The nearest folder with a configuration, from a folder upwards to the top of the work tree.
  private static func configuredFolder(from start: String, upTo top: String) -> String? {
    var folder = start
    while folder == top || folder.hasPrefix(top == "/" ? top : top + "/") {
      if FileAccess.kind("\(folder)/\(Configuration.fileName)") == .file { return folder }
      if folder == top { return nil }
      folder = FileAccess.folder(of: folder)
    }
    return nil
  }

  private static func ceilings(_ environment: [String: String]) -> [String] {
    (environment["GIT_CEILING_DIRECTORIES"] ?? "").split(separator: ":").map(String.init)
  }
}
