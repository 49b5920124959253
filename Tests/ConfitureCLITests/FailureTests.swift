import Postgres
import Processes
import TestSupport
import Testing

/// What goes wrong is said clearly, has its exit code, and changes nothing.
@Suite(.tags(.large), .timeLimit(.minutes(2))) struct FailureTests {
  // MARK: Reaching a server

  @Test func `a server that cannot be reached`() throws {
    let sandbox = try Sandbox.withHistory(environment: ["SHOP_URL": "postgresql://ada:s3cret@127.0.0.1:1/shop"])
    try sandbox.configure("targets:\n  production:\n    url_env: SHOP_URL\n")
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.run("checkout", "main", "--target", "production", "--yes")
    story.run("drift", "--target", "production")
    story.run("baseline", "main", "--target", "production")
    story.run("diff", "HEAD", "production@{live}")
    story.run("build", "--database", "postgresql://ada@/shop?host=/nonexistent")
    story.run("clone", "postgresql://ada@/shop?host=/nonexistent", "copy")
    story.run("status")
    try story.expect("failures/unreachable")
    #expect(try sandbox.state() == before)
  }

  @Test func `a wrong password, and a database that is not there`() throws {
    let server = try LockedServer()
    let sandbox = try Sandbox.withHistory(environment: ["SHOP_URL": server.address(password: "wr0ng-pa55")])
    try sandbox.configure("targets:\n  production:\n    url_env: SHOP_URL\n")
    let before = try sandbox.state()
    var story = Story(sandbox)
    let wrong = server.address(password: "wr0ng-pa55")
    let socket = try #require(ConnectionString(wrong).host)
    story.mask(socket, as: "$SOCKET")
    story.run("checkout", "main", "--target", "production", "--yes")
    let absent = server.address(password: LockedServer.password).replacing("@/shop", with: "@/shopp")
    story.note(sandbox.run("drift", "--database", absent))
    story.mask(absent, as: "$ABSENT")
    #expect(!story.masked.contains("wr0ng-pa55"))
    try story.expect("failures/authentication")
    #expect(try sandbox.state() == before)
  }

  @Test func `no PostgreSQL to prove on`() throws {
    let sandbox = try Sandbox.withHistory()
    try sandbox.configure("scratch:\n  postgres: /nowhere/bin\n  directory: scratch\n")
    try sandbox.draft(Shop.notes.name, up: Shop.notes.up, down: Shop.notes.down)
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.run("commit")
    story.run("checkout", "main")
    story.run("scratch", "status")
    story.run("status")
    try story.expect("failures/no-postgres")
    #expect(try sandbox.state() == before)
  }

  @Test func `a connection through a pooling proxy`() throws {
    let proxy = try PoolingProxy()
    let sandbox = try Sandbox.withHistory()
    try sandbox.configure(
      "targets:\n  production:\n    url: postgresql://ada@/shop?host=\(proxy.folder.path)&port=6432\n")
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.run("checkout", "main", "--target", "production", "--yes")
    try story.expect("failures/pooled")
    #expect(try sandbox.state() == before)
  }

  // MARK: Files

  struct Broken: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var testDescription: String { name }
  }

  @Test(arguments: [
    Broken(name: "indentation", text: "version: 1\ntargets:\n  production:\n    url_env: A\n   disposable: true\n"),
    Broken(name: "unknown-key", text: "version: 1\nscrach:\n  idle_timeout: 5min\n"),
    Broken(name: "type", text: "version: 1\nscratch:\n  idle_timeout: soon\n"),
    Broken(name: "twice", text: "version: 1\ntargets: {}\ntargets: {}\n"),
    Broken(name: "newer", text: "version: 2\n"),
    Broken(name: "no-address", text: "version: 1\ntargets:\n  production:\n    disposable: true\n"),
  ])
  func `a configuration that cannot be read`(broken: Broken) throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    try sandbox.folder.write(broken.text, to: "confiture.yaml")
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.run("status")
    try story.expect("failures/configuration-\(broken.name)")
    #expect(try sandbox.state() == before)
  }

  @Test func `an address whose variable is not set`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    try sandbox.configure("targets:\n  production:\n    url_env: SHOP_URL\n")
    var story = Story(sandbox)
    story.run("checkout", "main", "--target", "production", "--yes")
    story.run("status")
    try story.expect("failures/unset-variable")
  }

  @Test func `text that is not UTF-8`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    let latin1 = Array("COMMENT ON TABLE users IS 'caf".utf8) + [0xE9] + Array("';\n".utf8)
    try sandbox.folder.write(latin1, to: "db/migrations/20260201-comment/up.sql")
    try sandbox.folder.write(latin1, to: "other/20260201-comment/up.sql")
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.run("commit")
    story.run("import", "other")
    try sandbox.folder.write(Array("version: 1 # caf".utf8) + [0xE9, 0x0A], to: "confiture.yaml")
    story.run("status")
    try story.expect("failures/not-utf8")
    try sandbox.folder.write("", to: "confiture.yaml")
    #expect(
      try sandbox.program("git", "for-each-ref").outputText.split(separator: "\n").allSatisfy { before.contains($0) })
  }

  @Test(arguments: [
    "\\i other.sql", "INSERT INTO users VALUES (1);\n\\copy users FROM 'users.csv'", "SELECT :'name';",
  ])
  func `commands of psql in a migration`(text: String) throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    try sandbox.draft("20260201-psql", up: text, down: nil)
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.run("commit")
    let name = text.contains("\\i") ? "include" : text.contains("copy") ? "copy" : "variable"
    try story.expect("failures/psql-\(name)")
    #expect(try sandbox.state() == before)
  }

  // MARK: SQL

  @Test func `a statement that the server refuses`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    try sandbox.draft(
      "20260201-length",
      up: "ALTER TABLE users ADD COLUMN size integer;\n\nUPDATE users\n  SET size = lenght(email);", down: nil)
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.run("commit")
    try story.expect("failures/statement")
    #expect(try sandbox.state() == before)
  }

  @Test(.scratchDatabase)
  func `a migration that the data of a target refuses`() throws {
    let sandbox = try Sandbox.withHistory(
      [
        Shop.users, Shop.orders,
        Shop.Migration(
          "20260119-paid", up: "ALTER TABLE orders ADD CONSTRAINT paid CHECK (total > 0);",
          down: "ALTER TABLE orders DROP CONSTRAINT paid;"),
      ], environment: ["SHOP_URL": Shop.address()])
    try sandbox.configure("targets:\n  staging:\n    url_env: SHOP_URL\n")
    #expect(sandbox.run("checkout", "HEAD~1", "--target", "staging", "--yes").exit == 0)
    try TestDatabase.run(
      "INSERT INTO users (email) VALUES ('a@b.c'); INSERT INTO orders (user_id, total) VALUES (1, 0)")
    var story = Story(sandbox)
    story.run("checkout", "main", "--target", "staging", "--yes")
    story.run("status", "staging", "--live")
    let log = sandbox.run("log", "staging")
    for line in log.output.split(separator: "\n") where line.contains("2026-") {
      story.mask(String(line.prefix(7)), as: line.contains("failed") ? "$FAILED" : "$SUCCEEDED")
    }
    story.note(log)
    try TestDatabase.run("UPDATE orders SET total = 1")
    story.run("checkout", "main", "--target", "staging", "--yes")
    try story.expect("failures/data")
  }

  // MARK: Other runs

  @Test(.scratchDatabase)
  func `a target that another run holds`() throws {
    let sandbox = try Sandbox.withHistory(environment: ["SHOP_URL": Shop.address()])
    try sandbox.configure("targets:\n  staging:\n    url_env: SHOP_URL\n")
    let other = try Connection(TestDatabase.address, applicationName: "confiture control")
    try other.execute("SELECT pg_advisory_lock(1129270854, 1)")
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.mask("pid \(other.backendPID)", as: "pid $PID")
    story.maskSeconds(after: "open for ")
    story.run("checkout", "main", "--target", "staging", "--yes", "--wait", "5s")
    story.run("baseline", "main", "--target", "staging", "--wait", "0s")
    try story.expect("failures/held")
    #expect(try sandbox.state() == before)
    #expect(try TestDatabase.column("SELECT to_regnamespace('confiture')::text") == [nil])
    try other.execute("SELECT pg_advisory_unlock(1129270854, 1)")
    #expect(sandbox.run("checkout", "main", "--target", "staging", "--yes").exit == 0)
  }

  // MARK: Where and who

  @Test func `no project here`() throws {
    let sandbox = try Sandbox()
    var story = Story(sandbox)
    story.run("status")
    story.run("-C", "nowhere", "status")
    _ = try sandbox.program("git", "init", "-q", ".")
    story.run("log")
    try story.expect("failures/no-project")
    #expect(try sandbox.program("sh", "-c", "ls -A").outputText == ".git\n")
  }

  @Test func `nobody to be the author`() throws {
    let sandbox = try Sandbox(environment: ["GIT_AUTHOR_NAME": "", "GIT_AUTHOR_EMAIL": ""])
    sandbox.run("init")
    var story = Story(sandbox)
    story.run("new", "users")
    try story.expect("failures/no-author")
  }

  @Test func `a version that nobody knows`() throws {
    let sandbox = try Sandbox.withHistory()
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.run("checkout", "mian")
    story.run("show", "v1.0")
    story.run("diff", "main..fature")
    story.run("log", "deadbeef")
    story.run("tag", "v1.0", "HEAD~7")
    story.run("branch", "x", "")
    try story.expect("failures/unknown-revision")
    #expect(try sandbox.state() == before)
  }

  @Test func `slips of the command line`() throws {
    var story = Story(try Sandbox())
    story.run("comit")
    story.run("checkout", "--plam", "main")
    story.run("log", "--format", "sql")
    story.run("log", "--format", "jsn")
    story.run("log", "one", "two")
    story.run("import")
    story.run("scratch")
    story.run("scratch", "stat")
    story.run("log", "-n", "many")
    story.run("log", "-n")
    story.run("--color", "sometimes", "log")
    story.run("completion", "tcsh")
    try story.expect("failures/usage")
  }
}
