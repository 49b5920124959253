package import GitStore

/// Append-only chains of records, such as the outcomes of a target, and how two ends of one chain are joined.
///
/// A record is a commit whose first parent is the record before it; the version that it speaks of may be another
/// parent. Where two people added records at the same time, a join has both ends as its parents and holds no record
/// of its own. Joining the same ends gives the same commit everywhere, so that nobody has to join twice.
package struct RecordChain {
  private let store: ObjectStore

  package init(_ store: ObjectStore) { self.store = store }

  /// The entry that marks the tree of a join.
  private static let joinEntry = "join"

  // MARK: Reading

  /// The record parents of a commit: what comes before it in its chain.
  package func parents(of commit: Commit) throws -> [ObjectID] {
    if try isJoin(commit) { return commit.parents }
    guard let first = commit.parents.first, try isRecord(first) else { return [] }
    return [first]
  }

  package func isJoin(_ commit: Commit) throws -> Bool {
    try store.readTree(commit.tree).contains { $0.name == Self.joinEntry }
  }

  /// Everything but a version of the schema.
  private func isRecord(_ id: ObjectID) throws -> Bool {
    try !store.readTree(store.readCommit(id).tree).contains { $0.name == CommitEntry.schema }
  }

  /// Calls a closure for each record that leads to a tip, the newest first, until it returns `false`; joins are
  /// passed over.
  package func walk(from tip: ObjectID, _ visit: (Commit) throws -> Bool) throws {
    var next: ObjectID? = tip
    while let id = next {
      let commit = try store.readCommit(id)
      if try isJoin(commit) {
        for record in try ordered(from: commit) where try !visit(record) { return }
        return
      }
      guard try visit(commit) else { return }
      next = try parents(of: commit).first
    }
  }

  /// All records that a join leads to, newest first: none before a record that stands on it, else by date and id.
  private func ordered(from join: Commit) throws -> [Commit] {
    var commits: [ObjectID: Commit] = [:]
    var before: [ObjectID: [ObjectID]] = [:]
    var waiting: [ObjectID: Int] = [:]
    var stack = [join]
    while let commit = stack.popLast() {
      guard commits.updateValue(commit, forKey: commit.id) == nil else { continue }
      let parents = try parents(of: commit)
      before[commit.id] = parents
      for parent in parents {
        waiting[parent, default: 0] += 1
        if commits[parent] == nil { stack.append(try store.readCommit(parent)) }
      }
    }
    var ready = [join]
    var result: [Commit] = []
    while let index = ready.indices.max(by: { Self.isOlder(ready[$0], ready[$1]) }) {
      let commit = ready.remove(at: index)
      if try !isJoin(commit) { result.append(commit) }
      for parent in before[commit.id] ?? [] {
        waiting[parent, default: 0] -= 1
        if waiting[parent] == 0, let commit = commits[parent] { ready.append(commit) }
      }
    }
    return result
  }

  private static func isOlder(_ left: Commit, _ right: Commit) -> Bool {
    left.author.when != right.author.when ? left.author.when < right.author.when : left.id < right.id
  }

  /// Whether a record is, or leads to, the tip of a chain.
  package func contains(_ id: ObjectID, in tip: ObjectID) throws -> Bool {
    var seen: Set<ObjectID> = []
    var stack = [tip]
    while let next = stack.popLast() {
      if next == id { return true }
      guard seen.insert(next).inserted else { continue }
      stack += try parents(of: store.readCommit(next))
    }
    return false
  }

  // MARK: Joining

  /// Returns the end of a chain that has all records of two ends; one of them where it has the other's already.
  package func join(_ left: ObjectID, _ right: ObjectID) throws -> ObjectID {
    if try contains(right, in: left) { return left }
    if try contains(left, in: right) { return right }
    let ends = try [left, right].map(store.readCommit).sorted { Self.isOlder($1, $0) }
    let signature = Signature(
      name: "Confiture", email: "records@confiture.invalid", when: ends[0].author.when, offset: 0)
    return try store.batch {
      let mark = try store.writeBlob(Array("Two ends of one chain of records.\n".utf8))
      return try store.writeCommit(
        tree: store.writeTree([TreeEntry(mode: .blob, name: Self.joinEntry, id: mark)]), parents: ends.map(\.id),
        author: signature, committer: signature, message: "Join records that were made at the same time\n")
    }
  }
}
