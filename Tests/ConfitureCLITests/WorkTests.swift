import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct WorkTests {
  @Test func `a project begins, and a migration is proven and sealed`() throws {
    var story = Story(try Sandbox())
    story.run("init")
    story.run("init")
    story.run("status")
    story.run("new", "Add users")
    try story.sandbox.draft("20260202-add-users", up: Shop.users.up, down: Shop.users.down)
    story.run("status")
    story.run("commit", "--dry-run")
    story.run("commit")
    story.run("commit")
    story.run("status")
    story.run("log")
    try story.expect("work/first-migration")
    #expect(try story.sandbox.folder.read("db/schema/public/tables/users.sql").contains("CREATE TABLE public.users"))
  }

  @Test func `several pending migrations are sealed in the order of their names`() throws {
    let sandbox = try Sandbox()
    sandbox.run("init")
    for migration in Shop.line { try sandbox.draft(migration.name, up: migration.up, down: migration.down) }
    var story = Story(sandbox)
    story.run("commit", "20260105-users", "--format", "json")
    story.run("commit", "--dry-run")
    story.run("commit")
    story.run("log", "--oneline")
    try story.expect("work/several")
  }

  @Test func `commit takes a message, of one migration`() throws {
    var story = Story(try Sandbox())
    let sandbox = story.sandbox
    sandbox.run("init")
    try sandbox.draft(Shop.users.name, up: Shop.users.up, down: Shop.users.down)
    try sandbox.draft(Shop.names.name, up: Shop.names.up, down: Shop.names.down)
    story.run("commit", "-m", "Users and names")
    story.run("commit", Shop.users.name, "-m", "People who buy\n\nEmail is all we know.")
    story.run("commit", "-m", "")
    story.run("log")
    story.run("status", "--no-targets")
    try story.expect("work/message")
  }

  @Test func `a down that does not restore is refused, and sealed when it is meant`() throws {
    let sandbox = try Sandbox.withHistory()
    try sandbox.draft(Shop.notes.name, up: Shop.notes.up, down: Shop.notes.down)
    var story = Story(sandbox)
    story.run("commit")
    story.run("status")
    story.run("commit", "--irreversible")
    story.run("show", "--no-patch")
    try story.expect("work/irreversible")
    #expect(try sandbox.folder.read("db/migrations/20260126-notes/migration.yaml").contains("reversible: false"))
  }

  @Test func `a verify script that fails keeps a migration from being sealed`() throws {
    let sandbox = try Sandbox.withHistory()
    try sandbox.draft("20260201-check", up: "ALTER TABLE users ADD COLUMN age integer;", down: nil)
    try sandbox.folder.write(
      "SELECT 1/(SELECT count(*) FROM users);\n", to: "db/migrations/20260201-check/verify.sql")
    var story = Story(sandbox)
    story.run("commit")
    story.run("status")
    try story.expect("work/verify-fails")
  }

  @Test func `edits of sealed migrations are told apart`() throws {
    let sandbox = try Sandbox.withHistory()
    let folder = "db/migrations/20260119-names"
    var story = Story(sandbox)
    try sandbox.folder.write("-- for greetings\n" + Shop.names.up + "\n", to: "\(folder)/up.sql")
    story.run("status")
    try sandbox.draft(
      "20260201-age", up: "ALTER TABLE users ADD COLUMN age integer;", down: "ALTER TABLE users DROP COLUMN age;")
    story.run("commit")
    try sandbox.folder.write("ALTER TABLE users ADD COLUMN name varchar(80);\n", to: "\(folder)/up.sql")
    try sandbox.draft(
      "20260201-size", up: "ALTER TABLE users ADD COLUMN size integer;", down: "ALTER TABLE users DROP COLUMN size;")
    story.run("status")
    story.run("commit")
    story.run("log", "--oneline", "-n", "1")
    try story.expect("work/edited")
  }
}
