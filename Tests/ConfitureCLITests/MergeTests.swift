import Postgres
import Processes
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct MergeTests {
  /// Two lines that leave the same version: `main` and `loyalty`.
  private func lines(
    _ ours: Shop.Migration, _ theirs: Shop.Migration, on base: [Shop.Migration] = [Shop.users]
  ) throws -> Sandbox {
    let sandbox = try Sandbox.withHistory(base)
    sandbox.run("branch", "loyalty")
    try sandbox.draft(ours.name, up: ours.up, down: ours.down)
    try #require(sandbox.run("commit").exit == 0)
    sandbox.run("switch", "loyalty")
    try sandbox.draft(theirs.name, up: theirs.up, down: theirs.down)
    try #require(sandbox.run("commit").exit == 0)
    sandbox.run("switch", "main")
    return sandbox
  }

  private static let points = Shop.Migration(
    "20260120-points", up: "ALTER TABLE users ADD COLUMN points integer NOT NULL DEFAULT 0;",
    down: "ALTER TABLE users DROP COLUMN points;")
  private static let short = Shop.Migration(
    "20260121-short-emails", up: "ALTER TABLE users ALTER email TYPE varchar(60);",
    down: "ALTER TABLE users ALTER email TYPE text;")
  private static let long = Shop.Migration(
    "20260122-long-emails", up: "ALTER TABLE users ALTER email TYPE varchar(120);",
    down: "ALTER TABLE users ALTER email TYPE text;")

  @Test func `lines that go together become a version with two parents, and databases move on to it`() throws {
    let sandbox = try lines(Shop.names, Self.points)
    var story = Story(sandbox)
    story.run("checkout", "main", "--yes")
    let before = try sandbox.state()
    story.run("merge", "--check", "loyalty")
    #expect(try sandbox.state() == before)
    story.run("merge", "loyalty")
    story.run("log", "--graph", "--oneline")
    story.run("status", "--no-targets")
    story.run("merge", "loyalty")
    story.run("checkout", "HEAD", "--yes")
    story.run("checkout", "loyalty", "--yes")
    story.run("checkout", "main", "--yes")
    try story.expect("merge/clean")
    #expect(try sandbox.folder.read("db/schema/public/tables/users.sql").contains("name text,\n  points integer"))
    let message = try sandbox.program("git", "log", "-1", "--format=%B", "refs/confiture/heads/main").outputText
    #expect(message.contains("Merge-Proof: both orders "))
  }

  @Test func `the same merge has the same id on every machine`() throws {
    var ids: [String] = []
    for minute in 0..<2 {
      let sandbox = try lines(Shop.names, Self.points)
      for _ in 0..<minute { sandbox.run("status", "--no-targets") }
      sandbox.run("merge", "loyalty")
      ids.append(sandbox.run("rev-parse", "HEAD").output)
    }
    #expect(ids[0] == ids[1])
  }

  @Test func `a branch that has not gone on moves forward`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    sandbox.run("switch", "--create", "loyalty")
    try sandbox.draft(Self.points.name, up: Self.points.up, down: Self.points.down)
    sandbox.run("commit")
    sandbox.run("switch", "main")
    var story = Story(sandbox)
    story.run("merge", "loyalty", "--check")
    story.run("merge", "loyalty", "--ff-only")
    story.run("log", "--oneline")
    story.run("switch", "--create", "again")
    try sandbox.draft(Shop.names.name, up: Shop.names.up, down: Shop.names.down)
    story.run("commit")
    story.run("switch", "main")
    story.run("merge", "again", "--no-ff", "-m", "Names, as a line of their own")
    story.run("log", "--graph", "--oneline")
    try story.expect("merge/fast-forward")
  }

  @Test func `a conflict is stored, decided on by attribute, and sealed with a script from each side`() throws {
    let sandbox = try lines(Self.short, Self.long)
    var story = Story(sandbox)
    story.run("merge", "loyalty", "--ff-only")
    story.run("merge", "loyalty")
    story.run("status", "--no-targets")
    story.run("merge", "loyalty")
    story.run("merge", "--continue")
    story.run("merge", "--resolve", "public.users.mail=theirs")
    story.run("merge", "--resolve", "public.users.email.type=commutes")
    story.run("merge", "--resolve", "public.users.email.type=theirs")
    story.run("commit")
    story.run("merge", "--continue")
    story.run("log", "--graph", "--oneline")
    story.run("status", "--no-targets")
    try story.expect("merge/conflict")
    let folder = "db/migrations/20260202-merge-loyalty"
    #expect(try sandbox.folder.read("\(folder)/up.sql").contains("TYPE character varying(120)"))
    #expect(try sandbox.folder.read("\(folder)/migration.yaml").contains("kind: reconciliation"))
  }

  @Test func `a database on either side of a merge by scripts moves on to it, and back`() throws {
    let sandbox = try lines(Self.short, Self.long)
    sandbox.run("merge", "loyalty")
    sandbox.run("merge", "--resolve", "1=theirs")
    try #require(sandbox.run("merge", "--continue").exit == 0)
    for side in ["loyalty", "main~1", "main~1^"] {
      #expect(sandbox.run("checkout", side, "--yes").exit == 0)
      let result = sandbox.run("checkout", "main", "--yes")
      #expect(result.exit == 0, "\(result)")
      let type = try sandbox.local().query(
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'email'"
      )
      #expect(type.text(0, 0) == "character varying(120)")
    }
  }

  @Test func `a merge is taken back, and what was decided before is known the next time`() throws {
    let sandbox = try lines(Self.short, Self.long)
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.run("merge", "--abort")
    story.run("merge", "loyalty", "--format", "json")
    story.run("merge", "--resolve", "1=ours")
    story.run("merge", "--abort")
    #expect(try sandbox.state() == before)
    story.run("merge", "loyalty")
    story.run("merge", "--status")
    try story.expect("merge/abort")
  }

  @Test func `DDL of people decides as well`() throws {
    let sandbox = try lines(Self.short, Self.long)
    sandbox.run("merge", "loyalty")
    let table = try sandbox.folder.read("db/schema/public/tables/users.sql")
    try sandbox.folder.write(table.replacing("varying(60)", with: "varying(90)"), to: "users.sql")
    var story = Story(sandbox)
    story.run("merge", "--resolve", "public.users=users.sql")
    story.run("merge", "--continue")
    try story.expect("merge/authored")
    #expect(try sandbox.folder.read("db/schema/public/tables/users.sql").contains("varying(90)"))
  }

  @Test func `a pull request is told what does not go together`() throws {
    let sandbox = try lines(
      Shop.Migration(
        "20260120-view", up: "CREATE VIEW emails AS SELECT email FROM users;", down: "DROP VIEW emails;"),
      Shop.Migration(
        "20260121-no-emails", up: "ALTER TABLE users DROP COLUMN email;",
        down: "ALTER TABLE users ADD COLUMN email text NOT NULL UNIQUE;"))
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.run("merge", "--check", "loyalty", "--format", "markdown")
    story.run("merge", "--check", "loyalty", "--format", "json")
    try story.expect("merge/check")
    #expect(try sandbox.state() == before)
  }

  @Test func `rows that depend on the order are carried by the scripts, or said to commute`() throws {
    let seed = Shop.Migration(
      "20260106-seed", up: "INSERT INTO users (email) VALUES ('a@example.org');", down: "DELETE FROM users;")
    let lower = Shop.Migration(
      "20260120-lower", up: "UPDATE users SET email = lower(email);", down: "UPDATE users SET email = email;")
    let trim = Shop.Migration(
      "20260121-trim", up: "UPDATE users SET email = trim(email);", down: "UPDATE users SET email = email;")
    let sandbox = try lines(lower, trim, on: [Shop.users, seed])
    var story = Story(sandbox)
    story.run("merge", "loyalty")
    story.run("merge", "--resolve", "1=carried")
    story.run("merge", "--continue")
    let folder = "db/migrations/20260202-merge-loyalty"
    try sandbox.folder.write("UPDATE users SET email = trim(email);\n", to: "\(folder)/up.sql")
    try sandbox.folder.write("UPDATE users SET email = lower(email);\n", to: "\(folder)/up.from-2.sql")
    let manifest = try sandbox.folder.read("\(folder)/migration.yaml")
    try sandbox.folder.write(manifest + "carries: [20260120-lower, 20260121-trim]\n", to: "\(folder)/migration.yaml")
    story.run("merge", "--continue")
    try story.expect("merge/rows")

    let other = try lines(lower, trim, on: [Shop.users, seed])
    other.run("merge", "loyalty")
    #expect(other.run("merge", "--resolve", "1=commutes").exit == 0)
    let message = try other.program("git", "log", "-1", "--format=%B", "refs/confiture/heads/main").outputText
    #expect(message.contains("Commutes: 20260120-lower.rows of 20260121-trim"))
  }

  @Test func `what was edited in the workspace is kept`() throws {
    let sandbox = try lines(Shop.names, Self.points)
    var story = Story(sandbox)
    try sandbox.draft("20260130-more", up: "CREATE TABLE more (id integer);", down: "DROP TABLE more;")
    story.run("merge", "loyalty")
    story.run("merge")
    story.run("merge", "nowhere")
    try story.expect("merge/refused")
    #expect(try sandbox.folder.read("db/migrations/20260130-more/up.sql").contains("more"))
  }

  // MARK: The same on both sides

  private func columns(of table: String, in sandbox: Sandbox) throws -> [String] {
    try sandbox.local().query(
      "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(\(table)) AND attnum > 0 AND NOT attisdropped ORDER BY 1"
    ).rows.map { $0.text(0) }
  }

  @Test func `what both lines made is left out by scripts that nobody has to write`() throws {
    let twice = Shop.Migration(
      "20260121-points-and-level",
      up: "ALTER TABLE users ADD COLUMN points integer NOT NULL DEFAULT 0, ADD COLUMN level text;",
      down: "ALTER TABLE users DROP COLUMN level, DROP COLUMN points;")
    let sandbox = try lines(Self.points, twice)
    let before = try sandbox.state()
    let check = sandbox.run("merge", "--check", "loyalty")
    #expect(check.exit == 0, "\(check)")
    #expect(check.output.contains("by scripts that leave out what both sides have:\n  column public.users.points\n"))
    #expect(try sandbox.state() == before)
    let merge = sandbox.run("merge", "loyalty", "--format", "json")
    #expect(merge.exit == 0, "\(merge)")
    #expect(merge.output.contains(#""result": "reconciled""#))
    #expect(merge.errors.contains("both sides have column public.users.points: a script from each leaves it out"))
    #expect(sandbox.run("status", "--no-targets").output.contains("nothing pending"))
    for side in ["loyalty", "main~1", "main~1^"] {
      #expect(sandbox.run("checkout", side, "--yes").exit == 0)
      let result = sandbox.run("checkout", "main", "--yes")
      #expect(result.exit == 0, "\(result)")
      #expect(try Set(columns(of: "users", in: sandbox)).isSuperset(of: ["level", "points"]))
    }
  }

  @Test func `lines that began apart are merged where somebody says so, and databases of both go on`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    let other = try Sandbox.withHistory([
      Shop.Migration("20260107-stock", up: "CREATE TABLE stock (id integer PRIMARY KEY);", down: "DROP TABLE stock;")
    ])
    _ = try sandbox.program(
      "git", "fetch", "-q", other.root, "refs/confiture/heads/main:refs/confiture/heads/stock")
    var story = Story(sandbox)
    story.run("merge", "stock")
    story.run("merge", "--allow-unrelated-histories", "--check", "stock")
    story.run("merge", "--allow-unrelated-histories", "stock")
    story.run("log", "--graph", "--oneline")
    try story.expect("merge/unrelated")
    for side in ["main^1", "main^2"] {
      #expect(sandbox.run("checkout", side, "--yes").exit == 0)
      let result = sandbox.run("checkout", "main", "--yes")
      #expect(result.exit == 0, "\(result)")
      #expect(try columns(of: "users", in: sandbox).isEmpty == false)
      #expect(try columns(of: "stock", in: sandbox) == ["id"])
    }
  }
}
