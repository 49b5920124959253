internal import Diagnostics
internal import GitStore
internal import History

/// Moves references and notes it in the operation log, so that it can be undone.
struct RecordedUpdates: Sendable {
  let store: ObjectStore
  /// The command that moves them; its changes are filled in. Without one nothing is noted.
  let operation: Operation?

  /// Makes the changes if all expectations hold, then notes what the references held before.
  func apply(_ updates: [ReferenceUpdate], head: HeadMove? = nil) throws {
    let before = try updates.map { try store.resolveReference($0.name) }
    do throws(GitError) {
      try store.updateAll(updates, message: operation?.command)
    } catch {
      throw explained(error, updates)
    }
    if let head { try store.setSymbolic(ConfitureReference.head, to: ConfitureReference.head(head.to)) }
    guard var operation else { return }
    for (update, before) in zip(updates, before) where before != update.target {
      operation.changes.append(.init(reference: update.name, before: before, after: update.target))
    }
    if let head, let from = head.from, from != head.to { operation.switched = .init(from: from, to: head.to) }
    guard !operation.changes.isEmpty || operation.switched != nil else { return }
    try OperationLog(store).record(operation)
  }

  /// The branch of the workspace before, if there was one, and after.
  struct HeadMove {
    var from: String?
    var to: String
  }

  private func explained(_ error: GitError, _ updates: [ReferenceUpdate]) -> any DiagnosedError {
    guard error.code == .referenceChanged else { return error }
    let names = updates.compactMap { ConfitureReference.shortName($0.name) }.map { "'\($0)'" }
    return RepositoryError(
      .branchMoved, "\(names.joined(separator: " or ")) was moved by another command in the meantime",
      details: error.details, hints: ["look with 'confiture log', then repeat the command"])
  }
}
