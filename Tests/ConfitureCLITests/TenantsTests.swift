import GitStore
import Postgres
import Processes
import TestSupport
import Testing

/// A shop for each of a few tenants, as schemas of the test's database, which lists them in a table.
private enum Tenants {
  static let names = ["acme", "globex", "initech", "umbrella"]

  static func sandbox(
    _ rollout: String = "canary: [acme], waves: [1, 100%], concurrency: 1",
    migrations: [Shop.Migration] = Shop.line
  ) throws -> Sandbox {
    let sandbox = try Sandbox.withHistory(migrations, environment: ["SHOP_URL": Shop.address()])
    try sandbox.configure(
      """
      environments:
        production:
          url_env: SHOP_URL
          tenants: {query: "SELECT name FROM directory.tenants ORDER BY name", schema: "t_{name}", \(rollout)}

      """)
    try TestDatabase.run("CREATE SCHEMA directory; CREATE TABLE directory.tenants (name text PRIMARY KEY)")
    for name in names { try TestDatabase.connect().execute("INSERT INTO directory.tenants VALUES (\(name))") }
    return sandbox
  }
}

extension Story {
  /// Shows what a run of its own makes up by names: ids of rollouts and of outcomes, and how long things took.
  fileprivate mutating func maskRuns() throws {
    let text = masked
    mask(try TestDatabase.address.database ?? "", as: "$DATABASE")
    for (number, match) in text.matches(of: /\b\d{14}-[a-z0-9]{8}/).enumerated() {
      mask(String(match.0), as: "$RUN\(number)")
    }
    for match in text.matches(of: /(?:recorded as |^|\n)([0-9a-f]{7})(?: 2026|\n)/) {
      mask(String(match.1), as: "$OUTCOME")
    }
    for match in text.matches(of: #/ in (?:\d+ ms|[\d.]+ s)/#) { mask(String(match.0), as: " in TIME") }
  }
}

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(2))) struct TenantsTests {
  @Test func `tenants are listed, deployed to in waves, and looked at`() throws {
    var story = Story(try Tenants.sandbox())
    story.run("tenants", "list")
    story.run("tenants", "status")
    story.run("tenants", "deploy", "main", "--plan")
    story.run("tenants", "deploy", "HEAD~1", "--yes")
    story.run("tenants", "deploy", "HEAD~1", "--yes")
    story.run("tenants", "status", "production", "--version", "main", "--check")
    story.run("tenants", "deploy", "production", "main", "--only", "globex", "--yes")
    story.run("tenants", "status", "--version", "main")
    story.run("tenants", "queue")
    story.run("log", "production")
    story.run("tenants", "log", "globex")
    story.run("status", "--no-targets")
    try story.maskRuns()
    try story.expect("tenants/deploy")
    #expect(
      try TestDatabase.column(
        "SELECT count(*)::text FROM pg_tables WHERE tablename = 'orders' AND schemaname LIKE 't\\_%'")
        == ["4"])
  }

  @Test func `a rollout stops at a failure, and goes on when the cause is put right`() throws {
    let unique = Shop.Migration(
      "20260120-unique", up: "CREATE UNIQUE INDEX users_name ON users (name);", down: "DROP INDEX users_name;")
    var story = Story(try Tenants.sandbox(migrations: Shop.line + [unique]))
    story.sandbox.run("tenants", "deploy", "HEAD~1", "--yes")
    try TestDatabase.run("INSERT INTO t_globex.users (email, name) VALUES ('a', 'x'), ('b', 'x')")
    story.run("tenants", "deploy", "main", "--yes")
    story.run("tenants", "status", "--version", "main", "--names")
    story.run("tenants", "queue")
    story.run("tenants", "status", "--version", "main", "--cached")
    try TestDatabase.run("DELETE FROM t_globex.users")
    story.run("tenants", "deploy", "--continue")
    story.run("tenants", "log", "globex")
    story.run("log", "production", "--oneline")
    story.run("fsck")
    try story.maskRuns()
    try story.expect("tenants/failure")
  }

  @Test func `a tenant may have a line of its own`() throws {
    let sandbox = try Tenants.sandbox()
    var story = Story(sandbox)
    story.run("tenants", "branch", "acme", "--from", "HEAD~1")
    story.run("tenants", "branch")
    story.run("tenants", "list")
    story.run("tenants", "deploy", "main", "--yes")
    story.run("tenants", "status", "--version", "main")
    story.run("tenants", "branch", "acme", "--delete")
    story.run("tenants", "deploy", "main", "--yes")
    story.run("drift", "--target", "production/acme")
    try TestDatabase.run("ALTER TABLE t_acme.users ADD COLUMN phone text")
    story.run("tenants", "status", "--version", "main", "--drift")
    story.run("drift", "--target", "production/acme", "--stat")
    story.run("checkout", "HEAD~1", "--target", "production/globex", "--yes")
    story.run("tenants", "log", "globex", "--max-count", "1")
    try story.maskRuns()
    try story.expect("tenants/branch")
  }

  @Test func `what cannot be done is said with a way out`() throws {
    let sandbox = try Tenants.sandbox()
    var story = Story(sandbox)
    story.run("tenants", "deploy")
    story.run("tenants", "deploy", "main")
    story.run("tenants", "deploy", "main", answers: [false])
    story.run("tenants", "deploy", "main", "--only", "acmee", "--yes")
    story.run("tenants", "deploy", "--continue", "--abort")
    story.run("tenants", "deploy", "--continue")
    story.run("tenants", "deploy", "--join")
    story.run("tenants", "queue")
    story.run("tenants", "status", "staging")
    story.run("tenants", "branch", "nobody")
    story.run("tenants", "branch", "acme")
    story.run("deploy", "production")
    story.run("checkout", "main", "--target", "production")
    story.run("checkout", "main", "--target", "production/nobody")
    try sandbox.configure("environments:\n  production: {url_env: SHOP_URL}\n")
    story.run("tenants", "status")
    story.run("tenants", "status", "production")
    try sandbox.configure(
      "environments:\n  production: {url_env: SHOP_URL, tenants: {query: SELECT 1 FROM nowhere, schema: \"t_{name}\"}}\n"
    )
    story.run("tenants", "list")
    try sandbox.configure(
      "environments:\n  production: {tenants: {list: [acme, globex], database: \"app_{name}\", wave: [1]}}\n")
    story.run("tenants", "list")
    try story.expect("tenants/refused")
  }

  @Test func `programs list tenants, and what they print is read`() throws {
    let sandbox = try Tenants.sandbox()
    try sandbox.folder.write("#!/bin/sh\necho \"$1 postgresql://ann:secret@db/acme\"\n", to: "bin/list")
    #expect(try sandbox.program("chmod", "+x", "bin/list").isSuccess)
    try sandbox.configure("environments:\n  production:\n    tenants: {command: [./bin/list, acme]}\n")
    let run = sandbox.run("tenants", "list", "--format", "json")
    #expect(run.output.contains("\"name\": \"acme\"") && run.output.contains("ann:***@"))
    #expect(!run.description.contains("secret"))
  }

  @Test func `the rules of the environment stand before each plan`() throws {
    let sandbox = try Tenants.sandbox()
    try sandbox.configure(
      """
      environments:
        production:
          url_env: SHOP_URL
          approvals: 1
          allowed_signers: db/allowed_signers
          tenants: {list: [acme, globex], schema: "t_{name}", concurrency: 1}

      """)
    let made = try sandbox.program(
      "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "\(sandbox.root)/.git/ada")
    try #require(made.isSuccess)
    let key = try sandbox.folder.read(".git/ada.pub").split(separator: "\n").first ?? ""
    try sandbox.folder.write("ada@example.org \(key)\n", to: "db/allowed_signers")
    let plan = sandbox.run("tenants", "deploy", "main", "--plan")
    #expect(plan.exit == 1)
    let id = String(try #require(plan.output.firstMatch(of: /Plan ([0-9a-f]{12})/)).1)
    let refused = sandbox.run("tenants", "deploy", "main", "--yes")
    #expect(refused.exit == 4, "\(refused)")
    let approved = sandbox.run(
      "approve", id, "--environment", "production", "--to", "main", "--key", "\(sandbox.root)/.git/ada", "--yes")
    #expect(approved.exit == 0, "\(approved)")
    let deployed = sandbox.run("tenants", "deploy", "main", "--yes")
    #expect(deployed.exit == 0, "\(deployed)")
    #expect(
      try TestDatabase.column("SELECT count(*)::text FROM confiture.outcome WHERE body LIKE '%ada@example.org%'") == [
        "2"
      ])
    // One tenant alone has the same rules.
    let alone = sandbox.run("checkout", "HEAD~1", "--target", "production/acme", "--yes")
    #expect(alone.exit == 4, "\(alone)")
  }
}
