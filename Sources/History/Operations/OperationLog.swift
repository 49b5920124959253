package import GitStore

/// The chain of operations of this repository: `refs/confiture/operations`, local only.
///
/// What a reference held before stays reachable from the chain, so that it can be brought back.
package struct OperationLog: Sendable {
  private let store: ObjectStore

  package init(_ store: ObjectStore) { self.store = store }

  private static let entry = "operation.json"

  /// Adds an operation at the end of the chain.
  @discardableResult
  package func record(_ operation: Operation) throws -> ObjectID {
    var attempts = 0
    while true {
      let previous = try store.resolveReference(ConfitureReference.operations)
      let commit = try write(operation, after: previous)
      do throws(GitError) {
        try store.update(
          ConfitureReference.operations, to: commit, expecting: previous.map(ExpectedTarget.exactly) ?? .absent)
        return commit
      } catch {
        attempts += 1
        guard error.code == .referenceChanged, attempts < 20 else { throw error }
      }
    }
  }

  private func write(_ operation: Operation, after previous: ObjectID?) throws -> ObjectID {
    try store.batch {
      let blob = try store.writeBlob(Array(operation.jsonText.utf8))
      var parents = previous.map { [$0] } ?? []
      for before in operation.changes.compactMap(\.before) where !parents.contains(before) {
        if try store.kind(of: before) == .commit { parents.append(before) }
      }
      let signature = operation.author.signature(at: operation.date)
      return try store.writeCommit(
        tree: store.writeTree([TreeEntry(mode: .blob, name: Self.entry, id: blob)]), parents: parents,
        author: signature, committer: signature, message: "\(operation.command)\n")
    }
  }

  /// Returns the newest operations, newest first.
  package func operations(limit: Int = .max) throws -> [Operation] { try entries(limit: limit).map(\.operation) }

  /// Returns the newest operations with the commits that hold them, newest first.
  package func entries(limit: Int = .max) throws -> [(id: ObjectID, operation: Operation)] {
    var next = try store.resolveReference(ConfitureReference.operations)
    var entries: [(id: ObjectID, operation: Operation)] = []
    while let id = next, entries.count < limit {
      let commit = try store.readCommit(id)
      guard let entry = try store.readTree(commit.tree).first(where: { $0.name == Self.entry }) else { break }
      entries.append(
        (id, try Operation(jsonText: String(decoding: try store.readBlob(entry.id), as: UTF8.self))))
      next = commit.parents.first
    }
    return entries
  }
}

/// What the references held in the past, by going back through the operations.
package struct ReferencePast: Sendable {
  private let operations: [Operation]
  private let branch: String
  private let current: [String: ObjectID]

  /// - Parameters:
  ///   - operations: Newest first.
  ///   - branch: The branch of the workspace now.
  ///   - references: What the references hold now.
  package init(operations: [Operation], branch: String, references: [String: ObjectID]) {
    self.operations = operations
    self.branch = branch
    current = references
  }

  /// Returns the value of a reference so many changes ago; `refs/confiture/HEAD` follows the workspace's branch.
  package func value(of reference: String, back: Int) -> ObjectID? {
    var values: [ObjectID?] = []
    rewind { _, value in
      let now = value(reference)
      if values.isEmpty || values[values.count - 1] != now { values.append(now) }
      return values.count <= back
    }
    return back < values.count ? values[back] : nil
  }

  /// Returns the value that a reference had at a moment.
  package func value(of reference: String, at moment: CommitDate) -> ObjectID? {
    var result: ObjectID?
    rewind { undone, value in
      result = value(reference)
      // All operations after the moment have been undone as soon as the next one is not after it.
      return undone < operations.count && operations[undone].date.seconds > moment.seconds
    }
    return result
  }

  /// Returns the branch before so many switches.
  package func previousBranch(_ number: Int) -> String? {
    let switches = operations.compactMap(\.switched)
    return number >= 1 && number <= switches.count ? switches[number - 1].from : nil
  }

  /// Shows the state now, then the one before each operation, until the closure has seen enough.
  private func rewind(_ isUnfinished: (_ undone: Int, _ value: (String) -> ObjectID?) -> Bool) {
    var values = current
    var branch = branch
    func value(_ reference: String) -> ObjectID? {
      values[reference == ConfitureReference.head ? ConfitureReference.head(branch) : reference]
    }
    guard isUnfinished(0, value) else { return }
    for (index, operation) in operations.enumerated() {
      for change in operation.changes { values[change.reference] = change.before }
      if let switched = operation.switched { branch = switched.from }
      guard isUnfinished(index + 1, value) else { return }
    }
  }
}
