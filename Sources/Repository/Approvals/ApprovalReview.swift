/// What the words on a plan are worth: which of them count, and how many people they are of.
package struct ApprovalReview: Sendable {
  /// What became of one word.
  package enum Standing: Sendable, Equatable {
    /// Of the person with these names.
    case counts([String])
    /// Taken back by the same person.
    case revoked([String])
    /// Takes back what was said before.
    case takesBack([String])
    /// Why it is worth nothing.
    case invalid(String)
  }

  package let entries: [(approval: Approval, standing: Standing)]

  /// Verifies a chain of words.
  ///
  /// - Parameters:
  ///   - chain: Oldest first.
  ///   - signers: The file of allowed signers; without one nothing counts.
  ///   - keys: Verifies.
  ///   - moment: When keys have to be valid, in seconds since 1970: now, as a date of signing could be made up.
  ///   - isGenuine: Whether the plan stored with a word is the one that its id names.
  /// - Throws: Why `ssh-keygen` cannot be run.
  package init(
    _ chain: [Approval], signers: [UInt8]?, keys: KeySigner, at moment: Int64,
    isGenuine: (Approval) -> Bool = { _ in true }
  ) throws {
    var entries: [(approval: Approval, standing: Standing)] = []
    for approval in chain {
      guard let signers else {
        entries.append((approval, .invalid("there is no file of allowed signers")))
        continue
      }
      guard isGenuine(approval) else {
        entries.append((approval, .invalid("the plan stored with it is another one")))
        continue
      }
      switch try keys.verify(approval.signature, of: approval.message, signers: signers, at: moment) {
      case .invalid(let why): entries.append((approval, .invalid(why)))
      case .valid(let names):
        guard approval.word == .revoke else {
          entries.append((approval, .counts(names)))
          continue
        }
        for index in entries.indices {
          if case .counts(let others) = entries[index].standing, !Set(others).isDisjoint(with: names) {
            entries[index].standing = .revoked(others)
          }
        }
        entries.append((approval, .takesBack(names)))
      }
    }
    self.entries = entries
  }

  /// One name of each person whose word counts, sorted: keys that share a name are one person's.
  package var people: [String] {
    var groups: [Set<String>] = []
    for case .counts(let names) in entries.map(\.standing) {
      var merged = Set(names)
      groups.removeAll { group in
        guard !group.isDisjoint(with: merged) else { return false }
        merged.formUnion(group)
        return true
      }
      groups.append(merged)
    }
    return groups.compactMap { $0.min() }.sorted()
  }
}

extension ApprovalReview {
  /// Nobody has said anything.
  package static let none = ApprovalReview(entries: [])

  private init(entries: [(approval: Approval, standing: Standing)]) { self.entries = entries }
}
