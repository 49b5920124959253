import Diagnostics
import GitStore
import History
import Postgres
import Scratch
import TestSupport
import Testing

@testable import Execution

/// A repository that histories are imported into, and what was published of them.
final class ImportSite {
  let folder: TemporaryFolder
  let store: ObjectStore
  private(set) var head: ObjectID?

  init() throws {
    folder = try TemporaryFolder()
    store = try ObjectStore.create(at: folder.path)
  }

  @discardableResult func run(
    _ tree: SourceTree, dag: Bool = false, trustsDown: Bool = false
  ) throws -> ImportReport {
    var options = ImportOptions()
    options.followsGraph = dag
    options.trustsDown = trustsDown
    let reference = ConfitureReference.head("main")
    let importer = Importer(
      store: store, scratch: try TestServer.shared(), environment: testEnvironment(), options: options,
      progress: { _ in },
      publish: { [store] commit in
        try store.update(reference, to: commit, expecting: .any, message: "import")
      })
    defer { head = try? store.resolveReference(reference) }
    let branch = try store.resolveReference(reference).map { try VersionReader(store: store).graph.lineage(of: $0) }
    return try importer.run(HistoryReader.read(tree.path, format: .automatic), onto: branch ?? [])
  }

  func lineage() throws -> [Version] {
    try head.map { try VersionReader(store: store).graph.lineage(of: $0) } ?? []
  }

  func migration(_ name: String) throws -> Migration {
    let version = try #require(try lineage().first { $0.name == name })
    return try #require(try SchemaCommits(store).readMigration(version.id))
  }
}

