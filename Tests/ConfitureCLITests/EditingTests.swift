import GitStore
import History
import Postgres
import Repository
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct EditingTests {
  static let phones = Shop.Migration(
    "20260120-phones", up: "ALTER TABLE users ADD COLUMN phone text;", down: "ALTER TABLE users DROP COLUMN phone;")
  static let tags = Shop.Migration(
    "20260121-tags", up: "CREATE TABLE tags (name text PRIMARY KEY);", down: "DROP TABLE tags;")
  static let labels = Shop.Migration(
    "20260122-labels", up: "ALTER TABLE users ADD COLUMN label text;", down: "ALTER TABLE users DROP COLUMN label;")

  // MARK: amend

  @Test func `amend takes over the edited text and keeps the change id`() throws {
    let sandbox = try Sandbox.withHistory()
    var story = Story(sandbox)
    story.run("amend")
    let before = sandbox.run("log", "-n", "1", "--format", "json").output
    try sandbox.draft(
      "20260119-names", up: "ALTER TABLE users ADD COLUMN name varchar(80);", down: Shop.names.down)
    story.run("status")
    story.run("amend")
    story.run("amend", "-m", "Names of users")
    story.run("status")
    story.run("show", "--no-patch")
    try story.expect("editing/amend")
    let after = sandbox.run("log", "-n", "1", "--format", "json").output
    #expect(Self.value("change", of: before) == Self.value("change", of: after))
    #expect(Self.value("id", of: before) != Self.value("id", of: after))
    #expect(try sandbox.folder.read("db/schema/public/tables/users.sql").contains("character varying(80)"))
  }

  @Test func `what others rely on is not amended, and the local database is not others`() throws {
    let sandbox = try Sandbox.withHistory(Shop.line)
    #expect(sandbox.run("checkout", "main", "--yes").exit == 0)
    try sandbox.draft("20260119-names", up: "ALTER TABLE users ADD COLUMN name varchar(80);", down: Shop.names.down)
    #expect(sandbox.run("amend").exit == 0)
    #expect(sandbox.run("tag", "v1").exit == 0)
    var story = Story(sandbox)
    try sandbox.draft("20260119-names", up: "ALTER TABLE users ADD COLUMN name text;", down: Shop.names.down)
    story.run("amend")
    try story.expect("editing/amend-tagged")
    sandbox.run("tag", "--delete", "--force", "v1")
    #expect(sandbox.run("amend").exit == 0)
  }

  @Test func `an amended migration that fails leaves everything as it was`() throws {
    let sandbox = try Sandbox.withHistory()
    try sandbox.draft("20260119-names", up: "ALTER TABLE user ADD COLUMN name text;", down: Shop.names.down)
    let state = try sandbox.state()
    var story = Story(sandbox)
    story.run("amend")
    try sandbox.draft(
      "20260119-names", up: "ALTER TABLE users ADD COLUMN name text;", down: "SELECT 1;")
    story.run("amend")
    try story.expect("editing/amend-fails")
    try sandbox.draft("20260119-names", up: "ALTER TABLE user ADD COLUMN name text;", down: Shop.names.down)
    #expect(try sandbox.state() == state)
  }

  // MARK: rebase

  /// main: users, orders, names, tags; feature, from orders: phones, labels.
  private func diverged(_ own: [Shop.Migration] = [phones, labels]) throws -> Sandbox {
    let sandbox = try Sandbox.withHistory([Shop.users, Shop.orders])
    sandbox.run("switch", "--create", "feature")
    for migration in own {
      try sandbox.draft(migration.name, up: migration.up, down: migration.down)
      try #require(sandbox.run("commit").exit == 0)
    }
    sandbox.run("switch", "main")
    for migration in [Shop.names, Self.tags] {
      try sandbox.draft(migration.name, up: migration.up, down: migration.down)
      try #require(sandbox.run("commit").exit == 0)
    }
    sandbox.run("switch", "feature")
    return sandbox
  }

  @Test func `rebase puts the branch's own migrations on another version, proven there`() throws {
    let sandbox = try diverged()
    let changes = Self.values("change", of: sandbox.run("log", "--format", "json", "main..feature").output)
    var story = Story(sandbox)
    story.run("rebase", "main")
    story.run("log", "--graph", "--oneline", "--all")
    story.run("status")
    story.run("rebase", "main")
    story.run("fsck")
    try story.expect("editing/rebase")
    #expect(Self.values("change", of: sandbox.run("log", "--format", "json", "main..feature").output) == changes)
    let users = try sandbox.folder.read("db/schema/public/tables/users.sql")
    #expect(users.contains("name text") && users.contains("phone text") && users.contains("label text"))
  }

  @Test func `rebase leaves out what is there already, by change and by statements`() throws {
    let sandbox = try diverged([Self.phones, Shop.Migration("20260123-mine", up: Self.tags.up, down: Self.tags.down)])
    sandbox.run("switch", "main")
    #expect(sandbox.run("cherry-pick", "feature~1").exit == 0)
    sandbox.run("switch", "feature")
    var story = Story(sandbox)
    story.run("rebase", "main")
    story.run("log", "--oneline")
    try story.expect("editing/rebase-leaves-out")
  }

  @Test func `a rebase that stops goes on with what was edited`() throws {
    let sandbox = try diverged([
      Shop.Migration(
        "20260123-names", up: "ALTER TABLE users ADD COLUMN name varchar(10);",
        down: "ALTER TABLE users DROP COLUMN name;"), Self.phones,
    ])
    let state = try sandbox.state()
    var story = Story(sandbox)
    story.run("rebase", "main")
    story.run("commit")
    story.run("status")
    story.run("rebase", "--abort")
    #expect(try sandbox.state() == state)
    story.run("rebase", "main")
    try sandbox.draft(
      "20260123-names", up: "ALTER TABLE users ADD COLUMN nick varchar(10);",
      down: "ALTER TABLE users DROP COLUMN nick;")
    story.run("rebase", "--continue")
    story.run("rebase", "--continue")
    story.run("log", "--oneline")
    story.run("status")
    try story.expect("editing/rebase-continues")
  }

  @Test func `a rebase goes on without what stopped it`() throws {
    let sandbox = try diverged([
      Shop.Migration(
        "20260123-names", up: "ALTER TABLE users ADD COLUMN name varchar(10);",
        down: "ALTER TABLE users DROP COLUMN name;"), Self.phones,
    ])
    #expect(sandbox.run("rebase", "main").exit == 1)
    var story = Story(sandbox)
    story.run("rebase", "--skip")
    story.run("status")
    try story.expect("editing/rebase-skips")
  }

  @Test func `rebase refuses merges, and versions that a target has`() throws {
    var story = Story(try Sandbox.withMerge())
    story.run("rebase", "20260105-users")
    let sandbox = try diverged()
    sandbox.run("tag", "v1", "feature~1")
    story.note(sandbox.run("rebase", "main"))
    try story.expect("editing/rebase-refuses")
  }

  @Test func `the local database finds its way to a rewritten line`() throws {
    let sandbox = try diverged()
    #expect(sandbox.run("checkout", "feature", "--yes").exit == 0)
    #expect(sandbox.run("rebase", "main").exit == 0)
    let checkout = sandbox.run("checkout", "feature", "--yes")
    #expect(checkout.exit == 0, "\(checkout)")
    #expect(sandbox.run("drift").exit == 0)
  }

  @Test func `the local database finds its way to an amended migration`() throws {
    let sandbox = try Sandbox.withHistory()
    #expect(sandbox.run("checkout", "main", "--yes").exit == 0)
    try sandbox.draft("20260119-names", up: "ALTER TABLE users ADD COLUMN name varchar(80);", down: Shop.names.down)
    #expect(sandbox.run("amend").exit == 0)
    let checkout = sandbox.run("checkout", "main", "--yes")
    #expect(checkout.exit == 0, "\(checkout)")
    #expect(sandbox.run("drift").exit == 0)
  }

  // MARK: cherry-pick

  @Test func `a picked migration keeps its change id and is proven where it goes`() throws {
    let sandbox = try diverged()
    sandbox.run("switch", "main")
    var story = Story(sandbox)
    story.run("cherry-pick", "feature")
    story.run("cherry-pick", "main..feature")
    story.run("cherry-pick", "feature")
    story.run("cherry-pick")
    story.run("log", "--graph", "--oneline", "--all")
    try story.expect("editing/cherry-pick")
    let picked = sandbox.run("log", "-n", "1", "--format", "json", "main~1").output
    let original = sandbox.run("log", "-n", "1", "--format", "json", "feature").output
    #expect(Self.value("change", of: picked) == Self.value("change", of: original))
  }

  @Test func `a pick that stops has a folder to edit`() throws {
    let sandbox = try diverged([
      Shop.Migration(
        "20260123-names", up: "ALTER TABLE users ADD COLUMN name varchar(10);",
        down: "ALTER TABLE users DROP COLUMN name;")
    ])
    sandbox.run("switch", "main")
    let state = try sandbox.state()
    var story = Story(sandbox)
    story.run("cherry-pick", "feature")
    story.run("status")
    story.run("cherry-pick", "--abort")
    #expect(try sandbox.state() == state)
    sandbox.run("cherry-pick", "feature")
    try sandbox.draft(
      "20260123-names", up: "ALTER TABLE users ADD COLUMN nick varchar(10);",
      down: "ALTER TABLE users DROP COLUMN nick;")
    story.run("cherry-pick", "--continue")
    story.run("status")
    try story.expect("editing/cherry-pick-stops")
  }

  // MARK: revert

  @Test func `revert takes a migration back by its down, also below others`() throws {
    let sandbox = try Sandbox.withHistory(Shop.line + [Self.tags])
    var story = Story(sandbox)
    story.run("revert", "20260119-names")
    story.run("status")
    story.run("log", "--oneline")
    story.run("show", "--no-patch")
    story.run("diff", "--stat", "HEAD~2", "HEAD")
    story.run("revert", "20260119-names")
    story.run("revert", "HEAD")
    story.run("diff", "20260121-tags", "HEAD")
    try story.expect("editing/revert")
  }

  @Test func `revert names what needs the change`() throws {
    var story = Story(try Sandbox.withHistory(Shop.line + [Shop.spending]))
    story.run("revert", "20260119-names")
    story.run("revert", "20260127-spending", "20260119-names")
    story.run("diff", "--stat", "20260112-orders", "HEAD")
    try story.expect("editing/revert-dependents")
  }

  @Test func `revert brings no data back, and says so`() throws {
    let sandbox = try Sandbox.withHistory(
      Shop.line + [
        Shop.Migration(
          "20260128-no-names", up: "ALTER TABLE users DROP COLUMN name;",
          down: "ALTER TABLE users ADD COLUMN name text;")
      ])
    var story = Story(sandbox)
    story.run("revert", "HEAD")
    story.run("revert", "HEAD", "--allow-loss", "20260128-no-names")
    story.run("diff", "20260119-names", "HEAD")
    try story.expect("editing/revert-lossy")
  }

  @Test func `revert plans the way back where the down does not lead there`() throws {
    let sandbox = try Sandbox.withHistory(Shop.lossyLine)
    var story = Story(sandbox)
    story.run("revert", "20260126-notes")
    story.run("revert", "20260126-notes", "--allow-loss", "20260126-notes")
    story.run("diff", "20260119-names", "HEAD")
    story.run("show", "HEAD:migration/up.sql")
    try story.expect("editing/revert-planned")
  }

  @Test func `revert below a merge by scripts is planned from the schemas, or names what stands against it`() throws {
    let sandbox = try Sandbox.withHistory([
      Shop.users, .init("20260110-nick", up: "ALTER TABLE users ADD COLUMN nick text;", down: nil),
    ])
    func commit(_ length: Int, _ name: String) throws {
      try sandbox.draft(
        name, up: "ALTER TABLE users ALTER email TYPE varchar(\(length));",
        down: "ALTER TABLE users ALTER email TYPE text;")
      try #require(sandbox.run("commit").exit == 0)
    }
    sandbox.run("branch", "loyalty", "20260105-users")
    try commit(60, "20260121-short-emails")
    sandbox.run("switch", "loyalty")
    try commit(120, "20260122-long-emails")
    sandbox.run("switch", "main")
    sandbox.run("merge", "loyalty")
    sandbox.run("merge", "--resolve", "1=theirs")
    try #require(sandbox.run("merge", "--continue").exit == 0)
    #expect(sandbox.run("checkout", "main", "--yes").exit == 0)
    var story = Story(sandbox)
    story.run("revert", "20260121-short-emails")
    story.run("revert", "20260110-nick")
    story.run("show", "HEAD:migration/up.sql")
    story.run("fsck")
    try story.expect("editing/revert-below-merge")
    #expect(sandbox.run("checkout", "main", "--yes", "--allow-irreversible", "20260110-nick").exit == 0)
    #expect(sandbox.run("drift").exit == 0)
  }

  // MARK: undo

  @Test func `undo brings branches, tags and the workspace back, and says that no database moved`() throws {
    let sandbox = try Sandbox.withHistory()
    try sandbox.draft("20260121-tags", up: Self.tags.up, down: Self.tags.down)
    sandbox.run("commit")
    sandbox.run("tag", "v1")
    sandbox.run("switch", "--create", "feature")
    var story = Story(sandbox)
    story.run("operations")
    story.run("undo", "--dry-run")
    story.run("undo")
    story.run("undo")
    story.run("undo", "--operation", "4")
    story.run("undo")
    story.run("status")
    story.run("undo", "--operation", "1")
    story.run("undo", "--operation", "99")
    story.run("operations", "-n", "2")
    story.run("operations", "-n", "1", "--format", "json")
    try story.expect("editing/undo")
  }

  // MARK: squash

  @Test func `squash adds a road that is proven both ways, and databases go on`() throws {
    let sandbox = try Sandbox.withHistory(Shop.line + [Self.tags])
    #expect(sandbox.run("checkout", "20260112-orders", "--yes").exit == 0)
    var story = Story(sandbox)
    story.run("squash", "20260105-users..HEAD")
    story.run("log", "--graph", "--oneline")
    story.run("show", "HEAD:migration/up.from-2.sql")
    story.run("show", "HEAD:migration/down.to-2.sql")
    story.run("status")
    story.run("squash", "HEAD~1..HEAD")
    story.run("squash", "20260119-names")
    story.run("squash", "ROOT..HEAD", "--title", "Start here", "--format", "json")
    story.run("fsck")
    story.run("diff", "20260121-tags", "HEAD")
    try story.expect("editing/squash")
    #expect(sandbox.run("checkout", "main", "--yes").exit == 0)
    #expect(sandbox.run("drift").exit == 0)
    #expect(sandbox.run("checkout", "20260105-users", "--yes").exit == 0)
    #expect(sandbox.run("drift").exit == 0)
  }

  @Test func `a squash below the head is joined to it, and one of another branch is refused`() throws {
    let sandbox = try Sandbox.withHistory(Shop.line + [Self.tags])
    sandbox.run("branch", "older", "20260112-orders")
    var story = Story(sandbox)
    story.run("squash", "ROOT..20260112-orders", "--title", "Begin here")
    story.run("log", "--graph", "--oneline")
    story.run("fsck")
    story.run("status")
    story.run("diff", "20260121-tags", "HEAD")
    story.run("plan", "main")
    story.run("squash", "20260105-users..20260119-names", "--format", "json")
    story.run("undo")
    story.run("undo")
    story.run("log", "--oneline")
    story.run("switch", "older")
    story.run("squash", "20260105-users..main")
    story.run("merge", "main", "--check")
    try story.expect("editing/squash-below")
  }

  @Test func `a squash of migrations that write rows has their texts`() throws {
    let sandbox = try Sandbox.withHistory([
      Shop.users,
      .init(
        "20260106-seed", up: "INSERT INTO users (email) VALUES ('ada@example.org');",
        down: "DELETE FROM users WHERE email = 'ada@example.org';"), Shop.names,
    ])
    var story = Story(sandbox)
    story.run("squash", "ROOT..HEAD")
    story.run("show", "HEAD:migration/up.from-2.sql")
    story.run("show", "HEAD:migration/down.to-2.sql")
    try story.expect("editing/squash-rows")
  }

  @Test func `a squash that cannot go back is refused unless that is meant`() throws {
    let sandbox = try Sandbox.withHistory(
      [
        Shop.users,
        .init("20260106-seed", up: "INSERT INTO users (email) VALUES ('ada@example.org');", down: nil), Shop.names,
      ])
    let state = try sandbox.state()
    var story = Story(sandbox)
    story.run("squash", "ROOT..HEAD")
    #expect(try sandbox.state() == state)
    story.run("squash", "ROOT..HEAD", "--irreversible")
    try story.expect("editing/squash-irreversible")
  }

  // MARK: A hotfix

  @Test func `a database that has a picked hotfix skips it when it arrives by a merge`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users, Shop.orders])
    sandbox.run("branch", "production-line")
    for migration in [Shop.names, Self.phones] {
      try sandbox.draft(migration.name, up: migration.up, down: migration.down)
      try #require(sandbox.run("commit").exit == 0)
    }
    sandbox.run("switch", "production-line")
    #expect(sandbox.run("cherry-pick", "20260120-phones").exit == 0)
    #expect(sandbox.run("checkout", "production-line", "--yes").exit == 0)
    // The line is merged: a commit with both parents, no statements of its own, and the schema of main.
    let project = try Project.discover(from: sandbox.root, environment: sandbox.environment)
    let (ours, theirs) = (try project.branches().tip(of: "production-line"), try project.branches().tip(of: "main"))
    let merged = try project.commits.version(theirs)
    let commit = try project.commits.write(
      parents: [ours, theirs], files: project.commits.snapshotFiles(of: theirs), fingerprint: merged.fingerprint,
      title: "Merge main", author: Author(name: "Ada", email: "ada@example.org"), date: merged.date)
    try project.branches().advance("production-line", from: ours, to: commit)
    let plan = sandbox.run("checkout", "production-line", "--plan")
    #expect(plan.output.contains("apply   20260119-names"), "\(plan)")
    #expect(!plan.output.contains("phones"), "\(plan)")
    let checkout = sandbox.run("checkout", "production-line", "--yes")
    #expect(checkout.exit == 0, "\(checkout)")
    #expect(sandbox.run("drift").exit == 0)
  }

  // MARK: stash

  @Test func `what was changed by hand is put away and brought back`() throws {
    let sandbox = try Sandbox.withHistory()
    sandbox.run("checkout", "main", "--yes")
    var story = Story(sandbox)
    story.run("stash", "push")
    try sandbox.local().script("CREATE INDEX users_name ON users (name); ALTER TABLE orders ADD COLUMN note text;")
    story.run("stash", "push", "-m", "index to try")
    story.run("drift")
    story.run("stash", "list")
    story.run("stash", "show")
    story.run("checkout", "HEAD~1", "--yes", "--quiet")
    story.run("stash", "pop")
    story.run("checkout", "main", "--yes", "--quiet")
    story.run("stash", "pop")
    story.run("drift", "--stat")
    story.run("stash", "push")
    story.run("stash", "drop", "--format", "json")
    story.run("stash", "pop")
    story.run("fsck")
    try story.expect("editing/stash")
  }

  @Test(.scratchDatabase) func `a database that others use is not put away`() throws {
    let sandbox = try Sandbox.withHistory()
    try sandbox.folder.write(
      "version: 1\ntargets:\n  production:\n    url: \(Shop.address())\n", to: "confiture.yaml")
    var story = Story(sandbox)
    story.run("stash", "push", "--target", "production")
    try story.expect("editing/stash-refused")
  }

  // MARK: Support

  static func value(_ key: String, of json: String) -> String? { values(key, of: json).first }

  static func values(_ key: String, of json: String) -> [String] {
    json.split(separator: "\n").filter { $0.contains("\"\(key)\":") }.map { line in
      String(line.split(separator: ":")[1].filter { $0 != "\"" && $0 != "," && $0 != " " })
    }
  }
}
