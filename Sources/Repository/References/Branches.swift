internal import Diagnostics
package import GitStore
package import History

/// The lines of migrations: references below `refs/confiture/heads/`.
package struct Branches: Sendable {
  /// A branch and the version at its tip.
  package struct Branch: Sendable, Equatable {
    package var name: String
    package var tip: ObjectID
    /// The workspace is on it.
    package var isCurrent: Bool
  }

  private let store: ObjectStore
  private let updates: RecordedUpdates

  /// - Parameters:
  ///   - store: The repository.
  ///   - operation: The command that moves branches, noted in the operation log; without it nothing is noted.
  package init(_ store: ObjectStore, recording operation: Operation? = nil) {
    self.store = store
    updates = RecordedUpdates(store: store, operation: operation)
  }

  // MARK: The branch of the workspace

  /// The branch of the workspace; `main` as long as nothing else was said.
  ///
  /// A fetch by Git copies where HEAD leads, not the name it has there: such a HEAD stands for a branch with that tip.
  /// - Returns: `nil` when the reference names something that is no branch.
  package func current() throws -> String? {
    switch try store.reference(ConfitureReference.head) {
    case .symbolic(let name) where name.hasPrefix(ConfitureReference.heads):
      String(name.dropFirst(ConfitureReference.heads.count))
    case nil: ConfitureReference.defaultBranch
    case .symbolic: nil
    case .direct(let id): try branch(withTip: id)
    }
  }

  private func branch(withTip id: ObjectID) throws -> String {
    let main = ConfitureReference.head(ConfitureReference.defaultBranch)
    let names = try store.references(prefix: ConfitureReference.heads).filter { $0.id == id }.map(\.name)
    guard let first = names.first, !names.contains(main) else { return ConfitureReference.defaultBranch }
    return String(first.dropFirst(ConfitureReference.heads.count))
  }

  /// Puts the workspace on a branch without touching its files.
  ///
  /// - Parameters:
  ///   - branch: The branch.
  ///   - start: Where it begins, for one that is made by this; one operation of the log does both.
  /// - Throws: ``RepositoryError``: there is no such branch, or the name of a new one is taken.
  package func setHead(_ branch: String, creatingAt start: ObjectID? = nil) throws {
    var updates: [ReferenceUpdate] = []
    if let start {
      try checkNew(branch, at: start)
      updates.append(ReferenceUpdate(ConfitureReference.head(branch), to: start, expecting: .absent))
    } else {
      _ = try tip(of: branch)
    }
    try self.updates.apply(updates, head: .init(from: try current(), to: branch))
  }

  // MARK: Reading

  /// All branches, sorted by name.
  package func list() throws -> [Branch] {
    let current = try current()
    return try store.references(prefix: ConfitureReference.heads).map { reference, id in
      let name = String(reference.dropFirst(ConfitureReference.heads.count))
      return Branch(name: name, tip: id, isCurrent: name == current)
    }
  }

  /// The version at the tip of a branch.
  ///
  /// - Throws: An error with similar names when there is no such branch.
  package func tip(of branch: String) throws -> ObjectID {
    try ConfitureReference.checkName(branch, of: "branch")
    if let id = try store.resolveReference(ConfitureReference.head(branch)) { return id }
    let names = try list().map(\.name)
    guard !names.isEmpty else {
      throw RepositoryError(
        .unbornBranch, "there is no branch '\(branch)': the repository has no version yet",
        hints: ["confiture new \"first migration\", then confiture commit"])
    }
    let closest = Suggestions.closest(to: branch, among: names).map { "did you mean '\($0)'?" }
    throw RepositoryError(
      .unknownBranch, "there is no branch '\(branch)'",
      hints: closest.isEmpty ? ["confiture branch lists them, confiture branch \(branch) makes it"] : closest)
  }

  // MARK: Moving

  /// Makes a branch that begins at a version.
  package func create(_ name: String, at version: ObjectID) throws {
    try checkNew(name, at: version)
    try updates.apply([ReferenceUpdate(ConfitureReference.head(name), to: version, expecting: .absent)])
  }

  /// Moves a branch on, if its tip is what the caller saw.
  ///
  /// - Parameters:
  ///   - branch: Its name; it is made when `old` is `nil`.
  ///   - old: The tip that the caller saw; `nil` for none.
  ///   - new: The new tip.
  /// - Throws: ``RepositoryError`` with `branchMoved` when another command was faster.
  package func advance(_ branch: String, from old: ObjectID?, to new: ObjectID) throws {
    try ConfitureReference.checkName(branch, of: "branch")
    let isFirst = try store.reference(ConfitureReference.head) == nil && branch == ConfitureReference.defaultBranch
    try updates.apply(
      [
        ReferenceUpdate(
          ConfitureReference.head(branch), to: new, expecting: old.map(ExpectedTarget.exactly) ?? .absent)
      ],
      head: isFirst ? .init(from: nil, to: branch) : nil)
  }

  /// Gives a branch another name; the workspace stays on it.
  package func rename(_ name: String, to newName: String) throws {
    let tip = try tip(of: name)
    try checkFree(newName)
    let isCurrent = try current() == name
    try updates.apply(
      [
        ReferenceUpdate(ConfitureReference.head(newName), to: tip, expecting: .absent),
        ReferenceUpdate(ConfitureReference.head(name), to: nil, expecting: .exactly(tip)),
      ], head: isCurrent ? .init(from: name, to: newName) : nil)
  }

  /// Deletes a branch whose versions are all reached by other names, or any branch that is not current by `force`.
  ///
  /// - Returns: The tip that it had.
  @discardableResult
  package func delete(_ name: String, force: Bool = false) throws -> ObjectID {
    let tip = try tip(of: name)
    guard try current() != name else {
      throw RepositoryError(
        .currentBranch, "the branch '\(name)' cannot be deleted: the workspace is on it",
        hints: ["confiture switch to another branch first"])
    }
    if !force { try checkMerged(name, tip) }
    try updates.apply([ReferenceUpdate(ConfitureReference.head(name), to: nil, expecting: .exactly(tip))])
    return tip
  }

  /// Refuses when versions would no longer be reached by any name.
  private func checkMerged(_ name: String, _ tip: ObjectID) throws {
    let index = try HistoryIndex.load(store)
    let others = index.references.filter { $0.name != ConfitureReference.head(name) }
    var lost = index.graph.ancestors(of: tip)
    let kept = index.graph.ancestors(of: others.map(\.version))
    for position in kept.positions { lost.remove(position) }
    guard let last = lost.positions.last else { return }
    let version = index.graph.version(at: last)
    throw RepositoryError(
      .unmergedBranch, "the branch '\(name)' has \(lost.positions.count) versions that no other name reaches",
      details: ["the newest is \(version.id.short()) '\(version.title)'"],
      hints: ["keep them under a name: confiture tag NAME \(name), or delete it with --force"])
  }

  /// Refuses a name that is taken, and a start that is no version.
  func checkNew(_ name: String, at version: ObjectID) throws {
    try checkFree(name)
    try ReferenceCheck(store).isVersion(version)
  }

  private func checkFree(_ name: String) throws {
    try ConfitureReference.checkName(name, of: "branch")
    try ReferenceCheck(store).isFree(ConfitureReference.head(name), code: .branchExists, kind: "branch")
  }
}
