internal import Catalog
internal import Execution
internal import Glibc
internal import GitStore
internal import History
internal import Postgres
internal import Repository
internal import Schema

extension Session {
  struct Side {
    var label: String
    var files: [(path: String, text: String)]
    var fingerprint: Fingerprint?
    /// The commit, if it is a version.
    var version: ObjectID?
    /// What a database has besides.
    var uncovered: [UncoveredObject] = []
  }

  /// The two sides of a comparison, from one or two words of the command line.
  func sides(
    _ old: String?, _ new: String?, in project: Project, _ versions: VersionReader
  ) throws -> (old: Side, new: Side) {
    if let old, new == nil, !Self.isAddress(old), !old.contains(":/"), !Self.isPath(old) {
      switch try RevisionRange(old) {
      case .range(let left, let right):
        return (try side("\(left)", project, versions), try side("\(right)", project, versions))
      case .symmetric(let left, let right):
        let resolver = try resolver(project, versions)
        let (first, second) = (try resolver.version(left), try resolver.version(right))
        guard let base = versions.graph.mergeBase(first.id, second.id) else {
          throw CommandFailure(
            .diffNoMergeBase, "'\(left)' and '\(right)' have no version in common")
        }
        return (try side(base.hex, project, versions), try side("\(right)", project, versions))
      case .single, .excluded: break
      }
    }
    return (try side(old ?? "HEAD", project, versions), try side(new ?? "HEAD", project, versions))
  }

  /// One side, from one word: a revision, a target's live schema, an address or a folder of SQL files.
  func side(_ text: String, _ project: Project, _ versions: VersionReader) throws -> Side {
    if Self.isAddress(text) {
      let address = try ConnectionString(text)
      return try live(
        Target(name: "the database", address: address), project, label: address.database ?? "database")
    }
    if Self.isPath(text) { return try folder(text, project) }
    let resolution: ResolvedRevision
    do { resolution = try resolver(project, versions).resolve(text) } catch let error as HistoryError
      where [.unknownRevision, .invalidRevision].contains(error.code) && isFolder(text)
    {
      return try folder(text, project)
    }
    switch resolution {
    case .version(let id):
      return Side(
        label: text, files: try project.commits.snapshotFiles(of: id),
        fingerprint: versions.graph.version(id)?.fingerprint, version: id)
    case .tree(let id, _): return Side(label: text, files: try project.commits.snapshotFiles(inTree: id))
    case .live(let target): return try live(try namedTarget(target, in: project), project, label: text)
    case .nothing: return Side(label: text, files: [], fingerprint: Fingerprint.empty)
    case .file:
      throw CommandFailure(.diffFile, "'\(text)' names one object: compare versions, or use git diff")
    }
  }

  private func live(_ target: Target, _ project: Project, label: String) throws -> Side {
    let connection = try TargetConnection.open(target, role: "diff")
    let versions = try versions(of: project)
    return Side(
      label,
      try ComparedSchema(of: target, versions: versions).live(
        connection, includesAccess: project.configuration.snapshot.includesAccess))
  }

  /// The schema that the SQL files of a folder make.
  func folder(_ text: String, _ project: Project) throws -> Side {
    let folder = try SchemaFolder(path(text), as: text)
    let scratch = try scratch(for: project)
    return Side(text, try folder.snapshot(on: scratch, options: project.configuration.snapshot))
  }

  /// Whether a word can only be the path of a folder.
  static func isPath(_ text: String) -> Bool {
    [".", ".."].contains(text) || text.hasSuffix("/") || ["/", "./", "../"].contains(where: text.hasPrefix)
  }

  /// Whether there is a folder of this name.
  func isFolder(_ text: String) -> Bool {
    var status = stat()
    return stat(path(text), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether there is a file at this path.
  func isFile(_ text: String) -> Bool {
    var status = stat()
    return stat(path(text), &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  static func isAddress(_ text: String) -> Bool {
    text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
  }
}

extension Session.Side {
  init(_ label: String, _ snapshot: Snapshot) {
    self.init(
      label: label, files: snapshot.files.map { ($0.path, $0.text) }, fingerprint: snapshot.fingerprint,
      uncovered: snapshot.uncovered)
  }
}
