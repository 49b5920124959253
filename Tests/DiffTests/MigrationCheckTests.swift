import Diagnostics
import Schema
import SchemaDiff
import Synchronization
import TestSupport
import Testing

/// The check itself: what is right passes, and each way of being wrong is found.
@Suite(.tags(.large), .timeLimit(.minutes(2))) struct MigrationCheckTests {
  private static let pair = SchemaPair(
    name: "shop",
    setup: "CREATE SCHEMA shop;",
    old: """
      SET search_path = shop;
      CREATE TABLE customer (id integer PRIMARY KEY, name text NOT NULL);
      CREATE TABLE purchase (
        id integer PRIMARY KEY, customer integer NOT NULL REFERENCES customer,
        state varchar(8) NOT NULL CHECK (state IN ('open', 'paid')), amount numeric(8, 2));
      CREATE SEQUENCE ticket;
      CREATE MATERIALIZED VIEW total AS SELECT customer, sum(amount) AS sum FROM purchase GROUP BY customer;
      """,
    new: """
      SET search_path = shop;
      CREATE TABLE customer (name text NOT NULL, id integer PRIMARY KEY);
      CREATE TABLE purchase (
        id integer PRIMARY KEY, customer integer NOT NULL REFERENCES customer,
        state varchar(8) NOT NULL CHECK (state IN ('open', 'paid')), amount numeric(8, 2));
      CREATE INDEX purchase_state_idx ON purchase (state);
      CREATE SEQUENCE ticket;
      CREATE MATERIALIZED VIEW total AS SELECT customer, sum(amount) AS sum FROM purchase GROUP BY customer;
      """,
    rows: "SELECT nextval('shop.ticket');")

  private static let indexed = "CREATE INDEX purchase_state_idx ON shop.purchase USING btree (state)"

  private func check(
    _ pair: SchemaPair = Self.pair, _ planner: @escaping MigrationCheck.Planner
  ) throws -> (forward: DirectionReport, backward: DirectionReport) {
    switch try MigrationCheck(server: TestServer.shared(), isRepeated: pair.old == Self.pair.old, planner: planner)
      .check(
        pair)
    {
    case .notLoadable(let message):
      Issue.record("not loadable: \(message)")
      return (DirectionReport(outcome: .passed), DirectionReport(outcome: .passed))
    case .checked(let forward, let backward): return (forward, backward)
    }
  }

  /// What comes of a plan of these statements, where the second plan is empty.
  private func outcome(
    _ statements: [String], pair: SchemaPair = Self.pair, _ effects: ChangeEffects = ChangeEffects()
  ) throws -> CheckOutcome {
    let first = FirstCall()
    return try check(pair) { _, _, _ in
      first.isNow() ? Rebuilding.plan(statements.map { ChangeStatement($0) }, effects) : SchemaPlan(migrations: [])
    }.forward.outcome
  }

  @Test func `dropping and creating everything passes when it says that rows are lost`() throws {
    let report = try check { old, new, _ in Rebuilding.plan(from: old, to: new) }
    #expect(report.forward.outcome == .passed, "\(report.forward.text)")
    #expect(report.backward.outcome == .passed, "\(report.backward.text)")
    #expect(report.forward.seeded == (2, 2))
  }

  @Test func `a plan in place passes, columns in another order being the same schema`() throws {
    #expect(try outcome([Self.indexed]) == .passed)
  }

  @Test func `statements that cannot be in a transaction run outside`() throws {
    let first = FirstCall()
    let statements = [
      ChangeStatement("CREATE TABLE shop.away ()"), ChangeStatement("DROP TABLE shop.away"),
      ChangeStatement(Self.indexed.replacing("INDEX", with: "INDEX CONCURRENTLY"), isTransactional: false),
    ]
    let report = try check { _, _, _ in first.isNow() ? Rebuilding.plan(statements) : SchemaPlan(migrations: []) }
    #expect(report.forward.outcome == .passed, "\(report.forward.text)")
  }

  @Test(arguments: [
    (CheckFailure.Kind.fingerprint, ["SELECT 1"]),
    (.fingerprint, [Self.indexed, "COMMENT ON TABLE shop.purchase IS 'x'"]),
    (.fingerprint, [Self.indexed, "GRANT SELECT ON shop.purchase TO PUBLIC"]),
    (.statement, ["CREATE INDEX purchase_state_idx ON shop.purchase (status)"]),
    (.condition, [Self.indexed, "ALTER TABLE shop.purchase ADD CHECK (id > 1000)"]),
    (.rows, [Self.indexed, "DELETE FROM shop.purchase WHERE id = 1"]),
    (.rows, [Self.indexed, "UPDATE shop.purchase SET amount = 0"]),
    (
      .rows,
      [
        Self.indexed, "DROP MATERIALIZED VIEW shop.total", "ALTER TABLE shop.purchase DROP COLUMN amount",
        "ALTER TABLE shop.purchase ADD COLUMN amount numeric(8, 2)",
        "CREATE MATERIALIZED VIEW shop.total AS SELECT customer, sum(amount) AS sum FROM shop.purchase GROUP BY customer",
      ]
    ),
    (
      .rewrite,
      [Self.indexed, "ALTER TABLE shop.customer ALTER name TYPE varchar(90), ALTER name TYPE text"].dropLast() + [
        "ALTER TABLE shop.purchase SET UNLOGGED", "ALTER TABLE shop.purchase SET LOGGED",
      ]
    ),
    (.rewrite, [Self.indexed, "REFRESH MATERIALIZED VIEW shop.total"]),
    (.sequence, [Self.indexed, "SELECT setval('shop.ticket', 100)"]),
  ])
  func `what is wrong is found`(kind: CheckFailure.Kind, statements: [String]) throws {
    let outcome = try outcome(statements)
    #expect(outcome.failure?.kind == kind, "\(outcome)")
  }

  @Test func `a plan that is left after the plan is found`() throws {
    let report = try check { _, _, _ in
      Rebuilding.plan([ChangeStatement("CREATE INDEX IF NOT EXISTS purchase_state_idx ON shop.purchase (state)")])
    }
    #expect(report.forward.outcome.failure?.kind == .secondPlan)
  }

  @Test func `what the plan says of rows is believed, and no more`() throws {
    var effects = ChangeEffects()
    effects.losses = ["the rows of table shop.purchase"]
    #expect(try outcome([Self.indexed, "DELETE FROM shop.purchase"], effects) == .passed)
    #expect(try outcome([Self.indexed, "TRUNCATE shop.customer CASCADE"], effects).failure?.kind == .rows)
    effects = ChangeEffects()
    effects.rewrites = [QualifiedName(schema: "shop", name: "total")]
    #expect(try outcome([Self.indexed, "REFRESH MATERIALIZED VIEW shop.total"], effects) == .passed)
  }

  @Test func `a change that rows may forbid is tried without them`() throws {
    var pair = Self.pair
    pair.new += "ALTER TABLE purchase ADD CONSTRAINT late CHECK (id > 1000);"
    var effects = ChangeEffects()
    effects.conditions = ["a row of shop.purchase has id at most 1000"]
    let statements = [Self.indexed, "ALTER TABLE shop.purchase ADD CONSTRAINT late CHECK (id > 1000)"]
    #expect(try outcome(statements, pair: pair, effects) == .passed)
    #expect(try outcome(statements, pair: pair).failure?.kind == .condition)
  }

  @Test func `refusals are told from failures, and a question is answered`() throws {
    let refused = try check { _, _, _ in throw SchemaDiffError(.unsupportedChange, "not that") }
    #expect(refused.forward.outcome == .refused("unsupported-change: not that"))
    let failed = try check { _, _, _ in throw SchemaDiffError(.unreadable, "no") }
    #expect(failed.forward.outcome.failure?.kind == .planning)
    let asked = try check { old, new, renames in
      if renames == .asked, old != new { throw SchemaDiffError(.ambiguousRename, "is it?") }
      return Rebuilding.plan(from: old, to: new)
    }
    #expect(asked.forward.outcome == .passed, "\(asked.forward.text)")
    #expect(asked.forward.wasAsked)
  }

  @Test func `what no server takes is not counted as a failure`() throws {
    var pair = Self.pair
    pair.new = "CREATE TABLE t (a no_such_type);"
    let report = try MigrationCheck(server: TestServer.shared()) { _, _, _ in SchemaPlan(migrations: []) }.check(pair)
    guard case .notLoadable(let message) = report else {
      Issue.record("\(report)")
      return
    }
    #expect(message.contains("no_such_type"))
  }

  @Test func `rows are found for checks, keys, enums, domains and partitions`() throws {
    let sql = """
      CREATE TYPE mood AS ENUM ('good', 'bad');
      CREATE DOMAIN code AS varchar(3) NOT NULL CHECK (VALUE ~ '^[A-Z]' AND VALUE IN ('ABC', 'DEF'));
      CREATE TABLE b (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a integer NOT NULL, code code, mood mood NOT NULL,
        at timestamptz NOT NULL, tags text[], twice integer GENERATED ALWAYS AS (a * 2) STORED);
      CREATE TABLE a (id uuid, part integer, PRIMARY KEY (id, part), size numeric(2, 2), day daterange, EXCLUDE USING gist (day WITH &&));
      CREATE TABLE c (id uuid NOT NULL, part integer NOT NULL, FOREIGN KEY (id, part) REFERENCES a, kind text NOT NULL CHECK (kind = 'only'));
      CREATE TABLE p (region text NOT NULL, n integer) PARTITION BY LIST (region);
      CREATE TABLE p_eu PARTITION OF p FOR VALUES IN ('eu', 'uk');
      CREATE TABLE never (id integer CHECK (id IS NULL AND id IS NOT NULL));
      CREATE TABLE empty ();
      """
    let pair = SchemaPair(name: "rows", old: sql, new: sql)
    let report = try check(pair) { _, _, _ in SchemaPlan(migrations: []) }
    #expect(report.forward.outcome == .passed, "\(report.forward.text)")
    #expect(report.forward.seeded == (5, 6))
  }
}

/// True once.
private final class FirstCall: Sendable {
  private let isFirst = Mutex(true)

  func isNow() -> Bool {
    isFirst.withLock { isFirst in
      defer { isFirst = false }
      return isFirst
    }
  }
}
