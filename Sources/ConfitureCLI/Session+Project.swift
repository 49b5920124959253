internal import Catalog
internal import Confiture
internal import Diagnostics
internal import Execution
internal import GitStore
internal import History
internal import Postgres
internal import Repository
internal import Schema
internal import Scratch

extension Session {
  /// The project that the folder belongs to.
  func project() throws -> Project { try Project.discover(from: workingDirectory, environment: environment) }

  /// Git for the project's repository; it may ask for a password where there is a terminal.
  func transport(of project: Project) -> GitTransport {
    project.transport(environment: environment, canAsk: canAsk)
  }

  /// Where a branch begins that only one remote has; `nil` for one that is here, or that no remote or several have.
  func remoteStart(of branch: String, in project: Project) throws -> ObjectID? {
    guard ConfitureReference.isValidName(branch),
      try project.store.reference(ConfitureReference.head(branch)) == nil
    else { return nil }
    let suffix = "/heads/\(branch)"
    let seen = try project.store.references(prefix: ConfitureReference.remotes).filter { name, _ in
      name.hasSuffix(suffix) && !name.dropFirst(ConfitureReference.remotes.count).dropLast(suffix.count).contains("/")
    }
    return seen.count == 1 ? seen.first?.id : nil
  }

  /// Who authors new commits.
  func author(in project: Project) throws -> Author {
    let name = try environment["GIT_AUTHOR_NAME"] ?? project.store.configuration("user.name")
    let email = try environment["GIT_AUTHOR_EMAIL"] ?? project.store.configuration("user.email")
    guard let name, let email else {
      throw CommandFailure(
        .authorUnknown, "who are you? commits need an author",
        hints: ["git config --global user.name 'Your Name'", "git config --global user.email you@example.com"])
    }
    return Author(name: name, email: email)
  }

  /// The command that is run, for the operation log.
  func operation(_ command: String, in project: Project) -> Operation {
    let author = (try? author(in: project)) ?? Author(name: environment["USER"] ?? "unknown", email: "")
    return Operation(command: Secrets.masked(command), author: author, date: date)
  }

  // MARK: Versions

  func versions(of project: Project) throws -> VersionReader { try VersionReader(store: project.store) }

  func resolver(_ project: Project, _ versions: VersionReader) throws -> RevisionResolver {
    try requireVersions(of: project, versions)
    return RevisionResolver(
      ProjectRevisions(
        store: project.store, index: versions.index, currentBranch: try project.branchName(),
        configuredTargets: project.configuration.targets.map(\.name)
          + project.configuration.environments.filter { $0.target == nil }.map(\.name) + [LocalDatabase.targetName],
        now: date,
        registry: { name in try registryVersion(of: name, in: project, versions) }))
  }

  /// Refuses to go on where a clone by Git brought the files of a schema, and none of its versions.
  func requireVersions(of project: Project, _ versions: VersionReader) throws {
    if versions.graph.count == 0 { try project.requireReferences() }
  }

  func version(_ revision: String, in project: Project, _ versions: VersionReader) throws -> Version {
    try resolver(project, versions).version(revision)
  }

  func versionSet(_ range: String, in project: Project, _ versions: VersionReader) throws -> VersionSet {
    try resolver(project, versions).versions([RevisionRange(range)])
  }

  /// The object that a revision names: a commit, a tree or a blob.
  func object(_ revision: String, in project: Project, _ versions: VersionReader) throws -> ObjectID {
    switch try resolver(project, versions).resolve(revision) {
    case .version(let id), .tree(let id, _), .file(let id, _): return id
    case .live(let target), .nothing(let target):
      throw CommandFailure(
        .revisionNoObject, "'\(revision)' is not an object of the repository",
        hints: ["\(target)@{db} is the version that its registry names"])
    }
  }

  /// The file that a revision such as `main:public.users` names, if it is of that form.
  func fileOfVersion(
    _ revision: String, in project: Project, _ versions: VersionReader
  ) throws -> (path: String, text: String)? {
    guard revision.contains(":"), !revision.hasPrefix(":/") else { return nil }
    switch try resolver(project, versions).resolve(revision) {
    case .file(let id, let path): return (path, try project.commits.text(of: id, path))
    case .tree(let id, let path):
      let files = try project.commits.snapshotFiles(inTree: id)
      return (path ?? revision, files.map { $0.path + "\n" }.joined())
    case .version, .live, .nothing: return nil
    }
  }

