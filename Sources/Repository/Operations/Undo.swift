internal import Diagnostics
internal import GitStore
package import History

/// Takes an operation back: references and the workspace become what they were before it. No database is touched.
///
/// Undoing is an operation itself, so that it can be undone too.
package struct Undo {
  private let project: Project
  private let store: ObjectStore

  package init(_ project: Project) {
    self.project = project
    store = project.store
  }

  // MARK: Which

  /// Finds the operation to take back.
  ///
  /// - Parameter name: Its number in the list, or the beginning of its id; without one the newest that is not undone,
  ///   so that undoing again goes further back.
  /// - Returns: The operation.
  /// - Throws: ``RepositoryError`` with `nothingToUndo`.
  package func choose(_ name: String?) throws -> RecordedOperation {
    let all = try project.operations()
    guard let name else {
      if let newest = all.first(where: { !$0.isUndone && $0.operation.undoes == nil }) { return newest }
      throw RepositoryError(
        .nothingToUndo, "there is nothing to undo", hints: ["confiture operations lists what was done"])
    }
    let number = name.utf8.count < 7 ? Int(name) : nil
    let found = all.filter { operation in
      number.map { $0 == operation.number } ?? (name.utf8.count >= 4 && operation.id.hex.hasPrefix(name.lowercased()))
    }
    guard let operation = found.first, found.count == 1 else {
      throw RepositoryError(
        .nothingToUndo, "there is no operation '\(name)'",
        hints: ["confiture operations lists them with their numbers"])
    }
    guard !operation.isUndone else {
      throw RepositoryError(
        .nothingToUndo, "operation \(operation.number), '\(operation.operation.command)', is undone already",
        hints: ["to have it again, undo the undo: confiture operations"])
    }
    return operation
  }

  // MARK: Doing it

  /// What taking an operation back moves.
  package struct Steps: Sendable, Equatable {
    /// References with what they hold now and will hold.
    package var changes: [Operation.Change]
    package var switched: Operation.Switch?
  }

  /// Finds out what has to move, and whether it may.
  ///
  /// - Throws: ``RepositoryError`` with `notUndone` when a reference has moved since, or only moves forwards.
  package func steps(of recorded: RecordedOperation) throws -> Steps {
    var changes: [Operation.Change] = []
    for change in recorded.operation.changes {
      try checkMovable(change.reference, recorded)
      let present = try store.resolveReference(change.reference)
      guard present == change.after else { throw try moved(change.reference, since: recorded) }
      if let before = change.before, !store.contains(before) {
        throw RepositoryError(
          .notUndone,
          "'\(Self.name(change.reference))' was at \(before.short()), which is no longer in the repository",
          hints: ["git reflog may know a copy"])
      }
      changes.append(.init(reference: change.reference, before: present, after: change.before))
    }
    var switched: Operation.Switch?
    let branch = try project.headBranch()
    if let switching = recorded.operation.switched {
      guard branch == switching.to else {
        throw RepositoryError(
          .notUndone, "the workspace is no longer on '\(switching.to)', where '\(recorded.operation.command)' put it",
          hints: ["confiture switch \(switching.from)"])
      }
      switched = .init(from: switching.to, to: switching.from)
    }
    let end = switched?.to ?? branch
    if let end, end != ConfitureReference.defaultBranch,
      changes.contains(where: { $0.reference == ConfitureReference.head(end) && $0.after == nil })
    {
      throw RepositoryError(
        .notUndone,
        "undoing '\(recorded.operation.command)' would take away the branch '\(end)', which the workspace is on",
        hints: ["confiture switch to another branch first"])
    }
    return Steps(changes: changes, switched: switched)
  }

  /// Takes an operation back.
  ///
  /// - Parameters:
  ///   - recorded: The operation.
  ///   - operation: The command that undoes, for the log.
  ///   - discardingEdits: Overwrite what was edited in the workspace.
  /// - Returns: What has moved.
  /// - Throws: ``RepositoryError``: it cannot be undone, or edits would be lost; nothing is changed then.
  @discardableResult
  package func undo(
    _ recorded: RecordedOperation, recording operation: Operation, discardingEdits: Bool = false
  ) throws -> Steps {
    let steps = try steps(of: recorded)
    let images = try images(of: steps, recorded)
    if !discardingEdits {
      let conflicts = try project.workspace.conflicts(writing: images.new, replacing: images.old)
      guard conflicts.isEmpty else {
        throw RepositoryError(
          .workspaceEdited, "undoing '\(recorded.operation.command)' would lose changes of \(conflicts.count) files",
          details: conflicts.prefix(10).map(\.path),
          hints: ["confiture status shows them", "confiture undo --discard overwrites them"])
      }
    }
    var operation = operation
    operation.undoes = recorded.id
    try RecordedUpdates(store: store, operation: operation).apply(
      steps.changes.map {
        ReferenceUpdate($0.reference, to: $0.after, expecting: $0.before.map(ExpectedTarget.exactly) ?? .absent)
      }, head: steps.switched.map { .init(from: $0.from, to: $0.to) })
    try dropUnbornHead()
    try project.workspace.write(images.new, replacing: images.old)
    return steps
  }

  /// The workspace before and after; what a commit sealed stays there, pending as it was before.
  private func images(of steps: Steps, _ recorded: RecordedOperation) throws -> (
    old: WorkspaceImage, new: WorkspaceImage
  ) {
    let current = try project.headBranch()
    let branch = steps.switched?.to ?? current
    let reference = branch.map(ConfitureReference.head)
    let oldHead = try project.head()
    let newHead: ObjectID?
    if let change = steps.changes.first(where: { $0.reference == reference }) {
      newHead = change.after
    } else {
      newHead = try reference.flatMap { try store.resolveReference($0) }
    }
    let graph = try project.graph(extraRoots: [oldHead, newHead].compactMap { $0 })
    var old = try project.image(of: oldHead, in: graph)
    let new = try project.image(of: newHead, in: graph)
    if recorded.operation.command.hasPrefix("commit") {
      old.folders.removeAll { new.folder($0.name) == nil }
    }
    return (old, new)
  }

  /// Git takes a symbolic reference to a branch without a commit for damage.
  private func dropUnbornHead() throws {
    guard case .symbolic(let name) = try store.reference(ConfitureReference.head),
      try store.reference(name) == nil
    else { return }
    try store.delete(ConfitureReference.head, expecting: .any)
  }

  // MARK: Refusals

  private static func name(_ reference: String) -> String { ConfitureReference.shortName(reference) ?? reference }

  private func checkMovable(_ reference: String, _ recorded: RecordedOperation) throws(RepositoryError) {
    let folders = [ConfitureReference.heads, ConfitureReference.tags]
    guard !folders.contains(where: reference.hasPrefix) else { return }
    throw RepositoryError(
      .notUndone,
      "'\(recorded.operation.command)' is not undone: it moved '\(Self.name(reference))', which others go by",
      hints: [
        "environments and records only move forwards: confiture revert makes a new migration",
        "to take back what was done before it: confiture operations, then confiture undo --operation NUMBER",
      ])
  }

  private func moved(_ reference: String, since recorded: RecordedOperation) throws -> RepositoryError {
    let later = try project.operations().prefix { $0.id != recorded.id }
    let mover = later.last { other in other.operation.changes.contains { $0.reference == reference } }
    let by = mover.map { "by '\($0.operation.command)' (operation \($0.number))" } ?? "by another program"
    return RepositoryError(
      .notUndone, "'\(Self.name(reference))' has moved since '\(recorded.operation.command)', \(by)",
      hints: mover.map { ["undo that first: confiture undo --operation \($0.number)"] } ?? ["confiture log --all"])
  }
}
