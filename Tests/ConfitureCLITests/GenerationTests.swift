import Postgres
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct GeneratedMigrationTests {
  @Test func `what was changed by hand becomes a migration`() throws {
    let sandbox = try Sandbox.withHistory()
    sandbox.run("checkout", "main")
    try sandbox.local().script(
      "ALTER TABLE users ADD COLUMN phone text; CREATE INDEX users_phone ON users (phone); DROP TABLE orders")
    var story = Story(sandbox)
    story.run("new", "Phones", "--from-database", "local")
    story.show("db/migrations/20260202-phones/up.sql")
    story.show("db/migrations/20260202-phones/down.sql")
    story.show("db/migrations/20260202-phones/migration.yaml")
    story.run("new", "Phones again", "--from-database", "local")
    story.run("commit")
    story.run("baseline", "main", "--target", "local")
    story.run("drift")
    try story.expect("new/from-database")
  }

  @Test func `a folder of SQL files says what is wanted`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    try sandbox.folder.write("CREATE VIEW addresses AS SELECT email FROM users;\n", to: "schema/a.sql")
    try sandbox.folder.write(Shop.users.up + "ALTER TABLE users ADD age int;\n", to: "schema/users.sql")
    var story = Story(sandbox)
    story.run("new", "Ages", "--from-schema", "schema", "--dry-run")
    story.run("new", "Ages", "--from-schema", "schema/", "--format", "json")
    story.run("commit")
    story.run("new", "Nothing more", "--from-schema", "schema")
    story.run("build", "schema", "--show-hash")
    story.run("build", "--show-hash")
    story.run("diff", "HEAD", "schema")
    story.run("build", "schema", "--output", "-")
    try story.expect("new/from-schema")
  }

  @Test func `another version says what is wanted`() throws {
    let sandbox = try Sandbox.withMerge()
    sandbox.run("branch", "names", "20260119-names")
    sandbox.run("switch", "names")
    var story = Story(sandbox)
    story.run("new", "Take over orders", "--from", "20260112-orders")
    story.run("commit", "--dry-run")
    try story.expect("new/from-version")
  }

  @Test func `what cannot be used is said before anything is written`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    try sandbox.folder.write("CREATE TABLE t (id int,, n int);\n", to: "broken/t.sql")
    try sandbox.folder.write("\\i other.sql\n", to: "psql/t.sql")
    let before = try sandbox.state()
    var story = Story(sandbox)
    story.run("new", "x", "--from-schema", "broken")
    story.run("new", "x", "--from-schema", "psql")
    story.run("new", "x", "--from-schema", "nowhere")
    story.run("new", "x", "--from-schema", "broken", "--from", "HEAD")
    story.run("new", "x", "--from-schema", "broken", "--rename", "users.email -> mail")
    story.run("new", "x", "--dry-run")
    story.run("new", "x", "--from", "mian")
    story.run("new", "x", "--from-database", "prod")
    try story.expect("new/failures")
    #expect(try sandbox.state() == before)
  }
}

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct PlannedDiffTests {
  @Test func `the statements between two versions are printed`() throws {
    let sandbox = try Sandbox.withHistory(Shop.lossyLine)
    var story = Story(sandbox)
    story.run("diff", "HEAD~1", "HEAD", "--format", "sql")
    story.run("diff", "HEAD", "HEAD~2", "--format", "sql", "--no-online")
    story.run("diff", "HEAD~2", "HEAD~1", "--format", "json")
    story.run("diff", "HEAD", "HEAD", "--format", "sql")
    try story.expect("diff/sql")
  }
}

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct DriftCaptureTests {
  @Test func `drift becomes a pending migration`() throws {
    let sandbox = try Sandbox.withHistory()
    sandbox.run("checkout", "main")
    var story = Story(sandbox)
    story.run("drift", "local", "--capture")
    try sandbox.local().script("ALTER TABLE users ALTER COLUMN name SET DEFAULT '', ADD COLUMN phone text")
    story.run("drift", "local", "--capture", "--title", "Hotfix of users")
    story.run("drift", "local", "--target", "local")
    story.run("commit")
    story.run("baseline", "main", "--target", "local")
    story.run("checkout", "HEAD~1")
    try story.expect("drift/captured")
  }
}

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct GenerateDownTests {
  @Test func `the inverse of an up is written`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users, Shop.orders])
    try sandbox.draft("20260202-one", up: "ALTER TABLE users ADD COLUMN phone text, ADD CHECK (id > 0);", down: nil)
    sandbox.run("new", "Two")
    try sandbox.draft("20260202-two", up: "DROP TABLE orders; ALTER TABLE users DROP COLUMN phone;", down: "-- later")
    var story = Story(sandbox)
    story.run("generate-down", "20260202-two", "--dry-run")
    story.run("generate-down")
    story.show("db/migrations/20260202-one/down.sql")
    story.show("db/migrations/20260202-two/migration.yaml")
    story.run("generate-down", "20260202-one")
    story.run("generate-down", "20260202-one", "--force", "--format", "json")
    story.run("generate-down")
    story.run("generate-down", "20260202-tow")
    story.run("commit")
    try story.expect("generate-down/written")
  }

  @Test func `an up that does not run has no inverse`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    try sandbox.draft("20260202-one", up: "ALTER TABLE usres ADD COLUMN phone text;", down: nil)
    var story = Story(sandbox)
    story.run("generate-down")
    try story.expect("generate-down/failing-up")
    #expect(throws: (any Error).self) { try sandbox.folder.read("db/migrations/20260202-one/down.sql") }
  }
}
