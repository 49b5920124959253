import Postgres
import TestSupport
import Testing

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct SchemaTargetCommandTests {
  @Test func `schemas of one database are targets like others`() throws {
    let sandbox = try Sandbox.withHistory(environment: ["SHOP_URL": Shop.address()])
    try sandbox.configure(
      """
      targets:
        acme: {url_env: SHOP_URL, schema: tenant_acme}
        globex: {url_env: SHOP_URL, schema: tenant_globex, history_schema: public}

      """)
    var story = Story(sandbox)
    story.run("checkout", "main", "--target", "acme", "--yes")
    story.run("checkout", "HEAD~1", "--target", "globex", "--yes")
    story.run("status")
    story.run("status", "--live")
    story.run("diff", "acme@{db}", "acme@{live}")
    story.run("diff", "globex@{live}", "acme@{live}", "--stat")
    story.run("checkout", "HEAD~2", "--target", "acme", "--yes")
    try TestDatabase.run("CREATE TABLE tenant_globex.notes (id int PRIMARY KEY)")
    story.run("drift", "globex")
    story.run("drift", "acme")
    story.run("drift", "globex", "--capture", "--title", "notes of globex")
    try story.expect("targets/schemas")
  }

  @Test func `a schema of a database that is named by its address is moved as well`() throws {
    let sandbox = try Sandbox.withHistory()
    let address = try Shop.address()
    let place = ["--database", address, "--schema", "tenant_acme"]
    #expect(sandbox.run(["checkout", "main", "--yes"] + place).exit == 0)
    #expect(sandbox.run(["plan", "HEAD~1"] + place).output.contains("revert  20260119-names"))
    try TestDatabase.run("CREATE TABLE tenant_acme.notes (id int PRIMARY KEY)")
    #expect(sandbox.run(["drift", "--stat"] + place).output.contains("table public.notes"))
    try TestDatabase.run(
      "DROP TABLE tenant_acme.notes; CREATE SCHEMA adopted; CREATE TABLE adopted.users (LIKE tenant_acme.users)")
    let adopted = sandbox.run("baseline", "main", "--database", address, "--schema", "adopted")
    #expect(adopted.exit == 4, "\(adopted)")
    for schema in ["", "confiture", "pg_temp", "information_schema"] {
      let refused = sandbox.run("checkout", "main", "--database", address, "--schema", schema, "--yes")
      #expect(refused.exit == 2 && refused.errors.contains("cannot be a target"), "\(refused)")
    }
    let alone = sandbox.run("checkout", "main", "--schema", "tenant_acme", "--yes")
    #expect(alone.exit == 2 && alone.errors.contains("--schema is for --database"))
  }

  @Test func `schemas of a database give their history back`() throws {
    let sandbox = try Sandbox.withHistory()
    let address = try Shop.address()
    for (schema, revision) in [("globex", "HEAD~1"), ("acme", "main"), ("umbrella", "HEAD~1")] {
      let run = sandbox.run("checkout", revision, "--database", address, "--schema", schema, "--yes", "--quiet")
      try #require(run.exit == 0, "\(run)")
    }
    var story = Story(try Sandbox())
    story.mask(address, as: "$URL")
    story.mask(try TestDatabase.address.database ?? "", as: "$DATABASE")
    story.run("clone", address, "all")
    story.run("clone", address, "one", "--schema", "globex")
    story.run("clone", address, "none", "--schema", "initech")
    // A tenant with a line of its own: no version holds all others.
    for arguments in [["branch", "own", "HEAD~1"], ["switch", "own"]] {
      let run = sandbox.run(arguments)
      try #require(run.exit == 0, "\(run)")
    }
    try sandbox.draft("20260202-own", up: "CREATE TABLE own (id int);", down: "DROP TABLE own;")
    try #require(sandbox.run("commit").exit == 0)
    try #require(
      sandbox.run("checkout", "own", "--database", address, "--schema", "umbrella", "--yes", "--quiet").exit == 0)
    story.run("clone", address, "which")
    story.run("clone", address, "which", "--schema", "umbrella", "--format", "json")
    try story.expect("clone/schemas")
  }
}
