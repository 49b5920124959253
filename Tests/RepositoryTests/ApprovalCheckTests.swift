import Diagnostics
import GitFixtures
import GitStore
import History
import Testing

@testable import Repository

@Suite struct SignatureBlobTests {
  static let genuine = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgMlO0ZXluckZKpIpo2Ste4G1B4+
    AEEw/+hQKCe4qdrl0AAAAJY29uZml0dXJlAAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1l
    ZDI1NTE5AAAAQH26tRA9QsG6aZaExCUg6CRMyCBx17OcroGb7NPoArD6p2ooQQ459FciOh
    BIJ+8771dkGHEGQPzbZMwEByWo4QE=
    -----END SSH SIGNATURE-----

    """
  static let forFiles = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgMlO0ZXluckZKpIpo2Ste4G1B4+
    AEEw/+hQKCe4qdrl0AAAAEZmlsZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUx
    OQAAAEAnoCBV2wEQuji1TIfjXI6WdrMxwZKpPQRIDOjlmiCTTSfyQf9ghK4lXZ9slUs2Jh
    AAo5LxmuVFoRBQYBqoYSME
    -----END SSH SIGNATURE-----

    """

  @Test func `a signature says what it was made for`() {
    #expect(SignatureBlob(armored: Self.genuine)?.namespace == "confiture")
    #expect(SignatureBlob(armored: Self.forFiles)?.namespace == "file")
  }

  @Test(arguments: [
    "", "approved", Self.genuine.replacing("SSH SIGNATURE", with: "PGP SIGNATURE"),
    Self.genuine.replacing("U1NIU0lH", with: "U1NIU0lI"),
    Self.genuine.replacing("BIJ+8771dkGHEGQPzbZMwEByWo4QE=\n", with: ""),
    Self.genuine.replacing("Wo4QE=", with: "Wo4QEA"), Self.genuine.replacing("BIJ+", with: "B*J+"),
    "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
  ])
  func `what has lost something is none`(text: String) { #expect(SignatureBlob(armored: text) == nil) }
}

@Suite struct ApprovalCheckTests {
  private let sample: SampleProject
  private let plan = String(repeating: "a", count: 64)

  init() throws { sample = try SampleProject() }

  /// Plans are what their id is, in these tests.
  private func findings() throws -> [Diagnostic] {
    try IntegrityCheck.run(on: sample.project, patchID: SampleProject.patchID, planID: { $0.isEmpty ? nil : $0 })
  }

  private func append(
    plan stored: String? = nil, signature: String = SignatureBlobTests.genuine, _ word: Approval.Word = .approve
  ) throws {
    try Approvals(sample.project.store).append(
      Approval(
        word, planID: plan, plan: stored ?? plan, signature: signature, signer: SampleProject.ada,
        date: SampleProject.date))
  }

  @Test func `a chain of words on a plan is sound`() throws {
    try append()
    try append(.revoke)
    #expect(try findings().isEmpty)
  }

  @Test func `a signature that is none, or is for something else, is found`() throws {
    try append(signature: "approved\n")
    try append(signature: SignatureBlobTests.forFiles)
    let found = try findings()
    #expect(found.map(\.code) == Array(repeating: IntegrityFinding.unsoundApproval.rawValue, count: 2))
    #expect(
      found.flatMap(\.details) == [
        "its signature is not one of ssh-keygen's", "its signature was made for 'file'",
      ])
    #expect(found.allSatisfy { $0.severity == .error })
  }

  @Test func `a word on another plan than that of its reference is found`() throws {
    try append(plan: String(repeating: "b", count: 64))
    try append(plan: "")
    let details = try findings().flatMap(\.details)
    #expect(
      details == [
        "the plan stored with it is bbbbbbbbbbbb, not aaaaaaaaaaaa", "the plan stored with it cannot be read",
      ])
    // An approval of one plan, hung on the reference of another.
    let other = String(repeating: "c", count: 64)
    _ = sample.git("update-ref", "-d", "refs/confiture/approvals/\(plan)")
    try append()
    _ = sample.git("update-ref", "refs/confiture/approvals/\(other)", "refs/confiture/approvals/\(plan)")
    let moved = try findings()
    #expect(moved.count == 1)
    #expect(moved[0].details.contains("its message is not about plan cccccccccccc, on whose reference it is"))
  }

  @Test func `a chain with something else in it cannot be read`() throws {
    try append()
    let tree = sample.git("rev-parse", "refs/confiture/approvals/\(plan)^{tree}")
    sample.folder.write("code\n", to: "main.c")
    _ = sample.git("add", "main.c")
    _ = sample.git("commit", "-qm", "code")
    let child = sample.git("commit-tree", "-p", "HEAD", "-m", "approve \(plan)", tree)
    _ = sample.git("update-ref", "refs/confiture/approvals/\(plan)", child)
    let found = try findings()
    #expect(found.count == 1)
    #expect(found[0].message == "the approvals of aaaaaaaaaaaa cannot be read")
  }
}
