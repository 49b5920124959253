import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct HistoryCommandTests {
  @Test func `the log draws branches and merges`() throws {
    var story = Story(try Sandbox.withMerge())
    story.run("log", "--graph", "--oneline")
    story.run("log", "--graph")
    story.run("log", "--oneline", "--reverse")
    story.run("log", "--oneline", "-n", "2")
    story.run("log", "HEAD~1..HEAD", "--oneline")
    story.run("log", "--format", "json", "-n", "1")
    try story.expect("log/merge")
  }

  @Test func `a version is shown with its migration and what it changes`() throws {
    var story = Story(try Sandbox.withHistory(Shop.lossyLine))
    story.run("show")
    story.run("show", "HEAD~1", "--no-patch")
    story.run("show", "HEAD:public.users")
    story.run("show", "HEAD:migration/down.sql")
    story.run("show", "HEAD~3:public.orders")
    story.run("show", "HEAD~1", "--format", "json")
    try story.expect("show/versions")
  }

  @Test func `versions are compared object by object`() throws {
    var story = Story(try Sandbox.withHistory(Shop.lossyLine))
    story.run("diff", "HEAD~2", "HEAD")
    story.run("diff", "HEAD~2", "HEAD", "--stat")
    story.run("diff", "HEAD~3..HEAD", "--stat")
    story.run("diff", "HEAD~1", "--format", "markdown")
    story.run("diff", "HEAD~1", "HEAD", "--format", "json")
    story.run("diff", "HEAD", "HEAD")
    story.run("diff", "HEAD", "HEAD", "--format", "markdown")
    story.run("diff", "HEAD~1", "HEAD", "--stat", "--exit-code")
    try story.expect("diff/versions")
  }

  @Test func `three dots compare with where the lines parted`() throws {
    let sandbox = try Sandbox.withHistory()
    sandbox.run("branch", "loyalty", "HEAD~1")
    sandbox.run("switch", "loyalty")
    try sandbox.draft(
      "20260203-points", up: "ALTER TABLE users ADD COLUMN points integer;",
      down: "ALTER TABLE users DROP COLUMN points;")
    sandbox.run("commit")
    var story = Story(sandbox)
    story.run("log", "--all", "--graph", "--oneline")
    story.run("diff", "main...loyalty")
    story.run("diff", "main..loyalty")
    story.run("log", "main..loyalty", "--oneline")
    try story.expect("diff/three-dots")
  }

  @Test func `branches are made, listed, switched and deleted`() throws {
    let sandbox = try Sandbox.withHistory()
    var story = Story(sandbox)
    story.run("branch")
    story.run("branch", "loyalty", "HEAD~1")
    story.run("branch", "loyalty")
    story.run("branch", "--format", "json")
    story.run("switch", "loyalty")
    story.run("status", "--no-targets")
    story.run("switch", "--create", "points")
    story.run("branch")
    story.run("branch", "--delete", "points")
    story.run("switch", "mian")
    story.run("switch", "main")
    story.run("branch", "--delete", "points")
    story.run("branch", "bad..name")
    story.run("switch", "loyalty", "HEAD~1")
    story.run("switch", "--create", "older", "main~2")
    story.run("status", "--no-targets")
    story.run("undo")
    story.run("branch")
    try story.expect("branch/life")
    #expect(throws: (any Error).self) { try sandbox.folder.read("db/migrations/20260119-names/nothing") }
    #expect(try sandbox.folder.read("db/schema/public/tables/users.sql").contains("name text"))
  }

  @Test func `switching does not lose edits`() throws {
    let sandbox = try Sandbox.withHistory()
    sandbox.run("branch", "loyalty", "HEAD~1")
    try sandbox.folder.write("-- mine\n", to: "db/migrations/20260119-names/up.sql")
    var story = Story(sandbox)
    story.run("switch", "loyalty")
    #expect(try sandbox.folder.read("db/migrations/20260119-names/up.sql") == "-- mine\n")
    story.run("switch", "loyalty", "--discard")
    story.run("status", "--no-targets")
    try story.expect("switch/edited")
  }

  @Test func `tags name releases for good`() throws {
    var story = Story(try Sandbox.withHistory())
    story.run("tag", "v1.0", "HEAD~1", "-m", "first release")
    story.run("tag", "v1.1")
    story.run("tag")
    story.run("tag", "v1.0")
    story.run("tag", "--delete", "v1.0")
    story.run("tag", "--delete", "v1.0", "--force")
    story.run("tag", "--format", "json")
    story.run("log", "--oneline")
    try story.expect("tag/life")
  }

  @Test func `revisions of every form lead to ids`() throws {
    let sandbox = try Sandbox.withHistory()
    sandbox.run("tag", "v1.0", "HEAD~1")
    let head = sandbox.run("rev-parse", "HEAD").output.dropLast()
    let change = try #require(
      sandbox.run("log", "-n", "1").output.split(separator: "\n").first { $0.hasPrefix("Change:") }?
        .split(separator: " ").last)
    var story = Story(sandbox)
    story.run("rev-parse", "main", "HEAD~1", "HEAD^", "v1.0", "main~2")
    story.run("rev-parse", "--short", "main", String(head.prefix(9)), String(change.prefix(6)), "20260119-names")
    story.run("rev-parse", "main^{schema}", "main:public.users", "v1.0:migration/up.sql")
    story.run("rev-parse", "local@{live}")
    story.run("rev-parse", "HEAD~9")
    story.run("rev-parse", "mian")
    story.run("rev-parse", "main:public.user")
    try story.expect("rev-parse/forms")
  }

  @Test func `fsck looks at objects, and deeper at every snapshot`() throws {
    let sandbox = try Sandbox.withMerge()
    var story = Story(sandbox)
    story.run("fsck")
    story.run("fsck", "--deep")
    story.run("fsck", "--format", "json")
    try story.expect("fsck/whole")
  }
}
