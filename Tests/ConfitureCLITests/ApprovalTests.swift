import GitStore
import History
import Postgres
import Processes
import Repository
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct ApprovalTests {
  private static let settings = ["approvals: 2", "allowed_signers: db/allowed_signers"]

  /// Staging is deployed; production asks for the approvals of two of Ada, Bob and Cid.
  private func team() throws -> Stages {
    let stages = try Stages(production: Self.settings)
    let keys = try ["ada", "ada2", "bob", "cid", "eve"].map { ($0, try stages.makeKey($0)) }
    let line = Dictionary(uniqueKeysWithValues: keys)
    try stages.allow([
      "ada@example.org namespaces=\"confiture\" \(line["ada"] ?? "")", "ada@example.org \(line["ada2"] ?? "")",
      "bob@example.org \(line["bob"] ?? "")", "cid@example.org valid-before=\"20260101\" \(line["cid"] ?? "")",
    ])
    try stages.stage("HEAD~1")
    return stages
  }

  @Test func `a plan runs once enough people have signed it`() throws {
    let stages = try team()
    let sandbox = stages.sandbox
    var story = Story(sandbox)
    story.run("promote", "staging", "production")
    story.note(stages.approve(with: "ada"))
    story.note(stages.approve(with: "ada2"))
    story.run("approve", "--list", "production")
    story.run("promote", "staging", "production")
    story.note(stages.approve(with: "eve"))
    story.note(stages.approve(with: "cid"))
    story.run("approve", "production")
    story.note(stages.approve(with: "nobody"))
    story.note(stages.approve(with: "bob"))
    story.run("promote", "staging", "production")
    story.run("deploy", "production", "--yes", "--require", "3")
    story.run("deploy", "production", "--yes")
    let outcome = try sandbox.program("git", "show", "refs/confiture/outcomes/production:outcome.json").outputText
    #expect(outcome.contains(/"approved_by": \[\s+"ada@example.org",\s+"bob@example.org"\s+\]/))
    let key = try sandbox.folder.read(".git/ada.pub").split(separator: " ")[1]
    story.mask(String(key), as: "$KEY")
    try story.expect("approvals/team")
  }

  @Test func `a word is taken back, and cannot be brought in again`() throws {
    let stages = try team()
    let sandbox = stages.sandbox
    stages.approve(with: "ada")
    stages.approve(with: "bob")
    let plan = try #require(
      try sandbox.program("git", "for-each-ref", "--format=%(refname)", "refs/confiture/approvals").outputText
        .firstMatch(of: /[0-9a-f]{64}/)
    ).output
    var story = Story(sandbox)
    story.run("approve", "--revoke", "production", "--key", "\(sandbox.root)/.git/bob", "--yes")
    story.run("promote", "staging", "production", "--check")
    story.run("approve", "--list", String(plan.prefix(8)))
    try story.expect("approvals/revoked")
    // The old word of Bob, with a new date.
    let store = try ObjectStore(opening: sandbox.root)
    let approvals = Approvals(store)
    var old = try #require(try approvals.chain(of: String(plan)).filter { $0.word == .approve }.last)
    try approvals.append(old)
    old.date.seconds += 86_400
    try approvals.append(old)
    let list = sandbox.run("approve", "--list", "production")
    #expect(list.output.contains("1 approval, 2 needed"))
    #expect(list.output.contains("invalid"))
    #expect(sandbox.run("promote", "staging", "production").exit == 4)
  }

  @Test func `an approval is for one plan and one purpose`() throws {
    let stages = try team()
    let sandbox = stages.sandbox
    stages.approve(with: "ada")
    stages.approve(with: "bob")
    #expect(sandbox.run("promote", "staging", "production", "--check").exit == 0)
    // Somebody moves production: what was approved is no longer what would run.
    #expect(sandbox.run("checkout", "HEAD~2", "--target", "production", "--yes").exit == 4)
    try stages.configure()
    #expect(sandbox.run("checkout", "HEAD~2", "--target", "production", "--yes").exit == 0)
    try stages.configure(production: Self.settings)
    #expect(sandbox.run("promote", "staging", "production", "--check").exit == 1)
    // A signature that was made for something else.
    let date = CommitDate(seconds: 1_770_000_000)
    let id = String(repeating: "a", count: 64)
    let message = Approval.message(.approve, planID: id, date: date)
    try sandbox.folder.write(message, to: "message")
    #expect(
      try sandbox.program("ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", ".git/ada", "message").isSuccess)
    let keys = try KeySigner(environment: sandbox.environment)
    let signers = Array(try sandbox.folder.read("db/allowed_signers").utf8)
    func verdict(_ signature: String, _ text: String = message) throws -> KeySigner.Verdict {
      try keys.verify(signature, of: text, signers: signers, at: date.seconds)
    }
    let other = try verdict(sandbox.folder.read("message.sig"))
    guard case .invalid(let why) = other else {
      Issue.record("accepted: \(other)")
      return
    }
    #expect(why.contains("namespace"))
    let genuine = try keys.sign(message, with: "\(sandbox.root)/.git/ada")
    #expect(try verdict(genuine) == .valid(["ada@example.org"]))
    #expect(try verdict(genuine, message + " ") != .valid(["ada@example.org"]))
    let everybody = try keys.verify(
      genuine, of: message, signers: Array("*@example.org \(stages.publicKey("ada"))\n".utf8), at: date.seconds)
    #expect(everybody == .invalid("the allowed signer '*@example.org' is a pattern, not a person"))
    let expired = try keys.verify(
      genuine, of: message, signers: Array("a@b valid-before=\"20250101\" \(stages.publicKey("ada"))\n".utf8),
      at: date.seconds)
    guard case .invalid(let reason) = expired else {
      Issue.record("accepted: \(expired)")
      return
    }
    #expect(reason.contains("line 1 of the allowed signers: key has expired"))
  }

  @Test func `keys that share a name are one person's`() throws {
    let stages = try Stages()
    let store = try ObjectStore(opening: stages.sandbox.root)
    for name in ["a", "b", "c"] { try stages.makeKey(name) }
    let lines = [
      "ada@work \(try stages.publicKey("a"))", "ada@work,ada@home \(try stages.publicKey("b"))",
      "bob@work \(try stages.publicKey("c"))",
    ]
    let keys = try KeySigner(environment: stages.sandbox.environment)
    let id = String(repeating: "b", count: 64)
    for name in ["a", "b", "c"] {
      let date = CommitDate(seconds: 1_770_000_000)
      let signature = try keys.sign(
        Approval.message(.approve, planID: id, date: date), with: "\(stages.sandbox.root)/.git/\(name)")
      try Approvals(store).append(
        Approval(.approve, planID: id, plan: "{}", signature: signature, signer: Author("Ada <a@b>"), date: date))
    }
    let review = try ApprovalReview(
      Approvals(store).chain(of: id), signers: Array(lines.map { $0 + "\n" }.joined().utf8), keys: keys,
      at: 1_770_000_000)
    #expect(review.people == ["ada@home", "bob@work"])
    #expect(throws: RepositoryError.self) { try KeySigner(environment: ["PATH": "/nonexistent"]) }
  }

  @Test func `the agent signs with a key of which only the public half is there`() throws {
    let stages = try team()
    let sandbox = stages.sandbox
    let socket = "\(sandbox.root)/.git/agent"
    let started = try sandbox.program("ssh-agent", "-a", socket).outputText
    let process = try #require(started.firstMatch(of: /SSH_AGENT_PID=(\d+)/)?.1)
    let agent = ["SSH_AUTH_SOCK": socket, "SSH_AGENT_PID": String(process)]
    defer { _ = try? sandbox.program("ssh-agent", "-k", adding: agent) }
    let added = try sandbox.program("ssh-add", "-q", ".git/ada", adding: agent)
    try #require(added.isSuccess, "\(added.errorText)")
    try #require(try sandbox.program("rm", ".git/ada").isSuccess)
    let message = Approval.message(
      .approve, planID: String(repeating: "a", count: 64), date: CommitDate(seconds: 1_770_000_000))
    let keys = try KeySigner(environment: sandbox.environment.merging(agent) { $1 })
    let signature = try keys.sign(message, with: "\(sandbox.root)/.git/ada.pub")
    let verdict = try keys.verify(
      signature, of: message, signers: Array(sandbox.folder.read("db/allowed_signers").utf8), at: 1_770_000_000)
    #expect(verdict == .valid(["ada@example.org"]))
    // Without the agent nobody has the key.
    let alone = try KeySigner(environment: sandbox.environment)
    let error = try #require(throws: RepositoryError.self) {
      try alone.sign(message, with: "\(sandbox.root)/.git/ada.pub")
    }
    #expect(error.code == .signingFailed)
  }
}
