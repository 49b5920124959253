internal import Diagnostics
package import GitStore
internal import Glibc

/// The chains of outcomes, one for each target: `refs/confiture/outcomes/<target>`.
///
/// A chain only grows; see ``RecordChain`` for chains that grew in two places. The first parent of an outcome's commit is the outcome before it, the last one the version
/// that was reached; the first outcome of a chain has only the latter, and an empty database has none.
package struct Outcomes: Sendable {
  package typealias Link = (commit: ObjectID, outcome: Outcome)

  private let store: ObjectStore

  package init(_ store: ObjectStore) { self.store = store }

  private enum Entry {
    static let outcome = "outcome.json"
    static let plan = "plan.json"
    static let log = "log.txt"
  }

  /// Adds an outcome to the chain of a target; when another command adds one at the same time, after it.
  ///
  /// - Parameters:
  ///   - outcome: What became of the run.
  ///   - target: The name of the target.
  ///   - plan: The plan as JSON.
  ///   - log: What was printed.
  ///   - others: What else its tree holds, told the outcome before it.
  /// - Returns: The commit that holds the outcome.
  /// - Throws: ``GitError`` when the repository cannot be written, ``HistoryError`` for an impossible name.
  @discardableResult
  package func append(
    _ outcome: Outcome, to target: String, plan: String? = nil, log: String? = nil,
    beside others: (_ previous: ObjectID?) throws -> [TreeEntry] = { _ in [] }
  ) throws -> ObjectID {
    try ConfitureReference.checkName(target, of: "target")
    let reference = ConfitureReference.outcome(target)
    var attempts = 0
    while true {
      let previous = try store.resolveReference(reference)
      let commit = try write(outcome, after: previous, plan: plan, log: log, others)
      do throws(GitError) {
        try store.update(
          reference, to: commit, expecting: previous.map(ExpectedTarget.exactly) ?? .absent,
          message: outcome.result.rawValue)
        return commit
      } catch {
        attempts += 1
        guard error.kind == .refused || error.kind == .busy, attempts < 50 else { throw error }
        usleep(2_000)
      }
    }
  }

  /// The commit of an outcome, stored but not yet in the chain.
  package struct Prepared: Sendable {
    package let commit: ObjectID
    fileprivate let previous: ObjectID?
  }

  /// Stores what ``publish(_:of:to:)`` adds to the chain; without that, nothing refers to it.
  ///
  /// - Throws: ``GitError`` when the repository cannot be written, ``HistoryError`` for an impossible name.
  package func prepare(_ outcome: Outcome, for target: String) throws -> Prepared {
    try ConfitureReference.checkName(target, of: "target")
    let previous = try store.resolveReference(ConfitureReference.outcome(target))
    return Prepared(commit: try write(outcome, after: previous, plan: nil, log: nil), previous: previous)
  }

  /// Adds a prepared outcome to the chain; when another command has added one meanwhile, prepares it anew.
  @discardableResult
  package func publish(_ prepared: Prepared, of outcome: Outcome, to target: String) throws -> ObjectID {
    do throws(GitError) {
      try store.update(
        ConfitureReference.outcome(target), to: prepared.commit,
        expecting: prepared.previous.map(ExpectedTarget.exactly) ?? .absent, message: outcome.result.rawValue)
      return prepared.commit
    } catch {
      guard error.kind == .refused || error.kind == .busy else { throw error }
    }
    return try append(outcome, to: target)
  }

  private func write(
    _ outcome: Outcome, after previous: ObjectID?, plan: String?, log: String?,
    _ others: (_ previous: ObjectID?) throws -> [TreeEntry] = { _ in [] }
  ) throws -> ObjectID {
    try store.batch {
      let texts = [(Entry.outcome, outcome.jsonText), (Entry.plan, plan), (Entry.log, log)]
      let entries = try texts.compactMap { name, text in
        try text.map { TreeEntry(mode: .blob, name: name, id: try store.writeBlob(Array($0.utf8))) }
      }
      let reached = outcome.to.flatMap { store.contains($0) ? $0 : nil }
      var author = Author(outcome.by)
      if author.name.isEmpty { author.name = "unknown" }
      let signature = author.signature(at: CommitDate(seconds: Int64(outcome.ended.rounded(.down))))
      return try store.writeCommit(
        tree: store.writeTree(entries + others(previous)), parents: [previous, reached].compactMap { $0 },
        author: signature,
        committer: signature, message: Self.message(outcome))
    }
  }

  private static func message(_ outcome: Outcome) -> String {
    let version = outcome.toName ?? outcome.to?.short() ?? "an empty database"
    var text = "\(outcome.target) at \(version): \(outcome.result.rawValue)\n\n"
    if let error = outcome.error { text += "\(error)\n\n" }
    text += "Run: \(outcome.run)\n"
    return String(text.map { $0 == "\0" ? " " : $0 })
  }

  /// Returns the outcomes of a target, newest first.
  package func chain(of target: String, limit: Int = .max) throws -> [Link] {
    guard limit > 0, let tip = try newest(of: target) else { return [] }
    var links: [Link] = []
    try RecordChain(store).walk(from: tip) { commit in
      guard let text = try text(Entry.outcome, of: commit.id) else { return false }
      links.append((commit.id, try Outcome(jsonText: text)))
      return links.count < limit
    }
    return links
  }

  /// The commit of the newest outcome; of an environment of many tenants, that of its newest rollout.
  package func newest(of target: String) throws -> ObjectID? {
    try store.resolveReference(ConfitureReference.outcome(target))
      ?? store.resolveReference(ConfitureReference.outcome(FleetOutcomes.chain(of: target)))
  }

  /// Returns the newest outcome of a target.
  package func latest(of target: String) throws -> Link? { try chain(of: target, limit: 1).first }

  /// Returns the names of the targets that have outcomes, sorted.
  package func targets() throws -> [String] {
    try store.references(prefix: ConfitureReference.outcomes).map {
      FleetOutcomes.environment(ofChain: String($0.name.dropFirst(ConfitureReference.outcomes.count)))
    }
  }

  /// Returns the log that was stored with an outcome.
  package func log(of commit: ObjectID) throws -> String? { try text(Entry.log, of: commit) }

  /// Returns the plan that was stored with an outcome.
  package func plan(of commit: ObjectID) throws -> String? { try text(Entry.plan, of: commit) }

  private func text(_ name: String, of commit: ObjectID) throws -> String? {
    let entries = try store.readTree(store.readCommit(commit).tree)
    return try entries.first { $0.name == name }.map {
      String(decoding: try store.readBlob($0.id), as: UTF8.self)
    }
  }
}
