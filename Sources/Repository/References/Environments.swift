internal import Diagnostics
package import GitStore
package import History

/// The versions that environments should be at: references below `refs/confiture/environments/`.
package struct Environments: Sendable {
  package typealias Entry = (name: String, version: ObjectID)

  private let store: ObjectStore
  private let updates: RecordedUpdates

  /// - Parameters:
  ///   - store: The repository.
  ///   - operation: The command that moves environments, noted in the operation log; without it nothing is noted.
  package init(_ store: ObjectStore, recording operation: Operation? = nil) {
    self.store = store
    updates = RecordedUpdates(store: store, operation: operation)
  }

  /// All environments that have a version, sorted by name.
  package func list() throws -> [Entry] {
    try store.references(prefix: ConfitureReference.environments).map { reference, id in
      (String(reference.dropFirst(ConfitureReference.environments.count)), id)
    }
  }

  /// The version that an environment should be at; `nil` when nothing was promoted to it yet.
  package func version(of name: String) throws -> ObjectID? {
    try ConfitureReference.checkName(name, of: "environment")
    return try store.resolveReference(ConfitureReference.environment(name))
  }

  /// Moves an environment, if it is where the caller saw it; whether the way leads forwards is the caller's business.
  ///
  /// - Throws: ``RepositoryError`` with `environmentMoved` when another command was faster.
  package func move(_ name: String, from old: ObjectID?, to new: ObjectID) throws {
    try ConfitureReference.checkName(name, of: "environment")
    try ReferenceCheck(store).isVersion(new)
    let reference = ConfitureReference.environment(name)
    do {
      try updates.apply([
        ReferenceUpdate(reference, to: new, expecting: old.map(ExpectedTarget.exactly) ?? .absent)
      ])
    } catch let error as RepositoryError where error.code == .branchMoved {
      throw Self.moved(name, from: old, to: try store.resolveReference(reference))
    }
  }

  /// Somebody else moved an environment after it was looked at.
  package static func moved(_ name: String, from old: ObjectID?, to now: ObjectID?) -> RepositoryError {
    let before = old?.short() ?? "no version"
    return RepositoryError(
      .environmentMoved, "'\(name)' was moved meanwhile: it is at \(now?.short() ?? "no version"), not at \(before)",
      hints: ["look at what came: confiture log \(name)", "then repeat the command"])
  }
}