  // MARK: Targets

  /// Whether a word names a target, configured or known by its outcomes.
  func isTarget(_ word: String, in project: Project) throws -> Bool {
    guard ConfitureReference.isValidName(word) else { return false }
    if try project.store.reference(ConfitureReference.head(word)) != nil { return false }
    if project.configuration.targets.contains(where: { $0.name == word }) || word == LocalDatabase.targetName {
      return true
    }
    return try project.outcomes.newest(of: word) != nil
  }

  /// The target that options name; the local scratch database without any.
  func target(_ place: TargetOptions, in project: Project) throws -> Target {
    if let address = place.database {
      guard place.target == nil else {
        throw CommandFailure(.targetTwice, "--target and --database exclude each other")
      }
      let parsed = try ConnectionString(address)
      var target = Target(name: TargetName.derived(from: parsed, schema: place.schema), address: parsed)
      target.isConfigured = false
      try target.choose(schema: place.schema)
      return target
    }
    guard place.schema == nil else {
      throw CommandFailure(
        .targetSchema, "--schema is for --database; a target of confiture.yaml says itself which schema it is",
        hints: ["targets.NAME.schema in confiture.yaml"])
    }
    return try namedTarget(place.target ?? LocalDatabase.targetName, in: project)
  }

  func namedTarget(_ name: String, in project: Project) throws -> Target {
    if let configured = project.configuration.targets.first(where: { $0.name == name }) {
      return try Target(configured)
    }
    if let tenant = try tenantTarget(name, in: project) { return tenant }
    if let environment = project.configuration.environments.first(where: { $0.name == name }) {
      throw environment.hasNoDatabase
    }
    guard name == LocalDatabase.targetName else {
      let known = project.configuration.targets.map(\.name) + [LocalDatabase.targetName]
      let near = Suggestions.closest(to: name, among: known)
      throw CommandFailure(
        .targetUnknown, "there is no target '\(name)' in confiture.yaml",
        details: ["known are: " + known.joined(separator: ", ")],
        hints: near.isEmpty
          ? ["add it below 'targets:', or name the address: --database URL"] : near.map { "did you mean '\($0)'?" })
    }
    return try LocalDatabase.target(forProjectAt: project.root, on: scratch(for: project))
  }

  private func registryVersion(of name: String, in project: Project, _ versions: VersionReader) throws -> ObjectID? {
    let target = try namedTarget(name, in: project)
    let control = try TargetConnection.open(target, role: "look")
    let state = try Registry.read(control, of: target.line)
    try versions.learn(from: control, state: state)
    return state.head
  }

  /// Whether the scratch server runs and has the project's local database; starts nothing.
  func hasLocalDatabase(_ project: Project) throws -> Bool {
    let status = try? ScratchServer.status(project.configuration.scratch.settings(), environment: environment)
    return status?.databases.contains(LocalDatabase.databaseName(forProjectAt: project.root)) ?? false
  }

  // MARK: Scratch

  func scratch(for project: Project) throws -> ScratchServer {
    progress("starting scratch")
    defer { progress(nil) }
    return try ScratchServer.attach(project.configuration.scratch.settings(), environment: environment)
  }

  /// The settings of the project here, or the defaults outside of one.
  func scratchSettings() throws -> ScratchSettings {
    guard let project = try? project() else { return ScratchSettings() }
    return try project.configuration.scratch.settings()
  }
}

extension Project {
  /// The branch of the workspace; `main` where none is named yet.
  func branchName() throws -> String { try headBranch() ?? ConfitureReference.defaultBranch }

  /// Moves a branch on by compare-and-swap.
  func advance(_ branch: String, from old: ObjectID?, to new: ObjectID, recording operation: Operation) throws {
    try branches(recording: operation).advance(branch, from: old, to: new)
  }
}

extension ObjectStore {
  /// The commit that an id stands for, through annotated tags.
  func peeled(_ id: ObjectID) throws -> ObjectID {
    var current = id
    while try kind(of: current) == .tag { current = try readTag(current).target }
    return current
  }
}
