import Postgres
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct PlanCommandTests {
  @Test func `a plan is explained, rehearsed, kept and run`() throws {
    let sandbox = try Sandbox.withHistory()
    var story = Story(sandbox)
    story.run("plan", "--explain")
    story.run("plan", "--check")
    story.run("plan", "HEAD~1", "--output", "release.plan", "--quiet")
    story.show("release.plan")
    story.run("apply", "release.plan")
    story.run("apply", "release.plan")
    story.run("plan", "--format", "json")
    story.run("plan", "HEAD~1", "--check")
    try story.expect("plan/life")
  }

  @Test func `a rehearsal tells each step`() throws {
    let sandbox = try Sandbox.withHistory()
    let run = sandbox.run("plan", "--rehearse")
    #expect(run.exit == 0)
    #expect(run.output.contains("rehearsed on scratch: it leads to the schema of '20260119-names'"))
    #expect(run.output.contains(/1\. apply   20260105-users  \d+ ms/))
    sandbox.run("checkout", "HEAD~1")
    try sandbox.local().script("CREATE TABLE stray (id int)")
    #expect(sandbox.run("plan", "--rehearse").exit == 4)
    let drifted = sandbox.run("plan", "--rehearse", "--accept-drift")
    #expect(drifted.exit == 1)
    #expect(drifted.output.contains("differs: table public.stray"))
  }

  @Test(.scratchDatabase)
  func `what blocks a way is named, and a plan is refused where it does not hold`() throws {
    let sandbox = try Sandbox.withHistory(Shop.lossyLine, environment: ["SHOP_URL": Shop.address()])
    try sandbox.configure("targets:\n  staging:\n    url_env: SHOP_URL\n")
    sandbox.run("checkout", "main", "--target", "staging", "--yes")
    var story = Story(sandbox)
    story.run("plan", "HEAD~1", "--target", "staging", "--explain")
    story.run(
      "plan", "HEAD~1", "--target", "staging", "--explain", "--allow-irreversible", "20260126-notes", "--output",
      "back.plan")
    story.run("apply", "back.plan", "--target", "local")
    let text = try sandbox.folder.read("back.plan")
    try sandbox.folder.write(text.replacing("\"risk\": \"high\"", with: "\"risk\": \"low\""), to: "edited.plan")
    story.run("apply", "edited.plan", "--yes")
    try TestDatabase.run("CREATE TABLE stray (id int)")
    story.run("apply", "back.plan", "--yes")
    try TestDatabase.run("DROP TABLE stray")
    story.run("apply", "back.plan")
    story.run("apply", "back.plan", "--yes")
    story.run("apply", "nothing.plan")
    try story.expect("plan/refusals")
  }

  @Test(.scratchDatabase)
  func `planning leaves a target as it is`() throws {
    let sandbox = try Sandbox.withHistory(environment: ["SHOP_URL": Shop.address()])
    try sandbox.configure("targets:\n  staging:\n    url_env: SHOP_URL\n")
    #expect(sandbox.run("plan", "--target", "staging", "--explain", "--rehearse").exit == 0)
    #expect(try TestDatabase.column("SELECT to_regnamespace('confiture')::text") == [nil])
    #expect(try TestDatabase.column("SELECT to_regclass('public.users')::text") == [nil])
  }
}
