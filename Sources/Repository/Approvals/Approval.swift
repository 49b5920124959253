package import GitStore
package import History

/// One signed word of a person on a plan: that it may run, or that it may not any more.
package struct Approval: Sendable, Equatable {
  package enum Word: String, Sendable, CaseIterable {
    case approve
    /// Takes back what the same person said before.
    case revoke
  }

  package var word: Word
  /// The id of the plan, which the signature is about.
  package var planID: String
  /// The plan as JSON, for those who look at it later.
  package var plan: String
  /// As `ssh-keygen -Y sign` writes it.
  package var signature: String
  /// Who says to have signed; who did is what the signature tells.
  package var signer: Author
  package var date: CommitDate
  /// Where it is stored; `nil` as long as it is not.
  package var commit: ObjectID?

  package init(
    _ word: Word, planID: String, plan: String, signature: String, signer: Author, date: CommitDate
  ) {
    self.word = word
    self.planID = planID
    self.plan = plan
    self.signature = signature
    self.signer = signer
    self.date = date
  }

  /// What is signed: `approve` or `revoke` and the plan's id, then the moment, each on a line.
  ///
  /// With the moment in it, a word that was taken back cannot be brought in again.
  package static func message(_ word: Word, planID: String, date: CommitDate) -> String {
    "\(word.rawValue) \(planID)\n\(CommitDate(seconds: date.seconds).text)\n"
  }

  /// What its signature is about.
  package var message: String { Self.message(word, planID: planID, date: date) }
}
