internal import Diagnostics
package import GitStore
package import History

/// Where a branch stands to what another repository has of it.
package enum BranchRelation: Sendable, Equatable {
  case same
  /// Ours has versions that theirs lacks, and all that theirs has.
  case ahead(Int)
  case behind(Int)
  case parted(ours: Int, theirs: Int)
}

extension Project {
  /// Git for this repository.
  package func transport(environment: [String: String], canAsk: Bool) -> GitTransport {
    GitTransport(folder: root, environment: environment, canAsk: canAsk)
  }

  /// Compares two versions by what each has and the other lacks.
  package func relation(of ours: ObjectID, to theirs: ObjectID) throws -> BranchRelation {
    let graph = try graph(extraRoots: [ours, theirs])
    let (left, right) = (graph.ancestors(of: ours), graph.ancestors(of: theirs))
    return switch (left.subtracting(right).count, right.subtracting(left).count) {
    case (0, 0): .same
    case (let ahead, 0): .ahead(ahead)
    case (0, let behind): .behind(behind)
    case (let ahead, let behind): .parted(ours: ahead, theirs: behind)
    }
  }

  /// Moves the workspace's branch to a version that descends from its tip, files included; never touches a database.
  ///
  /// - Returns: The files that changed.
  /// - Throws: ``RepositoryError`` with `workspaceEdited` when something would be lost; nothing is changed then.
  @discardableResult
  package func fastForward(to new: ObjectID, recording operation: Operation?) throws -> Workspace.Changes {
    guard let branch = try headBranch() else {
      throw RepositoryError(
        .unknownBranch, "the workspace is on no branch", hints: ["confiture switch <branch>"])
    }
    let old = try head()
    let graph = try graph(extraRoots: [new, old].compactMap { $0 })
    let (oldImage, newImage) = (try image(of: old, in: graph), try image(of: new, in: graph))
    let conflicts = try workspace.conflicts(writing: newImage, replacing: oldImage)
    guard conflicts.isEmpty else {
      throw RepositoryError(
        .workspaceEdited, "moving '\(branch)' on would lose changes of \(conflicts.count) files in the workspace",
        details: conflicts.prefix(10).map(\.path), hints: ["confiture status shows them"])
    }
    let changes = try workspace.write(newImage, replacing: oldImage)
    try branches(recording: operation).advance(branch, from: old, to: new)
    return changes
  }

  /// Whether the files of a schema are here and the references that say what they are of are not: a plain clone by
  /// Git brings files, and no references below `refs/confiture/`.
  package func lacksReferences() throws -> Bool {
    guard try store.references(prefix: ConfitureReference.heads).isEmpty else { return false }
    return try FileAccess.files(below: workspace.path(Workspace.schema)).contains(where: Workspace.isSchemaFile)
  }

  /// - Throws: ``RepositoryError`` with `missingReferences` where ``lacksReferences()``.
  package func requireReferences() throws {
    guard try lacksReferences() else { return }
    throw RepositoryError(
      .missingReferences, "the versions of this schema are not here: a clone by Git does not bring refs/confiture/",
      hints: ["confiture fetch", "in CI, add that step after the checkout of the code; a shallow clone is enough"])
  }
}
