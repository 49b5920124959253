internal import Diagnostics
package import GitStore
internal import History

/// The approvals of plans: a chain of commits for each, `refs/confiture/approvals/<plan id>`.
///
/// Each commit holds one word of one person: `plan.json`, `signer`, and `signature` or `revocation`.
package struct Approvals: Sendable {
  private let store: ObjectStore

  package init(_ store: ObjectStore) { self.store = store }

  private enum Entry {
    static let plan = "plan.json"
    static let signer = "signer"
    static let approval = "signature"
    static let revocation = "revocation"
  }

  /// Adds a word to the chain of its plan; when another command adds one at the same time, after it.
  @discardableResult
  package func append(_ approval: Approval) throws -> ObjectID {
    let reference = ConfitureReference.approval(approval.planID)
    try ConfitureReference.checkName(approval.planID, of: "plan")
    var attempts = 0
    while true {
      let previous = try store.resolveReference(reference)
      let commit = try write(approval, after: previous)
      do throws(GitError) {
        try store.update(
          reference, to: commit, expecting: previous.map(ExpectedTarget.exactly) ?? .absent,
          message: approval.word.rawValue)
        return commit
      } catch {
        attempts += 1
        guard error.kind == .refused || error.kind == .busy, attempts < 50 else { throw error }
      }
    }
  }

  private func write(_ approval: Approval, after previous: ObjectID?) throws -> ObjectID {
    try store.batch {
      let name = approval.word == .approve ? Entry.approval : Entry.revocation
      let texts = [
        (Entry.plan, approval.plan), (Entry.signer, approval.signer.text + "\n"), (name, approval.signature),
      ]
      let entries = try texts.map { name, text in
        TreeEntry(mode: .blob, name: name, id: try store.writeBlob(Array(text.utf8)))
      }
      let signature = approval.signer.signature(at: approval.date)
      return try store.writeCommit(
        tree: store.writeTree(entries), parents: previous.map { [$0] } ?? [], author: signature, committer: signature,
        message: "\(approval.word.rawValue) \(approval.planID)\n")
    }
  }

  /// What was said about a plan, oldest first.
  ///
  /// - Throws: ``RepositoryError`` with `malformedApproval` when a commit of the chain is no approval.
  package func chain(of planID: String) throws -> [Approval] {
    guard ConfitureReference.isValidName(planID) else { return [] }
    var pending = [try store.resolveReference(ConfitureReference.approval(planID))].compactMap { $0 }
    var seen: Set<ObjectID> = []
    var approvals: [Approval] = []
    // Two chains that were written apart are joined by a commit without a word of its own.
    while let id = pending.popLast() {
      guard seen.insert(id).inserted else { continue }
      let commit = try store.readCommit(id)
      pending += commit.parents
      if let approval = try read(commit, planID) { approvals.append(approval) }
    }
    return approvals.sorted { left, right in
      let (first, second) = (left.date.seconds, right.date.seconds)
      // A word that takes back comes last among those of one moment: what is in doubt does not count.
      return first != second ? first < second : left.word == .approve && right.word == .revoke
    }
  }

  /// The ids of plans that somebody approved, sorted.
  package func plans() throws -> [String] {
    try store.references(prefix: ConfitureReference.approvals).map {
      String($0.name.dropFirst(ConfitureReference.approvals.count))
    }
  }

  private func read(_ commit: Commit, _ planID: String) throws -> Approval? {
    let entries = try store.readTree(commit.tree)
    if try RecordChain(store).isJoin(commit) { return nil }
    func text(_ name: String) throws -> String? {
      try entries.first { $0.name == name }.map { String(decoding: try store.readBlob($0.id), as: UTF8.self) }
    }
    let approved = try text(Entry.approval)
    guard let signature = try approved ?? text(Entry.revocation), let plan = try text(Entry.plan) else {
      throw RepositoryError(
        .malformedApproval, "the commit \(commit.id.short()) of the approvals of \(planID.prefix(12)) is none",
        hints: ["git show \(commit.id.hex)", "confiture fsck"])
    }
    var approval = Approval(
      approved == nil ? .revoke : .approve, planID: planID, plan: plan, signature: signature,
      signer: Author(name: commit.author.name, email: commit.author.email),
      date: CommitDate(seconds: commit.author.when, offset: commit.author.offset))
    approval.commit = commit.id
    return approval
  }
}
