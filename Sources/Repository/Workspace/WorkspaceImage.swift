package import GitStore
package import History
internal import Synchronization

/// What the files of a version are in the workspace: the folders of its migrations, and its snapshot.
package struct WorkspaceImage: Sendable, Equatable {
  /// A migration's folder.
  package struct Folder: Sendable, Equatable {
    package var name: String
    package var version: ObjectID
    /// Names of files and the blobs that they hold.
    package var files: [String: ObjectID]
  }

  /// The version; `nil` for a branch without one.
  package var version: ObjectID?
  /// In the order in which the migrations run.
  package var folders: [Folder] = []
  /// Paths below `db/schema` and their blobs.
  package var schema: [String: ObjectID] = [:]

  package init() {}

  /// All files by their path from the root of the project.
  var files: [String: ObjectID] {
    var files: [String: ObjectID] = [:]
    for folder in folders {
      for (name, blob) in folder.files { files["\(Workspace.migrations)/\(folder.name)/\(name)"] = blob }
    }
    for (path, blob) in schema { files["\(Workspace.schema)/\(path)"] = blob }
    return files
  }

  /// The folder of this name.
  package func folder(_ name: String) -> Folder? { folders.first { $0.name == name } }
}

/// Makes images of versions; what was read for one is used for the next.
package final class WorkspaceImages: Sendable {
  private let commits: SchemaCommits
  private let filesOfVersion = Mutex<[ObjectID: [String: ObjectID]]>([:])

  package init(_ commits: SchemaCommits) { self.commits = commits }

  /// Returns the image of a version.
  ///
  /// A change that came by two ways, such as a cherry-pick that was merged later, has one folder. Where two migrations
  /// have one name, the later one's folder gets the beginning of its change id.
  /// - Complexity: O(ancestors + files of the snapshot).
  package func image(of version: ObjectID?, in graph: HistoryGraph) throws -> WorkspaceImage {
    var image = WorkspaceImage()
    guard let version else { return image }
    image.version = version
    var changes: Set<ChangeID> = []
    var names: Set<String> = []
    for step in graph.lineage(of: version) {
      guard let change = step.change, changes.insert(change).inserted else { continue }
      let name = names.contains(step.name) ? "\(step.name)-\(change.short())" : step.name
      names.insert(name)
      try Self.checkName(name, in: step.id)
      image.folders.append(.init(name: name, version: step.id, files: try files(of: step.id)))
    }
    let tree = try graph.version(version)?.schemaTree ?? commits.version(version).schemaTree
    for (path, blob) in try commits.snapshotBlobs(inTree: tree) {
      for part in path.split(separator: "/", omittingEmptySubsequences: false) {
        try Self.checkName(String(part), in: version)
      }
      image.schema[path] = blob
    }
    return image
  }

  /// Refuses names that would lead out of the workspace: versions come from other repositories too.
  private static func checkName(_ name: String, in version: ObjectID) throws(RepositoryError) {
    guard name.isEmpty || name.hasPrefix(".") || name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 < 0x20 })
    else { return }
    throw RepositoryError(
      .unsafeName,
      "the version '\(version.short())' has a file named '\(name)', which is not written to the workspace",
      hints: ["confiture show \(version.short())"])
  }

  private func files(of version: ObjectID) throws -> [String: ObjectID] {
    if let known = filesOfVersion.withLock({ $0[version] }) { return known }
    let store = commits.store
    var files: [String: ObjectID] = [:]
    if let entry = try store.readTree(store.readCommit(version).tree).first(where: { $0.name == "migration" }) {
      for file in try store.readTree(entry.id) { files[file.name] = file.id }
    }
    filesOfVersion.withLock { $0[version] = files }
    return files
  }
}
