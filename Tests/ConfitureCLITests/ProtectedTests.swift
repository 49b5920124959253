import Postgres
import Processes
import Scratch
import TestSupport
import Testing

/// A protected environment: what its rules let, what they do not, and where they are read.
@Suite(.tags(.large), .timeLimit(.minutes(2))) struct ProtectedTests {
  private static let settings = [
    "protected: true", "approvals: 1", "allowed_signers: db/allowed_signers",
  ]

  private func guarded(_ settings: [String] = Self.settings, migrations: [Shop.Migration] = Shop.line) throws
    -> Stages
  {
    let stages = try Stages(production: settings, migrations: migrations)
    try stages.allow(["ada@example.org \(stages.makeKey("ada"))"])
    try stages.makeKey("eve")
    try stages.commit()
    try stages.stage()
    return stages
  }

  @Test func `what is rehearsed and approved is deployed`() throws {
    let stages = try guarded()
    var story = Story(stages.sandbox)
    story.run("checkout", "main", "--target", "production", "--yes")
    stages.approve(with: "ada")
    story.run("promote", "staging", "production", "--check")
    story.run("promote", "staging", "production")
    story.run("deploy", "production", "--yes")
    story.run("deploy", "production", "--yes")
    let outcome = try stages.sandbox.program("git", "show", "refs/confiture/outcomes/production:outcome.json")
    #expect(outcome.outputText.contains("3 steps on scratch led to the schema of 20260119-names"))
    let commit = try stages.sandbox.program("git", "rev-parse", "--short=7", "HEAD").outputText
    story.mask(String(commit.dropLast()), as: "$COMMIT")
    try story.expect("protected/deploy")
  }

  @Test func `no command goes round the rules`() throws {
    let stages = try guarded()
    let sandbox = stages.sandbox
    stages.approve(with: "ada")
    sandbox.run("promote", "staging", "production")
    sandbox.run("deploy", "production", "--yes")
    try #require(sandbox.run("rev-parse", "production@{db}").output == sandbox.run("rev-parse", "main").output)
    let address = sandbox.environment["PRODUCTION_URL"] ?? ""
    var story = Story(sandbox)
    story.run("checkout", "HEAD~1", "--target", "production", "--yes")
    let byAddress = sandbox.run("checkout", "HEAD~1", "--database", address, "--yes")
    #expect(byAddress.exit == 4)
    #expect(byAddress.errors.contains("the rules of 'production' do not let it"))
    story.run("checkout", "main", "--target", "production", "--accept-drift", "--yes")
    story.run("checkout", "main", "--target", "production", "--disposable", "--rebuild", "--yes")
    story.run("checkout", "HEAD~1", "--target", "production", "--continue")
    story.run("plan", "HEAD~1", "--target", "production", "--output", "back.plan")
    story.run("apply", "back.plan", "--yes")
    // Back by an approved plan: the environment's version stays, the database goes.
    story.run("approve", "back.plan", "--key", "\(sandbox.root)/.git/ada", "--yes")
    story.run("apply", "back.plan", "--yes")
    story.run("status", "--environments")
    let commit = try sandbox.program("git", "rev-parse", "--short=7", "HEAD").outputText
    story.mask(String(commit.dropLast()), as: "$COMMIT")
    try story.expect("protected/round")
    #expect(try sandbox.folder.read("back.plan").contains("rewind"))
    try sandbox.folder.write(
      try sandbox.folder.read("back.plan").replacing("revert", with: "apply"), to: "back.plan")
    #expect(sandbox.run("apply", "back.plan", "--yes").exit != 0)
    #expect(stages.sandbox.run("approve", "back.plan", "--yes").exit != 0)
  }

  @Test func `what the deployer edits does not hold`() throws {
    let stages = try guarded()
    let sandbox = stages.sandbox
    // Eve lets herself sign.
    try stages.allow(["ada@example.org \(stages.publicKey("ada"))", "eve@example.org \(stages.publicKey("eve"))"])
    var story = Story(sandbox)
    story.note(stages.approve(with: "eve"))
    // Eve wants no approvals.
    try stages.configure(production: ["protected: false"])
    story.run("promote", "staging", "production")
    // Eve gives the database another name.
    try sandbox.configure(
      "environments:\n  staging:\n    url_env: STAGING_URL\ntargets:\n  mine:\n    url_env: PRODUCTION_URL\n")
    story.run("checkout", "main", "--target", "mine", "--yes")
    story.run("promote", "staging", "production", "--quiet")
    try stages.configure(production: ["allowed_risk: high"])
    // Eve commits it, but nobody has taken it over: the branch that others have is what counts.
    try #require(
      try sandbox.program("git", "update-ref", "refs/remotes/origin/main", "HEAD").isSuccess
        && sandbox.program("git", "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main").isSuccess)
    try stages.commit("Rules of my own")
    story.run("promote", "staging", "production", "--quiet")
    let shared = try sandbox.program("git", "rev-parse", "--short=7", "origin/main").outputText
    story.mask(String(shared.dropLast()), as: "$COMMIT")
    try story.expect("protected/edited")
    // What others have taken over holds.
    try #require(try sandbox.program("git", "update-ref", "refs/remotes/origin/main", "HEAD").isSuccess)
    #expect(sandbox.run("promote", "staging", "production").exit == 0)
  }

  @Test func `rules that nobody has committed do not open a protected environment`() throws {
    let stages = try Stages(production: ["protected: true"])
    try stages.stage()
    let run = stages.sandbox.run("promote", "staging", "production")
    #expect(run.exit == 4)
    #expect(run.errors.contains("'production' is protected, and its rules are read from a commit"))
    #expect(run.errors.contains("Hint: git add confiture.yaml"))
  }

  @Test func `an override needs an approved plan, and a plan that fails on scratch is not run`() throws {
    let stages = try guarded(Self.settings + ["allowed_risk: low"], migrations: Shop.line + [Shop.cleanup])
    let sandbox = stages.sandbox
    let override = ["promote", "staging", "production", "--override", "risk", "--because", "INC-7"]
    let refused = sandbox.run(override)
    #expect(refused.exit == 4)
    #expect(refused.errors.contains("of a protected environment is overridden only for an approved plan"))
    stages.approve(with: "ada")
    #expect(sandbox.run(override).exit == 0)
    #expect(sandbox.run("deploy", "production", "--yes").exit == 4)
    #expect(sandbox.run("deploy", "production", "--yes", "--override", "risk", "--because", "INC-7").exit == 0)
  }

  @Test func `a plan that fails on scratch is not run`() throws {
    let stages = try guarded()
    let sandbox = stages.sandbox
    // It runs only as long as there is a certain database.
    let server = try TestServer.shared()
    let marker = "marker_\(UInt64.random(in: 0 ... .max))"
    try server.createDatabase(marker, template: nil)
    try sandbox.draft(
      "20260202-fragile", up: "SELECT 1 / count(*) FROM pg_database WHERE datname = '\(marker)';", down: "SELECT 1;")
    let sealed = sandbox.run("commit")
    try #require(sealed.exit == 0, "\(sealed)")
    try stages.stage()
    try server.dropDatabase(marker)
    stages.approve(with: "ada")
    let refused = sandbox.run("promote", "staging", "production")
    #expect(refused.exit == 4)
    #expect(refused.errors.contains("FAILED  rehearsal  'apply   20260202-fragile' fails on scratch"), "\(refused)")
    #expect(try stages.connect("production").query("SELECT to_regnamespace('confiture')").isNull(0, 0))
  }

  /// Production is at the first version, in the middle of an approved run to the third one; its window has closed.
  private func interrupted(doing steps: [String]) throws -> Stages {
    let stages = try Stages()
    let sandbox = stages.sandbox
    try stages.commit()
    try stages.stage()
    for arguments in [
      ["promote", "staging", "production"], ["checkout", "HEAD~2", "--target", "production", "--yes"],
    ] {
      let run = sandbox.run(arguments)
      try #require(run.exit == 0, "\(run)")
    }
    try stages.allow(["ada@example.org \(stages.makeKey("ada"))"])
    try stages.configure(production: Self.settings + ["window: tue 00:00-24:00"])
    try stages.commit("Rules, and a window")
    func id(_ revision: String) -> String {
      sandbox.run("rev-parse", revision).output.trimmingPrefix(" ").split(separator: "\n").first.map(String.init)
        ?? ""
    }
    let does = steps.map { "\"apply \(id($0))\"" }.joined(separator: ", ")
    let evidence =
      #"{\"environment\": \"production\", \"rules\": \"abc\", \"checks\": [], "#
      + #"\"approved_by\": [\"ada@example.org\"], \"reason\": null}"#
    let header = """
      {"run": "friday", "plan": "p", "from": null, "to": "\(id("main"))", "steps": 3, "by": "ada", "started": 1,
       "does": [\(does)], "evidence": "\(evidence)"}
      """
    try stages.connect("production").execute(
      "INSERT INTO confiture.journal (target, run, step, statement, state, about) VALUES ('', 'friday', 0, 0, 'started', \(header))"
    )
    return stages
  }

  @Test func `a run that was interrupted goes on with its own plan, although the window has closed`() throws {
    let stages = try interrupted(doing: ["HEAD~2", "HEAD~1", "main"])
    let sandbox = stages.sandbox
    let refused = sandbox.run("deploy", "production", "--yes")
    #expect(refused.exit == 4 && refused.errors.contains("window"), "\(refused)")
    let run = sandbox.run("deploy", "production", "--continue")
    #expect(run.exit == 0, "\(run)")
    #expect(run.errors.contains("note: the window of 'production' is closed"), "\(run)")
    let outcome = try sandbox.program("git", "show", "refs/confiture/outcomes/production:outcome.json").outputText
    #expect(outcome.contains(/"approved_by": \[\s+"ada@example.org"\s+\]/))
    #expect(outcome.contains("goes on with a run that was interrupted"))
    #expect(outcome.contains("the run began when its rules let it"))
  }

  @Test func `what is not left of the plan of an interrupted run is asked for like any other`() throws {
    let stages = try interrupted(doing: ["HEAD~2", "main"])
    let run = stages.sandbox.run("deploy", "production", "--continue")
    #expect(run.exit == 4, "\(run)")
    #expect(run.errors.contains("the rules of 'production' do not let it"), "\(run)")
    #expect(
      stages.sandbox.run("rev-parse", "production@{db}").output
        == stages.sandbox.run("rev-parse", "HEAD~2").output)
  }
}
