package import Diagnostics
internal import GitStore
package import History
internal import Repository
internal import SQLSyntax

/// Puts migrations on another version one after the other, each proven there, and moves the branch at the end.
package struct SequenceRunner {
  private let resealing: Resealing
  private let project: Project
  private let report: (EditSequence.Step, [Diagnostic]) -> Void

  /// - Parameters:
  ///   - resealing: Proves and seals.
  ///   - report: Is told what became of each migration.
  package init(_ resealing: Resealing, report: @escaping (EditSequence.Step, [Diagnostic]) -> Void) {
    self.resealing = resealing
    project = resealing.project
    self.report = report
  }

  /// Runs what is left of a sequence; one that stops is kept for ``proceed(_:recording:)``.
  ///
  /// - Returns: The sequence with all its steps; the branch has moved.
  /// - Throws: ``EditingError`` with `conflict` when a migration does not run where it is put.
  package func run(_ sequence: EditSequence, recording operation: Operation) throws -> EditSequence {
    var sequence = sequence
    sequence.stoppedAt = nil
    while let next = sequence.todo.first {
      try take(next, text: nil, in: &sequence)
    }
    return try finish(sequence, operation)
  }

  /// Goes on with what stopped, with the text that its folder has now.
  package func proceed(_ sequence: EditSequence, recording operation: Operation) throws -> EditSequence {
    var sequence = sequence
    guard let folder = sequence.stoppedAt, let next = sequence.todo.first else {
      return try run(sequence, recording: operation)
    }
    let sealed = try project.commits.read(next).migration
    let draft = try project.workspace.readMigration(folder)
    guard let sealed else { return try run(sequence, recording: operation) }
    var edited = draft.migration(manifest: sealed.manifest)
    edited.name = sealed.name
    guard edited.manifest.change == sealed.manifest.change else { throw Self.otherChange(folder, sealed) }
    if !sequence.taken.contains(folder) { sequence.taken.append(folder) }
    try take(next, text: edited, in: &sequence)
    return try run(sequence, recording: operation)
  }

  /// Goes on without what stopped.
  package func skip(_ sequence: EditSequence, recording operation: Operation) throws -> EditSequence {
    var sequence = sequence
    if let next = sequence.todo.first {
      let step = EditSequence.Step(
        from: next, to: nil, name: try project.commits.version(next).name, note: "left out")
      try restore(sequence)
      sequence.todo.removeFirst()
      sequence.done.append(step)
      report(step, [])
    }
    return try run(sequence, recording: operation)
  }

  /// Forgets the sequence: the branch has not moved, and the folder that stopped is as it was.
  package func abort(_ sequence: EditSequence) throws {
    try restore(sequence)
    try EditSequence.clear(in: project)
  }

  static func otherChange(_ folder: String, _ sealed: Migration) -> EditingError {
    EditingError(
      .changeID, "'\(folder)/migration.yaml' has another change id than the migration was sealed with",
      hints: ["write it as it was: change: \(sealed.manifest.change.text)"])
  }

  // MARK: One migration

  private func take(_ next: ObjectID, text: Migration?, in sequence: inout EditSequence) throws {
    let version = try project.commits.version(next)
    let commit: ObjectID
    var warnings: [Diagnostic] = []
    if text == nil, version.parents == [sequence.tip].compactMap({ $0 }) {
      commit = next
    } else {
      let sealed = try project.commits.read(next).migration
      guard let migration = text ?? sealed else { throw Self.noMigration(version) }
      let folder = sequence.stoppedAt.map { "\(Workspace.migrations)/\($0)" } ?? "\(next.short()):migration"
      do {
        let result = try resealing.seal(migration, on: sequence.tip, folder: folder)
        (commit, warnings) = (result.commit, result.warnings)
      } catch let error as any DiagnosedError where Self.isConflict(error) {
        throw try stop(sequence, at: version, migration, because: error)
      }
    }
    let step = EditSequence.Step(from: next, to: commit, name: version.name)
    sequence.done.append(step)
    sequence.todo.removeFirst()
    sequence.tip = commit
    sequence.stoppedAt = nil
    report(step, warnings)
  }

  private static func noMigration(_ version: Version) -> EditingError {
    EditingError(
      .merge, "'\(version.name)' is a merge: it has no migration of its own to take along",
      hints: ["name the versions that were merged: confiture log --graph"])
  }

  /// Whether an error is about the migration on this version, and not about the server or the user's wish.
  private static func isConflict(_ error: any DiagnosedError) -> Bool {
    if let failure = error as? MigrationFailure { return failure.kind != .cancelled && failure.kind != .unreachable }
    return (error as? EditingError)?.code == .doesNotRestore
  }

  private func stop(
    _ sequence: EditSequence, at version: Version, _ migration: Migration, because error: any DiagnosedError
  ) throws -> EditingError {
    var sequence = sequence
    let folder = try sequence.stoppedAt ?? place(version, migration, of: sequence)
    sequence.stoppedAt = folder
    try sequence.store(in: project)
    let command = "confiture \(sequence.command.rawValue)"
    let place = sequence.tip.map { "on \($0.short())" } ?? "on the empty schema"
    return EditingError(
      .conflict, "'\(version.name)' does not work \(place): \(error.diagnostic.message)",
      at: error.diagnostic.location, details: error.diagnostic.details,
      hints: error.diagnostic.hints + [
        "edit \(Workspace.migrations)/\(folder), then: \(command) --continue",
        "leave it out: \(command) --skip", "give up, nothing has moved: \(command) --abort",
      ], cause: error)
  }

  /// The folder in which the text can be edited: for a rebase its own, for what comes from elsewhere a pending one.
  private func place(_ version: Version, _ migration: Migration, of sequence: EditSequence) throws -> String {
    let image = try project.image(of: sequence.start)
    if let own = image.folders.first(where: { $0.version == version.id }) { return own.name }
    let isTaken = try project.workspace.migrationFolders().contains(migration.name)
    let folder = isTaken ? "\(migration.name)-\(migration.manifest.change.short())" : migration.name
    for (name, text) in migration.files {
      guard let file = Migration.File(rawValue: name) else { continue }
      try project.workspace.write(text, to: file, of: folder)
    }
    return folder
  }

  /// Makes the folder that stopped, and those that were edited for it, as they were before.
  private func restore(_ sequence: EditSequence) throws {
    let image = try project.image(of: sequence.start)
    let folders = Set([sequence.stoppedAt].compactMap { $0 } + sequence.taken)
    for folder in folders where image.folder(folder) == nil { try project.workspace.removeMigration(folder) }
    try project.workspace.restoreFolders(folders, of: image)
  }

  // MARK: The end

  private func finish(_ sequence: EditSequence, _ operation: Operation) throws -> EditSequence {
    if let tip = sequence.tip, tip != sequence.start {
      try BranchRewrite(project, branch: sequence.branch, tip: sequence.start).move(
        to: tip, recording: operation, taking: Set(sequence.taken))
    }
    try EditSequence.clear(in: project)
    return sequence
  }
}
