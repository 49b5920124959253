internal import GitStore
package import History
internal import Repository

/// Makes the newest version of a branch anew: with the text that its folder has now, with another message, or both.
package struct Amendment {
  private let resealing: Resealing

  package init(_ resealing: Resealing) { self.resealing = resealing }

  /// What to change.
  package struct Request: Sendable {
    /// The first line is the title.
    package var message: String?
    /// Accept a down that does not restore everything.
    package var isIrreversible = false

    package init(message: String? = nil, isIrreversible: Bool = false) {
      self.message = message
      self.isIrreversible = isIrreversible
    }
  }

  /// Proves the amended migration and moves the branch to it; the change id stays.
  ///
  /// - Returns: What was sealed; `nil` when nothing is different.
  /// - Throws: ``RepositoryError`` for a version that others rely on, ``EditingError`` for a merge and for edits of
  ///   other folders, ``MigrationFailure`` when the migration does not run.
  package func amend(
    _ tip: Version, of branch: String, _ request: Request, recording operation: Operation
  ) throws -> Resealing.Sealed? {
    let project = resealing.project
    guard let sealed = try project.commits.read(tip.id).migration, tip.kind == .step, !tip.isMerge else {
      throw EditingError(
        .merge, "'\(tip.name)' (\(tip.id.short())) is no migration that could be amended",
        hints: ["confiture show \(tip.id.short()) tells what it is"])
    }
    try project.immutableVersions().checkMutable(tip)
    guard let folder = try project.image(of: tip.id).folders.first(where: { $0.version == tip.id })?.name else {
      throw EditingError(.nothingToEdit, "'\(tip.name)' has no folder in the workspace", hints: ["confiture status"])
    }
    try BranchRewrite.checkWorkspace(of: project, besides: [folder])
    var migration = try project.workspace.readMigration(folder).migration(manifest: sealed.manifest)
    migration.name = sealed.name
    guard migration.manifest.change == sealed.manifest.change else {
      throw SequenceRunner.otherChange(folder, sealed)
    }
    if let message = request.message { try Self.set(message, of: &migration.manifest) }
    guard migration != sealed else { return nil }
    let result = try resealing.seal(
      migration, on: tip.parents.first, folder: "\(Workspace.migrations)/\(folder)",
      acceptsLoss: request.isIrreversible)
    try BranchRewrite(project, branch: branch, tip: tip.id).move(
      to: result.commit, recording: operation, taking: [folder])
    return result
  }

  /// Makes the first line of a message the title, and what follows after it the details.
  package static func set(_ message: String, of manifest: inout MigrationManifest) throws {
    let parts = message.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    manifest.title = try Workspace.title(String(parts.first ?? ""))
    var details = parts.count > 1 ? parts[1] : ""
    while details.first == "\n" { details.removeFirst() }
    while details.last == "\n" { details.removeLast() }
    manifest.details = String(details)
  }
}
