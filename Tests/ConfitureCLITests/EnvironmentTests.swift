import Postgres
import Processes
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct EnvironmentTests {
  @Test func `a version goes from staging to production`() throws {
    let stages = try Stages()
    var story = Story(stages.sandbox)
    story.run("promote", "staging", "production")
    story.run("switch", "--create", "hotfix", "production")
    story.run("deploy", "staging", "--yes")
    story.run("promote", "HEAD~1", "staging")
    story.run("deploy", "staging", "--yes")
    story.run("promote", "staging..production", "--check")
    story.run("promote", "staging", "production")
    story.run("promote", "staging", "production")
    story.run("deploy", "production", "--plan")
    story.run("deploy", "production", "--yes")
    story.run("deploy", "production")
    story.run("status", "--environments")
    story.run("tag", "v1", "HEAD~1")
    story.run("tag")
    story.run("log", "--graph", "--oneline")
    try story.expect("environments/promote")
  }

  @Test func `revisions tell where an environment should be, is, and was`() throws {
    let stages = try Stages()
    let sandbox = stages.sandbox
    for revision in ["HEAD~2", "HEAD~1"] {
      try stages.stage(revision)
      sandbox.run("promote", "staging", "production")
      sandbox.run("deploy", "production", "--yes")
    }
    try stages.stage()
    sandbox.run("promote", "staging", "production")
    try stages.connect("production").script("ALTER TABLE users ADD COLUMN phone text")
    func id(_ revision: String) -> String { sandbox.run("rev-parse", revision).output }
    #expect(id("production") == id("main"))
    #expect(id("production@{db}") == id("HEAD~1"))
    #expect(id("production@{0}") == id("HEAD~1"))
    #expect(id("production@{1}") == id("HEAD~2"))
    #expect(id("production@{2026-02-02T09:09:00Z}") == id("HEAD~2"))
    #expect(id("production@{1 minute ago}") == id("HEAD~1"))
    #expect(sandbox.run("rev-parse", "production@{2026-01-15}").exit == 2)
    var story = Story(sandbox)
    story.run("log", "--oneline", "production@{db}..main")
    story.run("diff", "production@{1}", "production", "--stat")
    story.run("diff", "production@{db}", "production@{live}", "--stat")
    story.run("log", "production", "--oneline")
    let log = sandbox.run("log", "production", "--oneline").output.split(separator: "\n").map { String($0.prefix(7)) }
    for (number, commit) in log.enumerated() { story.mask(commit, as: "$OUTCOME\(number)") }
    story.run("status", "--environments")
    story.run("deploy", "production", "--yes")
    try story.expect("environments/revisions")
  }

  @Test func `an environment only goes forwards`() throws {
    let stages = try Stages()
    try stages.stage()
    stages.sandbox.run("promote", "staging", "production")
    let before = try stages.sandbox.state()
    var story = Story(stages.sandbox)
    story.run("promote", "HEAD~2", "staging")
    story.run("promote", "main", "production")
    story.run("promote", "staging")
    story.run("promote", "staging", "prodution")
    story.run("promote", "HEAD~1", "staging", "--override", "forwards", "--because", "I may")
    story.run("promote", "HEAD~1", "staging", "--override", "risk")
    story.run("promote", "HEAD~1", "staging", "--override", "rsik", "--because", "x")
    story.run("promote", "main", "staging", "--expect", "HEAD~1")
    try story.expect("environments/refusals")
    #expect(try stages.sandbox.state() == before)
  }

  /// A check, settings of production under which it fails, and what lets it pass.
  static let failures: [(check: String, settings: [String])] = [
    ("source", []), ("soak", ["soak: 1d"]), ("drift", []), ("risk", ["allowed_risk: low"]),
    ("window", ["window: tue-sun 00:00-24:00"]),
  ]

  @Test func `each rule of a promotion fails and passes`() throws {
    let stages = try Stages(migrations: Shop.line + [Shop.cleanup])
    let sandbox = stages.sandbox
    try stages.stage()
    func results(_ more: String...) throws -> [String: String] {
      let run = sandbox.run(["promote", "staging", "production", "--check", "--format", "json"] + more)
      try #require([0, 1].contains(run.exit), "\(run)")
      let found = run.output.matches(
        of: /"check": "([a-z]+)",\s+"detail": "[^\n]*",\s+"hints": \[[^\]]*\],\s+"result": "([a-z-]+)"/)
      return Dictionary(uniqueKeysWithValues: found.map { (String($0.1), String($0.2)) })
    }
    let before = try sandbox.state()
    let all = try results()
    #expect(all["source"] == "passed" && all["drift"] == "passed" && all["plan"] == "passed")
    #expect(all["soak"] == "not-needed" && all["window"] == "not-needed" && all["approvals"] == "not-needed")
    #expect(try sandbox.state() == before)

    try stages.configure(production: ["soak: 1d", "allowed_risk: low", "window: tue-sun 00:00-24:00"])
    let strict = try results()
    for check in ["soak", "risk", "window"] { #expect(strict[check] == "failed", "\(check)") }
    #expect(try results("--override", "soak", "--because", "urgent")["soak"] == "overridden")
    let refused = sandbox.run("promote", "staging", "production")
    #expect(refused.exit == 4 && refused.errors.contains("Hint: once it was talked about: --override risk"))

    try stages.configure(
      production: ["soak: 5min", "allowed_risk: medium", "window: [mon 09:00-17:00, sat 10:00-11:00 Europe/Berlin]"])
    let lenient = try results()
    for check in ["soak", "risk", "window"] { #expect(lenient[check] == "passed", "\(check)") }

    try stages.connect("staging").script("CREATE INDEX by_hand ON users (name)")
    #expect(try results()["drift"] == "failed")
    try stages.connect("staging").script("DROP INDEX by_hand")
    #expect(try results()["drift"] == "passed")

    sandbox.run("checkout", "HEAD~1", "--target", "staging", "--yes")
    #expect(try results()["source"] == "failed")
    sandbox.run("deploy", "staging", "--yes")
    #expect(try results()["source"] == "passed")
    // Going away and back begins the time anew.
    try stages.configure(production: ["soak: 5min"])
    #expect(try results()["soak"] == "failed")
  }

  @Test func `an override is recorded with its reason`() throws {
    let stages = try Stages(production: ["window: tue 00:00-24:00"])
    try stages.stage()
    let sandbox = stages.sandbox
    var story = Story(sandbox)
    story.run("promote", "staging", "production")
    story.run("promote", "staging", "production", "--override", "window", "--because", "INC-7")
    story.run("deploy", "production", "--yes")
    story.run("deploy", "production", "--yes", "--override", "window", "--because", "INC-7")
    try story.expect("environments/override")
    let operations = try sandbox.program("git", "log", "--format=%s", "refs/confiture/operations").outputText
    #expect(operations.contains("promote staging production --override window --because 'INC-7'"))
    let outcome = try sandbox.program("git", "show", "refs/confiture/outcomes/production:outcome.json").outputText
    #expect(outcome.contains("\"reason\": \"INC-7\""))
    #expect(outcome.contains("\"result\": \"overridden\""))
  }

  @Test func `of two promotions at once one is told that the environment has moved`() throws {
    let stages = try Stages()
    try stages.stage("HEAD~2")
    let holder = try stages.connect("staging")
    try holder.script("BEGIN; LOCK TABLE confiture.head IN ACCESS EXCLUSIVE MODE")
    let script = ["HEAD~1", "main"].enumerated().map { number, revision in
      "(confiture promote \(revision) staging; echo $? > ../exit\(number)) > ../output\(number) 2>&1 &"
    }
    #expect(try stages.sandbox.shell("mkdir run; cd run; " + script.joined(separator: " ")).isSuccess)
    let isWaiting = try eventually {
      try stages.connect("production").query(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE application_name = 'confiture plan' AND wait_event_type = 'Lock' AND datname = \(stages.database("staging"))
        """
      ).int(0, 0) == 2
    }
    #expect(isWaiting)
    try holder.script("COMMIT")
    let folder = stages.sandbox.folder
    let hasEnded = eventually { (0...1).allSatisfy { (try? folder.read("exit\($0)").hasSuffix("\n")) == true } }
    try #require(hasEnded)
    let ends = try (0...1).map { (exit: try folder.read("exit\($0)"), output: try folder.read("output\($0)")) }
    #expect(Set(ends.map(\.exit)) == ["0\n", "4\n"], "\(ends)")
    let loser = try #require(ends.first { $0.exit == "4\n" })
    #expect(loser.output.contains("error: 'staging' was moved meanwhile: it is at"))
    #expect(loser.output.contains("Hint: then repeat the command"))
  }
}
