internal import Diagnostics
internal import GitStore
internal import History

/// Checks the chains of approvals: that each word is one, is about the plan whose reference it hangs on, and carries a
/// signature that could be verified. Whose signatures count is asked when a plan is to run.
struct ApprovalCheck {
  let store: ObjectStore
  /// The id of the plan that a text holds; `nil` for a text that is no plan.
  let planID: (String) -> String?

  /// What is wrong with the words on a plan, the oldest first.
  func findings(of plan: String) -> [Diagnostic] {
    do {
      return try Approvals(store).chain(of: plan).flatMap { try findings(of: $0) }
    } catch {
      return [
        IntegrityFinding.unsoundApproval.diagnostic(
          "the approvals of \(plan.prefix(12)) cannot be read", because: error)
      ]
    }
  }

  private func findings(of approval: Approval) throws -> [Diagnostic] {
    guard let commit = try approval.commit.map({ try store.readCommit($0) }) else { return [] }
    let what = "the \(approval.word == .approve ? "approval" : "revocation") '\(commit.id.short())'"
    var wrong: [String] = []
    if commit.message != "\(approval.word.rawValue) \(approval.planID)\n" {
      wrong.append("its message is not about plan \(approval.planID.prefix(12)), on whose reference it is")
    }
    let told = planID(approval.plan)
    if told != approval.planID {
      wrong.append(
        told.map { "the plan stored with it is \($0.prefix(12)), not \(approval.planID.prefix(12))" }
          ?? "the plan stored with it cannot be read")
    }
    switch SignatureBlob(armored: approval.signature)?.namespace {
    case nil: wrong.append("its signature is not one of ssh-keygen's")
    case KeySigner.namespace: break
    case let other?: wrong.append("its signature was made for '\(other)'")
    }
    if commit.parents.count > 1 {
      wrong.append("it has \(commit.parents.count) parents, and a word follows one other")
    }
    return wrong.isEmpty
      ? []
      : [
        IntegrityFinding.unsoundApproval.diagnostic(
          "\(what) is not as Confiture writes them", details: wrong,
          hints: ["it counts for nothing: confiture approve --list, then have the plan approved anew"])
      ]
  }
}
