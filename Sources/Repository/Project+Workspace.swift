internal import Diagnostics
package import GitStore
package import History

/// How the workspace and its branch stand to each other.
package struct WorkspaceStatus: Sendable, Equatable {
  /// A pending migration, and where it is sealed if it is on some other line.
  package struct Pending: Sendable, Equatable {
    package var migration: PendingMigration
    package var sealedAs: ObjectID?
  }

  /// `nil` when `refs/confiture/HEAD` names no branch.
  package var branch: String?
  package var head: ObjectID?
  package var pending: [Pending]
  package var sealedEdits: [SealedEdit]
  package var schemaDifferences: [SchemaFileDifference]
  /// References that lead to something unreadable.
  package var unreadableReferences: [String]

  /// Nothing pending, nothing edited.
  package var isClean: Bool { pending.isEmpty && sealedEdits.isEmpty && schemaDifferences.isEmpty }
}

extension Project {
  /// Compares the workspace with its branch.
  ///
  /// - Parameter patchID: Gives equal answers for SQL that differs in comments and white space only.
  /// - Returns: What is pending and what was edited.
  /// - Throws: Why the history or a file cannot be read.
  package func status(patchID: (String) -> String) throws -> WorkspaceStatus {
    let index = try index()
    let head = try head()
    let image = try image(of: head, in: index.graph)
    return WorkspaceStatus(
      branch: try headBranch(), head: head,
      pending: try workspace.pendingMigrations(besides: image).map { migration in
        let elsewhere = index.graph.positions(named: migration.name).last
        return .init(migration: migration, sealedAs: elsewhere.map(index.graph.id(at:)))
      }, sealedEdits: try workspace.sealedEdits(of: image, patchID: patchID),
      schemaDifferences: try workspace.schemaDifferences(from: image),
      unreadableReferences: index.problems.map(\.reference))
  }

  /// The folders that the workspace's branch does not have, in the order in which they are to be sealed.
  package func pendingMigrations() throws -> [PendingMigration] {
    try workspace.pendingMigrations(besides: image(of: head()))
  }

  /// Makes the workspace that of a version, whatever was edited in sealed folders or in `db/schema`; pending folders
  /// stay, unless the version has folders of these names.
  ///
  /// - Parameters:
  ///   - new: The version; `nil` for none.
  ///   - old: The version that the workspace was written for.
  /// - Returns: The files that changed.
  /// - Throws: Why a version cannot be read or a file cannot be written.
  @discardableResult
  package func writeWorkspace(of new: ObjectID?, replacing old: ObjectID?) throws -> Workspace.Changes {
    let graph = try graph(extraRoots: [new, old].compactMap { $0 })
    return try workspace.write(image(of: new, in: graph), replacing: image(of: old, in: graph))
  }

  /// Puts the workspace on another branch and makes its files that branch's; never touches a database.
  ///
  /// - Parameters:
  ///   - branch: A branch.
  ///   - start: Where it begins, for one that is made by this.
  ///   - operation: The command, noted in the operation log.
  ///   - discardingEdits: Overwrite what was edited in sealed folders, in `db/schema`, and pending folders that stand
  ///     in the way.
  /// - Returns: The files that changed.
  /// - Throws: ``RepositoryError`` with `workspaceEdited` when something would be lost; nothing is changed then.
  @discardableResult
  package func switchBranch(
    to branch: String, creatingAt start: ObjectID? = nil, recording operation: Operation? = nil,
    discardingEdits: Bool = false
  ) throws -> Workspace.Changes {
    if let start { try branches().checkNew(branch, at: start) }
    let new = try start ?? branches().tip(of: branch)
    let old = try head()
    let graph = try graph(extraRoots: [new, old].compactMap { $0 })
    let (oldImage, newImage) = (try image(of: old, in: graph), try image(of: new, in: graph))
    if !discardingEdits {
      let conflicts = try workspace.conflicts(writing: newImage, replacing: oldImage)
      guard conflicts.isEmpty else { throw refusal(to: branch, conflicts) }
    }
    let changes = try workspace.write(newImage, replacing: oldImage)
    try branches(recording: operation).setHead(branch, creatingAt: start)
    return changes
  }

  /// Refuses to go on when writing a version's files would lose what was edited here.
  ///
  /// - Throws: ``RepositoryError`` with `workspaceEdited`.
  package func checkNothingLost(writing new: ObjectID, replacing old: ObjectID?, by action: String) throws {
    let graph = try graph(extraRoots: [new, old].compactMap { $0 })
    let conflicts = try workspace.conflicts(writing: image(of: new, in: graph), replacing: image(of: old, in: graph))
    guard !conflicts.isEmpty else { return }
    throw RepositoryError(
      .workspaceEdited, "\(action) would lose changes of \(conflicts.count) files in the workspace",
      details: Self.listed(conflicts),
      hints: ["confiture status shows them; confiture new makes a migration of a change"])
  }

  private static func listed(_ conflicts: [Workspace.Conflict]) -> [String] {
    let shown = conflicts.prefix(10).map { conflict in
      switch conflict.kind {
      case .edited: "\(conflict.path): edited"
      case .unsealed: "\(conflict.path): not sealed in any of the two branches"
      }
    }
    return shown + (conflicts.count > shown.count ? ["and \(conflicts.count - shown.count) more"] : [])
  }

  private func refusal(to branch: String, _ conflicts: [Workspace.Conflict]) -> RepositoryError {
    RepositoryError(
      .workspaceEdited, "switching to '\(branch)' would lose changes of \(conflicts.count) files in the workspace",
      details: Self.listed(conflicts),
      hints: [
        "confiture status shows them; confiture new makes a migration of a change",
        "confiture switch --discard \(branch) overwrites them",
      ])
  }
}