@Suite(.tags(.large), .timeLimit(.minutes(1))) struct ImporterTests {
  private static let linear = [
    "1_users.up.sql": "CREATE TABLE users (id int);", "1_users.down.sql": "DROP TABLE users;",
    "2_mail.up.sql": "ALTER TABLE users ADD mail text;", "2_mail.down.sql": "ALTER TABLE users DROP mail;",
    "3_orders.up.sql": "CREATE TABLE orders (id int);", "3_orders.down.sql": "DROP TABLE orders;",
  ]

  private static let diamond = [
    "a/up.sql": "CREATE TABLE a (id int);", "a/down.sql": "DROP TABLE a;",
    "b/up.sql": "ALTER TABLE a ADD b int;", "b/down.sql": "ALTER TABLE a DROP b;",
    "c/up.sql": "CREATE TABLE c (id int);", "c/down.sql": "DROP TABLE c;",
    "d/up.sql": "CREATE VIEW d AS SELECT b, c.id FROM a, c;", "d/down.sql": "DROP VIEW d;",
    "graph.tsv": "a\t\nb\ta\nc\ta\nd\tb c\n",
  ]

  // MARK: Identity

  @Test(arguments: [false, true])
  func `the same input gives the same commits everywhere`(dag: Bool) throws {
    let tree = try SourceTree(dag ? Self.diamond : Self.linear)
    let sites = [try ImportSite(), try ImportSite()]
    for site in sites { try site.run(tree, dag: dag) }
    let ids = try sites.map { try $0.lineage().map(\.id) }
    #expect(ids[0].count == (dag ? 4 : 3))
    #expect(ids[0] == ids[1])
  }

  @Test(arguments: [false, true])
  func `an import that stopped goes on where it was, and ends as if it had not`(dag: Bool) throws {
    var files = dag ? Self.diamond : Self.linear
    let (broken, name) = dag ? ("d/up.sql", "d") : ("3_orders.up.sql", "3_orders")
    let right = try #require(files[broken])
    files[broken] = "-- almost\nCREATE VIEW d AS SELECT nothing FROM a;\n"
    let tree = try SourceTree(files)
    let site = try ImportSite()
    let failure = try #require(throws: MigrationFailure.self) { try site.run(tree, dag: dag) }
    #expect(failure.diagnostic.location?.file?.hasSuffix(broken) == true)
    #expect(failure.diagnostic.location?.line == 2)
    #expect(failure.diagnostic.message.hasPrefix("\(name): "))
    let kept = try site.lineage().filter { $0.change != nil }
    #expect(kept.map(\.name) == (dag ? ["a", "b", "c"] : ["1_users", "2_mail"]), "what was proven is published")

    try tree.write(Array(right.utf8), to: broken)
    let report = try site.run(tree, dag: dag)
    #expect(report.sealed.map(\.name) == [name])
    #expect(report.alreadyThere == kept.count)
    let whole = try ImportSite()
    try whole.run(tree, dag: dag)
    let expected = try whole.lineage().map(\.id)
    #expect(try site.lineage().map(\.id) == expected)
    #expect(try site.run(tree, dag: dag).sealed.isEmpty)
    #expect(try site.lineage().map(\.id) == expected)
  }

  @Test func `a sealed migration that changed is refused, unless only its looks changed`() throws {
    let tree = try SourceTree(Self.linear)
    let site = try ImportSite()
    try site.run(tree)
    let before = site.head
    try tree.write(
      Array("-- a comment\r\nCREATE  TABLE users /* of the shop */\r\n  (id int)  ;\r\n".utf8), to: "1_users.up.sql")
    let cosmetic = try site.run(tree)
    #expect(cosmetic.alreadyThere == 3)
    #expect(site.head == before)
    try tree.write(Array("CREATE TABLE users (id bigint);".utf8), to: "1_users.up.sql")
    let error = try #require(throws: ImportError.self) { try site.run(tree) }
    #expect(error.code == .changed)
    #expect(error.kind == .refused)
    #expect(error.diagnostic.message.contains("'1_users'"))
    #expect(site.head == before)
  }

  @Test(arguments: [false, true])
  func `what was sealed on top of an import stays when it is repeated`(dag: Bool) throws {
    let tree = try SourceTree(dag ? Self.diamond : Self.linear)
    let site = try ImportSite()
    try site.run(tree, dag: dag)
    let imported = try #require(try site.lineage().last)
    let commits = SchemaCommits(site.store)
    let manifest = MigrationManifest(
      change: ChangeID(derivedFrom: "own"), title: "own", author: Author(name: "Ann", email: "ann@example.com"),
      date: CommitDate(seconds: 1_800_000_000))
    let own = try commits.write(
      parents: [imported.id], migration: Migration(name: "own", up: "SELECT 1", manifest: manifest),
      files: commits.snapshotFiles(of: imported.id), fingerprint: imported.fingerprint)
    try site.store.update(ConfitureReference.head("main"), to: own, expecting: .any, message: "own")
    #expect(try site.run(tree, dag: dag).head == own)
    #expect(site.head == own)

    if dag {
      try tree.write(Array("CREATE TABLE e (id int);".utf8), to: "e/up.sql")
      let error = try #require(throws: ImportError.self) { try site.run(tree, dag: true) }
      #expect(error.kind == .refused)
      #expect(error.diagnostic.message.contains("'own'"))
      #expect(site.head == own)
    } else {
      try tree.write(Array("CREATE TABLE e (id int);".utf8), to: "4_e.up.sql")
      try site.run(tree)
      #expect(try site.lineage().suffix(2).map(\.name) == ["own", "4_e"])
    }
  }

  // MARK: Downs

  @Test(arguments: [false, true])
  func `what a down does not restore is recorded with its migration`(trustsDown: Bool) throws {
    let tree = try SourceTree([
      "1_a.up.sql": "CREATE TABLE a (id int, name text DEFAULT 'x');", "1_a.down.sql": "DROP TABLE a;",
      "2_none.up.sql": "CREATE TABLE none (id int);",
      "3_wrong.up.sql": "ALTER TABLE a DROP name;", "3_wrong.down.sql": "ALTER TABLE a ADD name text;",
      "4_fails.up.sql": "CREATE TABLE f (id int);", "4_fails.down.sql": "DROP TABLE f;\nDROP TABLE g;",
    ])
    let site = try ImportSite()
    let report = try site.run(tree, trustsDown: trustsDown)
    let reversible = report.sealed.filter(\.isReversible).map(\.name)
    #expect(reversible == (trustsDown ? ["1_a", "3_wrong", "4_fails"] : ["1_a"]))
    #expect(try site.lineage().filter(\.isReversible).map(\.name) == reversible)
    #expect(try site.migration("2_none").manifest.differences == ["there is no down.sql"])
    guard !trustsDown else { return }
    let wrong = try site.migration("3_wrong").manifest.differences.joined(separator: "\n")
    #expect(wrong.contains("public.a"))
    #expect(wrong.contains("name"))
    let fails = try site.migration("4_fails").manifest.differences
    #expect(fails == ["down.sql fails (line 2): table \"g\" does not exist"])
  }

  // MARK: What a server refuses in a transaction, and what a server shares

  @Test(.scratchDatabase) func `a value added to an enum and used in the same file falls back to a transaction each`()
    throws
  {
    let tree = try SourceTree([
      "1_mood.up.sql": "CREATE TYPE mood AS ENUM ('good'); CREATE TABLE days (mood mood DEFAULT 'good');",
      "1_mood.down.sql": "DROP TABLE days; DROP TYPE mood;",
      "2_bad.up.sql":
        "ALTER TYPE mood ADD VALUE 'bad';\nINSERT INTO days VALUES ('bad');\nALTER TABLE days ALTER mood SET DEFAULT 'bad';",
    ])
    let site = try ImportSite()
    try site.run(tree)
    #expect(try site.migration("2_bad").manifest.transaction == .none)
    let versions = try VersionReader(store: site.store)
    let target = Target(name: "t", address: try TestDatabase.address)
    let imported = try #require(site.head)
    let head = try versions.version(imported)
    let checkout = try Checkout(
      target, versions: versions, recorder: OutcomeRecorder(site.store), environment: testEnvironment())
    #expect(try checkout.run(CheckoutRequest(destination: head)) { _ in true }.isVerified)
    #expect(try TestDatabase.column("SELECT mood::text FROM days") == ["bad"])
  }

  @Test func `a history that makes roles is imported twice on one server`() throws {
    let role = "confiture_test_import"
    let tree = try SourceTree([
      "1_role.up.sql": "CREATE ROLE \(role); CREATE TABLE a (id int); GRANT SELECT ON a TO \(role);",
      "1_role.down.sql": "DROP TABLE a; DROP ROLE \(role);",
      "2_user.up.sql": "CREATE USER \(role)_user WITH PASSWORD 'x'; ALTER ROLE \(role)_user SET search_path = a;",
      "2_user.down.sql": "DROP USER \(role)_user;",
    ])
    var heads: [ObjectID?] = []
    for _ in 0..<2 {
      let site = try ImportSite()
      #expect(try site.run(tree).sealed.count == 2)
      heads.append(site.head)
    }
    #expect(heads[0] == heads[1])
    let server = try Connection(
      TestServer.shared().connectionString(database: "postgres"), applicationName: "confiture test")
    try server.script("DROP ROLE IF EXISTS \(role)_user; DROP ROLE IF EXISTS \(role)")
  }

  // MARK: Graphs

  @Test func `declared parents are the shape of the history, merges included`() throws {
    let site = try ImportSite()
    let report = try site.run(SourceTree(Self.diamond), dag: true)
    let versions = try site.lineage()
    func parents(_ name: String) throws -> [String] {
      let version = try #require(versions.first { $0.name == name })
      return version.parents.compactMap { id in versions.first { $0.id == id }?.name }
    }
    #expect(try parents("a") == [])
    #expect(try parents("b") == ["a"])
    #expect(try parents("c") == ["a"])
    #expect(try parents("d") == ["b", "c"])
    #expect(report.merges == 1)
    #expect(report.unprovenMerges.isEmpty)
    #expect(versions.last?.name == "d")
    #expect(versions.filter { !$0.isReversible }.isEmpty)
  }

  @Test func `lines that nothing joins are merged in the end`() throws {
    var files = Self.diamond
    files["d/up.sql"] = nil
    files["d/down.sql"] = nil
    files["graph.tsv"] = "a\t\nb\ta\nc\ta\n"
    let site = try ImportSite()
    try site.run(SourceTree(files), dag: true)
    let last = try #require(try site.lineage().last)
    #expect(last.isMerge)
    #expect(last.change == nil)
    #expect(last.parents.count == 2)
  }

  @Test func `what a migration needs beyond what it declares is found and recorded`() throws {
    let tree = try SourceTree([
      "a/up.sql": "CREATE TABLE a (id int);", "b/up.sql": "CREATE TABLE b (id int);",
      "c/up.sql": "CREATE TABLE c (id int);", "d/up.sql": "CREATE VIEW d AS SELECT * FROM b;",
      "e/up.sql": "DO $$ BEGIN EXECUTE 'INSERT INTO ' || chr(99) || ' VALUES (1)'; END $$;",
      "graph.tsv": "a\t\nb\ta\nc\ta\nd\ta\ne\ta\n",
    ])
    let site = try ImportSite()
    let report = try site.run(tree, dag: true)
    #expect(report.sealed.first { $0.name == "d" }?.undeclared == ["b"])
    #expect(report.sealed.first { $0.name == "e" }?.undeclared == ["c"])
    #expect(try site.migration("d").manifest.inferredRequires == ["b"])
    #expect(try site.migration("d").manifest.requires == ["a"])
  }

  @Test func `a merge whose two orders lead to different schemas is reported`() throws {
    func create(_ own: String, unless other: String) -> String {
      """
      CREATE TABLE \(own) (id int);
      DO $$ BEGIN IF to_regclass('\(other)') IS NULL THEN CREATE TABLE first_was_\(own) (id int); END IF; END $$;
      """
    }
    let site = try ImportSite()
    let report = try site.run(
      SourceTree([
        "a/up.sql": "CREATE TABLE a (id int);", "b/up.sql": create("b", unless: "c"),
        "c/up.sql": create("c", unless: "b"), "d/up.sql": "CREATE TABLE d (id int);",
        "graph.tsv": "a\t\nb\ta\nc\ta\nd\tb c\n",
      ]), dag: true)
    #expect(report.unprovenMerges.map(\.name) == ["d"])
    #expect(report.unprovenMerges.first?.differences.joined().contains("first_was_") == true)
    #expect(report.sealed.count == 4, "the tool's own order decides")
  }

  @Test func `a parent that comes later is refused`() throws {
    let tree = try SourceTree(["a/up.sql": "", "b/up.sql": "", "graph.tsv": "a\tb\nb\t\n"])
    let error = try #require(throws: ImportError.self) { try ImportSite().run(tree, dag: true) }
    #expect(error.code == .malformed)
  }
}
