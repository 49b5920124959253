import GitStore
import History
import Postgres
import Processes
import Scratch
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct FindingTests {
  @Test func `log shows what changed objects, as Git does`() throws {
    let sandbox = try Sandbox.withMerge()
    var story = Story(sandbox)
    story.run("log", "--oneline", "--", "public.users")
    story.run("log", "--oneline", "--", "db/schema/public/tables/orders.sql")
    story.run("log", "--oneline", "--graph", "--", "users", "schema/public/tables/orders.sql")
    story.run("log", "--oneline", "--", "schema/public/views")
    story.run("log", "--oneline", "20260112-orders", "--", "public.users")
    story.run("log", "--oneline", "--", "public.user")
    story.run("log", "--format", "json", "-n", "1", "--", "public.users")
    try story.expect("finding/log-objects")
    for words in [
      ["schema/public/tables/users.sql"], ["schema/public"], ["schema/public/tables", "schema/public/views"],
    ] {
      let ours = sandbox.run(["log", "--format", "json", "--"] + words).output
      let git = try sandbox.program("git", ["log", "--format=%H", "refs/confiture/heads/main", "--"] + words)
      #expect(
        Set(EditingTests.values("id", of: ours)) == Set(git.outputText.split(separator: "\n").map(String.init)),
        "\(words)")
    }
  }

  @Test func `blame tells each part of a table by its own migration, also what came with a merge`() throws {
    let sandbox = try Sandbox.withMerge()
    #expect(sandbox.run("checkout", "main", "--yes").exit == 0)
    var story = Story(sandbox)
    story.run("blame", "public.users")
    story.run("blame", "public.users.name")
    story.run("blame", "public.users", "20260112-orders")
    story.run("blame", "spending")
    story.run("blame", "public.users.nothing")
    story.run("blame", "public.nothing")
    story.run("blame", "public.users.name", "--format", "json")
    try story.expect("finding/blame")
  }

  @Test func `blame tells when each target first had a change, without those that are ours alone`() throws {
    let sandbox = try Sandbox.withMerge()
    let outcomes = Outcomes(try ObjectStore(opening: sandbox.root))
    func reach(_ name: String, on target: String, day: Double) throws {
      let id = try sandbox.program("git", "rev-parse", "refs/confiture/heads/main\(name)").outputText
      let version = ObjectID(hex: String(id.prefix(40)))
      try outcomes.append(
        Outcome(
          run: "\(target) \(day)", target: target, plan: "", result: .succeeded, from: nil, to: version, toName: name,
          fingerprint: nil, steps: [], started: 0, ended: 1_770_000_000 + day * 86_400, by: "Ada", error: nil),
        to: target)
    }
    try reach("^1", on: "production", day: 1)
    try reach("", on: "production", day: 2)
    try reach("^2", on: "production", day: 3)
    try reach("^2", on: "staging/acme", day: 4)
    try reach("", on: "local", day: 0)
    let text = sandbox.run("blame", "public.users.name")
    #expect(
      text.output.hasSuffix(
        """

        First on targets:
          20260119-names: production since 2026-02-04T02:40:00Z, staging/acme since 2026-02-06T02:40:00Z

        """), "\(text)")
    let json = sandbox.run("blame", "public.users.email", "--format", "json").output
    #expect(EditingTests.values("target", of: json) == ["production", "staging/acme", "production", "staging/acme"])
    #expect(
      Set(EditingTests.values("outcome", of: json))
        == Set(
          try ["production", "staging/acme"].compactMap { try outcomes.chain(of: $0).last?.commit.hex }))
  }

  @Test func `blame follows declared renames, and edits of lines`() throws {
    let sandbox = try Sandbox.withHistory([
      Shop.users,
      .init(
        "20260110-f",
        up: "CREATE FUNCTION f(n integer) RETURNS integer LANGUAGE sql AS $$\n  SELECT n\n    + 1\n    + 2\n$$;",
        down: "DROP FUNCTION f(integer);"),
      .init(
        "20260111-g",
        up:
          "CREATE OR REPLACE FUNCTION f(n integer) RETURNS integer LANGUAGE sql AS $$\n  SELECT n\n    + 1\n    + 3\n$$;",
        down:
          "CREATE OR REPLACE FUNCTION f(n integer) RETURNS integer LANGUAGE sql AS $$\n  SELECT n\n    + 1\n    + 2\n$$;"
      ),
    ])
    try sandbox.draft(
      "20260120-people", up: "ALTER TABLE users RENAME TO people; ALTER TABLE people RENAME email TO mail;",
      down: "ALTER TABLE people RENAME mail TO email; ALTER TABLE people RENAME TO users;")
    try sandbox.folder.write(
      """
      format: 1
      name: 20260120-people
      change: kkkkkkkkkkkkkkkkllllllllllllllll
      title: people
      author: Ada Lovelace <ada@example.org>
      date: 2026-01-20T00:00:00Z
      reversible: true
      renames:
        - table public.users -> public.people
        - column public.people.email -> mail

      """, to: "db/migrations/20260120-people/migration.yaml")
    #expect(sandbox.run("commit").exit == 0)
    var story = Story(sandbox)
    story.run("blame", "people")
    story.run("blame", "public.f")
    try story.expect("finding/blame-renames")
  }

  // MARK: bisect

  @Test func `bisect run finds the first bad version on scratch databases`() throws {
    let sandbox = try Sandbox.withHistory(Shop.line + [EditingTests.tags, EditingTests.labels])
    try sandbox.folder.write(
      """
      #!/bin/sh
      test -n "$PGHOST" && test -n "$PGPORT" && test -n "$PGUSER" || exit 200
      psql -qAtc "SELECT count(*) FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'name'" > found
      test "$(cat found)" = 0

      """, to: "check.sh")
    _ = try sandbox.program("chmod", "+x", "check.sh")
    var story = Story(sandbox)
    story.run("bisect", "run", "./check.sh")
    story.run("bisect", "start", "HEAD", "20260105-users")
    story.run("bisect", "run", "./check.sh")
    story.run("bisect", "log")
    story.run("bisect", "run", "--", "sh", "-c", "exit 3")
    story.run("bisect", "reset")
    story.run("bisect", "start", "HEAD", "20260105-users", "--format", "json")
    story.run("bisect", "run", "--", "sh", "-c", "exit 125")
    story.run("bisect", "reset")
    story.run("bisect", "start", "HEAD", "20260105-users", "--quiet")
    story.run("bisect", "run", "--", "sh", "-c", "kill -9 $$")
    story.run("bisect", "reset")
    story.run("bisect", "reset")
    try Self.mask(&story, sandbox)
    try story.expect("finding/bisect-run")
  }

  @Test func `bisect by hand has a database to look at, with the rows that migrations wrote`() throws {
    let sandbox = try Sandbox.withHistory(
      [
        Shop.users,
        .init(
          "20260106-seed", up: "INSERT INTO users (email) VALUES ('ada@example.org');", down: "DELETE FROM users;"),
        Shop.orders, Shop.names,
      ])
    var story = Story(sandbox)
    story.run("bisect", "start")
    story.run("bisect", "bad")
    let looking = sandbox.run("bisect", "good", "20260105-users")
    #expect(looking.output.contains("look at 20260106-seed") || looking.output.contains("look at 20260112-orders"))
    let database = sandbox.localDatabase.replacing("local_", with: "bisect_")
    let server = try TestServer.shared()
    let connection = try Connection(server.connectionString(database: database), applicationName: "confiture test")
    #expect(try connection.query("SELECT email FROM public.users").text(0, 0) == "ada@example.org")
    story.run("bisect", "good", "20260105-users", "--format", "json")
    story.run("bisect", "skip")
    story.run("bisect", "bad")
    story.run("bisect", "good", "HEAD")
    story.run("bisect", "reset")
    try Self.mask(&story, sandbox)
    try story.expect("finding/bisect-by-hand")
    #expect(try !server.databaseExists(database))
  }

  /// Hides where the scratch server is.
  private static func mask(_ story: inout Story, _ sandbox: Sandbox) throws {
    let address = try TestServer.shared().connectionString(
      database: sandbox.localDatabase.replacing("local_", with: "bisect_"))
    story.mask(address.host ?? "", as: "HOST")
    story.mask(address.database ?? "", as: "BISECT")
  }
}
