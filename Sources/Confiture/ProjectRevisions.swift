package import GitStore
package import History

/// What resolving revisions needs to know of a project.
package struct ProjectRevisions: RevisionContext {
  package let store: ObjectStore
  package let index: HistoryIndex
  package let currentBranch: String
  package let configuredTargets: [String]
  package let now: CommitDate
  package let registry: (String) throws -> ObjectID?

  package init(
    store: ObjectStore, index: HistoryIndex, currentBranch: String, configuredTargets: [String], now: CommitDate,
    registry: @escaping (String) throws -> ObjectID?
  ) {
    self.store = store
    self.index = index
    self.currentBranch = currentBranch
    self.configuredTargets = configuredTargets
    self.now = now
    self.registry = registry
  }

  package func registryVersion(of target: String) throws -> ObjectID? { try registry(target) }
}
