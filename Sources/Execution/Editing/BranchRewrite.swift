internal import Diagnostics
package import GitStore
package import History
package import Repository
internal import SQLSyntax

/// Moves a branch to versions that were made by editing, and the workspace with it.
package struct BranchRewrite: Sendable {
  let project: Project
  let branch: String
  /// The tip that the branch had when the command began.
  let tip: ObjectID?

  package init(_ project: Project, branch: String, tip: ObjectID?) {
    self.project = project
    self.branch = branch
    self.tip = tip
  }

  /// Refuses when sealed folders were edited: the command would lose that.
  package static func checkWorkspace(of project: Project, besides folders: Set<String> = []) throws {
    let edits = try project.status(patchID: PatchID.of).sealedEdits.filter { !folders.contains($0.folder) }
    guard !edits.isEmpty else { return }
    throw EditingError(
      .workspaceEdited, "sealed migrations were edited: \(edits.map(\.folder).joined(separator: ", "))",
      details: edits.flatMap { edit in edit.files.map { "\(edit.folder)/\($0)" } },
      hints: [
        "confiture amend takes over edits of the newest one", "undo the others: confiture switch --discard BRANCH",
      ])
  }

  /// Moves the branch by compare-and-swap, notes it in the operation log, and writes the workspace.
  ///
  /// - Parameters:
  ///   - version: The new tip.
  ///   - operation: The command.
  ///   - taken: Folders of which the edits are in the new versions.
  /// - Throws: ``EditingError`` with `workspaceEdited` when something else in the workspace would be lost,
  ///   ``RepositoryError`` with `branchMoved`; nothing is changed then.
  package func move(to version: ObjectID, recording operation: Operation, taking taken: Set<String> = []) throws {
    let graph = try project.graph(extraRoots: [version] + (tip.map { [$0] } ?? []))
    let new = try project.image(of: version, in: graph)
    let old = try project.image(of: tip, in: graph)
    let conflicts = try project.workspace.conflicts(writing: new, replacing: old).filter { conflict in
      !taken.contains { conflict.path.hasPrefix("\(Workspace.migrations)/\($0)/") }
    }
    guard conflicts.isEmpty else {
      throw EditingError(
        .workspaceEdited, "changes of \(conflicts.count) files in the workspace would be lost",
        details: conflicts.prefix(10).map(\.path), hints: ["confiture status shows them"])
    }
    try project.branches(recording: operation).advance(branch, from: tip, to: version)
    try project.writeWorkspace(of: version, replacing: tip)
  }
}
