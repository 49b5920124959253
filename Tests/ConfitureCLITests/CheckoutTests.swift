import Postgres
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct CheckoutCommandTests {
  @Test func `the local database moves forwards and backwards`() throws {
    var story = Story(try Sandbox.withHistory())
    story.run("checkout", "main", "--plan")
    story.run("checkout", "main")
    story.run("checkout", "main")
    story.run("status")
    story.run("checkout", "HEAD~2", "--plan", "--format", "json")
    story.run("checkout", "HEAD~2")
    story.run("status", "--live")
    story.run("checkout", "main", "--plan")
    try story.expect("checkout/local")
  }

  @Test func `what a checkout did is data for programs`() throws {
    let sandbox = try Sandbox.withHistory()
    var story = Story(sandbox)
    let run = sandbox.run("checkout", "main", "--format", "json")
    let outcome = try #require(run.output.firstMatch(of: /"outcome": "([0-9a-f]{40})"/)).1
    story.mask(String(outcome), as: "$OUTCOME")
    story.note(run)
    let log = sandbox.run("log", "local", "--format", "json")
    story.note(log)
    try story.expect("checkout/json")
  }

  @Test func `the local database goes sideways across branches`() throws {
    let sandbox = try Sandbox.withMerge()
    sandbox.run("branch", "orders", "20260112-orders")
    sandbox.run("branch", "names", "20260119-names")
    var story = Story(sandbox)
    story.run("checkout", "orders")
    story.run("checkout", "names", "--plan")
    story.run("checkout", "names")
    story.run("checkout", "main")
    story.run("drift")
    try story.expect("checkout/sideways")
  }

  @Test func `the way back past an irreversible step is to build anew on a disposable target`() throws {
    let sandbox = try Sandbox.withHistory(Shop.lossyLine)
    var story = Story(sandbox)
    story.run("checkout", "main")
    story.run("checkout", "HEAD~1", "--plan")
    story.run("checkout", "HEAD~1")
    story.run("drift")
    try story.expect("checkout/irreversible-local")
  }

  @Test(.scratchDatabase)
  func `elsewhere an irreversible step is refused unless it is allowed by name`() throws {
    let sandbox = try Sandbox.withHistory(Shop.lossyLine, environment: ["SHOP_URL": Shop.address()])
    try sandbox.configure("targets:\n  staging:\n    url_env: SHOP_URL\n")
    var story = Story(sandbox)
    story.run("checkout", "main", "--target", "staging", "--yes")
    story.run("checkout", "HEAD~1", "--target", "staging", "--yes")
    story.run("status", "staging")
    story.run("checkout", "HEAD~1", "--target", "staging", "--yes", "--allow-irreversible", "20260126-notes")
    story.run("status", "staging", "--live")
    try story.expect("checkout/irreversible-target")
  }

  @Test(.scratchDatabase)
  func `a target is moved only after a yes`() throws {
    let sandbox = try Sandbox.withHistory(environment: ["SHOP_URL": Shop.address()])
    try sandbox.configure("targets:\n  staging:\n    url_env: SHOP_URL\n")
    var story = Story(sandbox)
    story.run("checkout", "main", "--target", "staging")
    story.run("checkout", "main", "--target", "staging", answers: [false])
    story.run("status")
    #expect(try TestDatabase.column("SELECT to_regclass('public.users')::text") == [nil])
    #expect(try TestDatabase.column("SELECT to_regnamespace('confiture')::text") == [nil])
    story.run("checkout", "main", "--target", "staging", answers: [true])
    story.run("status")
    story.run("log", "staging")
    story.mask(try outcomes(of: "staging", in: sandbox), as: "$OUTCOME")
    try story.expect("checkout/asks")
    #expect(try TestDatabase.column("SELECT to_regclass('public.users')::text") == ["users"])
  }

  private func outcomes(of target: String, in sandbox: Sandbox) throws -> String {
    let line = sandbox.run("log", target, "--oneline").output
    return String(line.prefix(7))
  }

  @Test func `questions about what to do are answered before anything happens`() throws {
    var story = Story(try Sandbox.withHistory())
    story.run("checkout")
    story.run("checkout", "--continue", "--abort")
    story.run("checkout", "--continue")
    story.run("checkout", "main", "--target", "prodution")
    story.run("checkout", "main", "--target", "local", "--database", "postgresql://localhost/shop")
    story.run("checkout", "main", "--wait", "soon")
    try story.expect("checkout/usage")
  }
}

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct DriftCommandTests {
  @Test func `what was changed by hand is found and refused`() throws {
    let sandbox = try Sandbox.withHistory()
    sandbox.run("checkout", "main")
    try sandbox.local().script("ALTER TABLE users ADD COLUMN phone text; DROP INDEX orders_user_id")
    var story = Story(sandbox)
    story.run("drift")
    story.run("drift", "--stat")
    story.run("drift", "--format", "json")
    story.run("checkout", "HEAD~1")
    story.run("diff", "local@{db}", "local@{live}", "--stat")
    story.run("status", "--live")
    try story.expect("drift/by-hand")
  }

  @Test(.scratchDatabase)
  func `a database without a history is not compared`() throws {
    var story = Story(try Sandbox.withHistory())
    let address = try Shop.address()
    story.mask(address, as: "$ADDRESS")
    let name = try #require(TestDatabase.address.database)
    story.run("drift")
    story.run("drift", "--database", address)
    let target = try #require(story.masked.firstMatch(of: /'(\S+\.socket\S+)'/)).1
    story.mask(String(target), as: "$TARGET")
    #expect(target.hasPrefix(name))
    try story.expect("drift/not-adopted")
  }
}

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct BaselineCommandTests {
  @Test(.scratchDatabase)
  func `a database that is at a version already is adopted`() throws {
    let sandbox = try Sandbox.withHistory(environment: ["SHOP_URL": Shop.address()])
    try sandbox.configure("targets:\n  production:\n    url_env: SHOP_URL\n")
    try TestDatabase.run(Shop.users.up + Shop.orders.up)
    var story = Story(sandbox)
    story.run("status")
    story.run("checkout", "main", "--target", "production", "--yes")
    story.run("baseline", "main", "--target", "production")
    story.run("baseline", "HEAD~1", "--target", "production")
    story.run("baseline", "HEAD~1", "--target", "production")
    story.run("status", "--live")
    story.run("checkout", "main", "--target", "production", "--yes")
    try story.expect("baseline/adopted")
  }
}

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct CloneCommandTests {
  @Test(.scratchDatabase)
  func `with the repository gone, a database gives its history back`() throws {
    let address = try Shop.address()
    let first = try Sandbox.withMerge()
    #expect(first.run("checkout", "main", "--database", address, "--yes").exit == 0)
    let second = try Sandbox()
    var story = Story(second)
    story.mask(address, as: "$ADDRESS")
    story.run("clone", address, "shop")
    story.run("-C", "shop", "log", "--graph", "--oneline")
    story.run("-C", "shop", "status")
    story.run("-C", "shop", "fsck")
    story.run("clone", address, "shop")
    try story.expect("clone/database")
    #expect(
      first.run("log", "--format", "json").output.matches(of: /"id": "[0-9a-f]+"/).map(\.0)
        == second.run("-C", "shop", "log", "--format", "json").output.matches(of: /"id": "[0-9a-f]+"/).map(\.0))
    #expect(try second.folder.read("shop/db/migrations/20260105-users/up.sql") == Shop.users.up + "\n")
  }

  @Test(.scratchDatabase)
  func `a database without a history is no source`() throws {
    let address = try Shop.address()
    var story = Story(try Sandbox())
    story.mask(address, as: "$ADDRESS")
    story.mask(try TestDatabase.address.database ?? "", as: "$DATABASE")
    story.run("clone", address)
    story.run("clone", "/nowhere/shop.git")
    try story.expect("clone/nothing")
    #expect(throws: (any Error).self) { try story.sandbox.folder.read("confiture.yaml") }
  }
}

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct BuildCommandTests {
  @Test(.scratchDatabase)
  func `a version is built in an empty database or as one file`() throws {
    let address = try Shop.address()
    let sandbox = try Sandbox.withMerge()
    var story = Story(sandbox)
    story.mask(address, as: "$ADDRESS")
    story.mask(try TestDatabase.address.database ?? "", as: "$DATABASE")
    story.run("build", "HEAD~1")
    story.run("build", "--output", "schema.sql")
    story.run("build", "--database", address)
    story.run("build", "--database", address)
    story.run("diff", "HEAD", address)
    try story.expect("build/places")
    #expect(try sandbox.folder.read("schema.sql").contains("CREATE VIEW public.spending"))
    #expect(try TestDatabase.column("SELECT to_regclass('public.spending')::text") == ["spending"])
  }

  @Test func `a file that cannot be written is named`() throws {
    var story = Story(try Sandbox.withHistory([Shop.users]))
    story.run("build", "--output", "no/such/folder/schema.sql")
    try story.expect("build/unwritable")
  }
}
