package import GitStore

/// What resolving a revision needs to know, beside the history.
package protocol RevisionContext {
  var store: ObjectStore { get }
  var index: HistoryIndex { get }
  /// The branch of the workspace.
  var currentBranch: String { get }
  /// Names of the targets that are configured.
  var configuredTargets: [String] { get }
  /// The moment that `@{yesterday}` counts from.
  var now: CommitDate { get }
  /// What the registry of a target says: `nil` for an empty database.
  ///
  /// The target may be at a version that no reference reaches; it is then read from the repository, if it is there.
  func registryVersion(of target: String) throws -> ObjectID?
}

/// What a revision names.
package enum ResolvedRevision: Sendable, Equatable {
  case version(ObjectID)
  /// A tree and the path in the revision that led to it, if any.
  case tree(ObjectID, path: String?)
  case file(ObjectID, path: String)
  /// The schema that a target has now, to be introspected.
  case live(target: String)
  /// A target without any version.
  case nothing(target: String)
}
