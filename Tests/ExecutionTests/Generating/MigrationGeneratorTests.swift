import Diagnostics
import Postgres
import Schema
import SchemaDiff
import TestSupport
import Testing

@testable import Execution

/// Two schemas.
struct SchemaPair: CustomTestStringConvertible {
  let testDescription: String
  let old: String
  let new: String

  init(_ description: String, _ old: String, _ new: String) {
    (testDescription, self.old, self.new) = (description, old, new)
  }

  static let all = [
    SchemaPair("a first table", "", "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL)"),
    SchemaPair(
      "a column more", "CREATE TABLE users (id int PRIMARY KEY)",
      "CREATE TABLE users (id int PRIMARY KEY, email text DEFAULT 'x' NOT NULL)"),
    SchemaPair(
      "another type below a view", "CREATE TABLE users (id int); CREATE VIEW ids AS SELECT id FROM users",
      "CREATE TABLE users (id bigint); CREATE VIEW ids AS SELECT id FROM users"),
    SchemaPair(
      "an enum's value in the middle", "CREATE TYPE mood AS ENUM ('a', 'c'); CREATE TABLE users (m mood)",
      "CREATE TYPE mood AS ENUM ('a', 'b', 'c'); CREATE TABLE users (m mood)"),
    SchemaPair(
      "a foreign key", "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE orders (id int, user_id int)",
      """
      CREATE TABLE users (id int PRIMARY KEY);
      CREATE TABLE orders (id int, user_id int REFERENCES users ON DELETE CASCADE)
      """),
    SchemaPair(
      "tables that go", "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE orders (user_id int REFERENCES users)",
      "CREATE TABLE users (id int PRIMARY KEY)"),
    SchemaPair(
      "a function and what calls it", "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
      """
      CREATE FUNCTION f(int) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
      CREATE VIEW v AS SELECT f(1) AS one
      """),
  ]
}

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct MigrationGeneratorTests {
  @Test(arguments: SchemaPair.all, [false, true])
  func `what is written leads there, and back`(pair: SchemaPair, isOnline: Bool) throws {
    let bench = try GenerationBench()
    let (start, goal) = (try bench.snapshot(of: pair.old), try bench.snapshot(of: pair.new))
    let generation = try bench.generate(
      from: pair.old, to: pair.new, settings: PlannerOptions(isOnline: isOnline))
    #expect(generation.notes.isEmpty, "\(generation.notes)")
    #expect(generation.migrations.flatMap(\.differences) == [])
    let ups = generation.migrations.map(\.up)
    let downs = generation.migrations.compactMap(\.down)
    #expect(downs.count == ups.count)
    let reached = try bench.fingerprints(from: pair.old, running: ups + downs.reversed())
    #expect(reached[ups.count - 1] == goal.fingerprint)
    #expect(reached.last == start.fingerprint)
  }

  @Test func `the same schema needs nothing`() throws {
    let sql = "CREATE TABLE users (id int PRIMARY KEY)"
    #expect(try GenerationBench().generate(from: sql, to: sql).migrations.isEmpty)
    // Another order of columns is the same schema.
    let generation = try GenerationBench().generate(
      from: "CREATE TABLE users (a int, b int)", to: "CREATE TABLE users (b int, a int)")
    #expect(generation.migrations.isEmpty)
  }

  @Test func `the scripts say what each change does and costs`() throws {
    let generation = try GenerationBench().generate(
      from: "CREATE TABLE users (id int, phone text)", to: "CREATE TABLE users (id int)", title: "no phones")
    let migration = try #require(generation.migrations.first)
    #expect(migration.up.hasPrefix("-- no phones\n\n-- table public.users: drop column phone\n"))
    #expect(migration.up.contains("-- locks public.users: ACCESS EXCLUSIVE\n"))
    #expect(migration.up.contains("-- loses the values of column public.users.phone\n"))
    #expect(migration.up.hasSuffix("ALTER TABLE public.users DROP COLUMN phone;\n"))
    #expect(migration.down?.hasPrefix("-- Takes back: no phones\n\n") == true)
    #expect(migration.losses == ["the values of column public.users.phone"])
    #expect(migration.downLosses.isEmpty)
  }

  @Test func `an object of the schema is all that a migration may miss by`() throws {
    let plan = MadeUp.plan(MadeUp.change(["ALTER TABLE public.users ADD COLUMN mail text"]))
    let error = #expect(throws: GenerationError.self) {
      try GenerationBench(planner: MadeUp.forwards(plan)).generate(
        from: "CREATE TABLE users (id int)", to: "CREATE TABLE users (id int, email text)")
    }
    #expect(error?.code == .planMisses)
    #expect(error?.kind == .failed)
    let details = error?.diagnostic.details.joined(separator: "\n") ?? ""
    #expect(details.contains("table public.users: column email: missing"), "\(details)")
    #expect(details.contains("column mail: unexpected"))
  }

  @Test func `a plan without changes between two schemas is a failure`() throws {
    let error = #expect(throws: GenerationError.self) {
      try GenerationBench(planner: { _, _, _ in SchemaPlan(migrations: []) }).generate(
        from: "", to: "CREATE TABLE users (id int)")
    }
    #expect(error?.code == .planMisses)
    #expect(error?.diagnostic.details == ["table public.users: missing"])
  }

  @Test func `a statement that does not run is shown with its object`() throws {
    let plan = MadeUp.plan(MadeUp.change(["ALTER TABLE public.users ADD COLUMN email txet"], "add column email"))
    let error = #expect(throws: GenerationError.self) {
      try GenerationBench(planner: MadeUp.forwards(plan)).generate(
        from: "CREATE TABLE users (id int)", to: "CREATE TABLE users (id int, email text)")
    }
    #expect(error?.code == .planFails)
    #expect(error?.diagnostic.message.contains("table public.users (add column email)") == true)
    #expect(error?.diagnostic.location?.file == "up.sql")
    #expect(error?.diagnostic.location?.line == 4)
  }
}

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct GeneratedEffectsTests {
  private static let old = "CREATE TABLE users (id int PRIMARY KEY, email text)"

  @Test(arguments: [
    ["DELETE FROM public.users"],
    ["ALTER TABLE public.users DROP COLUMN email", "ALTER TABLE public.users ADD COLUMN email text"],
    ["UPDATE public.users SET email = NULL"], ["UPDATE public.users SET email = 'other'"],
    ["DROP TABLE public.users", "CREATE TABLE public.users (id int PRIMARY KEY, email text)"],
  ])
  func `rows that go without a word are a failure`(statements: [String]) throws {
    let change = MadeUp.change(statements + ["COMMENT ON TABLE public.users IS 'people'"])
    let bench = try GenerationBench(planner: MadeUp.forwards(MadeUp.plan(change)))
    let new = Self.old + "; COMMENT ON TABLE users IS 'people'"
    let error = #expect(throws: GenerationError.self) { try bench.generate(from: Self.old, to: new) }
    #expect(error?.code == .rowsLost)
    #expect(error?.diagnostic.message.contains("public.users") == true)
    let declared = MadeUp.change(change.statements.map(\.text)) { $0.losses = ["the rows of table public.users"] }
    let allowed = try GenerationBench(planner: MadeUp.forwards(MadeUp.plan(declared))).generate(
      from: Self.old, to: new)
    #expect(allowed.migrations.first?.losses == ["the rows of table public.users"])
  }

  @Test func `a table that is written anew without a word is a failure`() throws {
    let statements = ["ALTER TABLE public.users ALTER COLUMN id TYPE bigint"]
    let new = "CREATE TABLE users (id bigint PRIMARY KEY, email text)"
    let error = #expect(throws: GenerationError.self) {
      try GenerationBench(planner: MadeUp.forwards(MadeUp.plan(MadeUp.change(statements)))).generate(
        from: Self.old, to: new)
    }
    #expect(error?.code == .rewritten)
    #expect(error?.diagnostic.message.contains("'public.users'") == true)
    let declared = MadeUp.change(statements) { $0.rewrites = [MadeUp.usersName] }
    let generation = try GenerationBench(planner: MadeUp.forwards(MadeUp.plan(declared))).generate(
      from: Self.old, to: new)
    #expect(generation.migrations.count == 1)
  }

  @Test func `a change that rows forbid is proven without them, and says so`() throws {
    let change = MadeUp.change(["ALTER TABLE public.users ADD COLUMN name text NOT NULL"]) {
      $0.conditions = ["public.users has rows"]
    }
    let generation = try GenerationBench(planner: MadeUp.forwards(MadeUp.plan(change))).generate(
      from: Self.old, to: "CREATE TABLE users (id int PRIMARY KEY, email text, name text NOT NULL)")
    #expect(generation.rowCount == 0)
    #expect(generation.notes.map(\.code) == ["generate.rows-refused"])
    #expect(generation.notes.first?.severity == .note)
    #expect(generation.notes.first?.details == ["fails if public.users has rows"])
    #expect(generation.migrations.first?.up.contains("-- fails if public.users has rows\n") == true)
  }

  @Test func `a way back that rows forbid is proven without them, and the way there with them`() throws {
    let generation = try GenerationBench().generate(
      from: "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL)",
      to: "CREATE TABLE users (id int PRIMARY KEY)")
    #expect(generation.migrations.flatMap(\.differences) == [])
    #expect(generation.rowCount == 2)
    #expect(generation.notes.map(\.code) == ["generate.rows-refused"])
    #expect(generation.notes.first?.message.contains("the way back of 'change'") == true)
  }

  @Test func `a way back that does not restore is written with what differs`() throws {
    let planner = MadeUp.backwards {
      MadeUp.plan(MadeUp.change(["ALTER TABLE public.users RENAME COLUMN phone TO gone"]))
    }
    let generation = try GenerationBench(planner: planner).generate(
      from: Self.old, to: "CREATE TABLE users (id int PRIMARY KEY, email text, phone text)")
    let migration = try #require(generation.migrations.first)
    #expect(!migration.isReversible)
    #expect(migration.differences == ["table public.users: column gone: unexpected"])
    #expect(migration.down?.contains("RENAME COLUMN phone") == true)
  }

  @Test func `where no way back is known, there is no down`() throws {
    let planner = MadeUp.backwards { throw SchemaDiffError(.unsupportedChange, "it cannot be undone") }
    let generation = try GenerationBench(planner: planner).generate(
      from: Self.old, to: "CREATE TABLE users (id int PRIMARY KEY, email text, phone text)")
    let migration = try #require(generation.migrations.first)
    #expect(migration.down == nil)
    #expect(migration.differences == ["no way back is known: it cannot be undone"])
  }

  @Test func `each migration of a plan is named, and has its own way back`() throws {
    let old = "CREATE TABLE users (id int)"
    let new = "CREATE TABLE users (id int, CONSTRAINT positive CHECK (id > 0))"
    let plan = SchemaPlan(migrations: [
      PlannedMigration(
        purpose: "change schema",
        changes: [MadeUp.change(["ALTER TABLE public.users ADD CONSTRAINT positive CHECK (id > 0) NOT VALID"])]),
      PlannedMigration(
        purpose: "validate constraints",
        changes: [MadeUp.change(["ALTER TABLE public.users VALIDATE CONSTRAINT positive"])]),
    ])
    let bench = try GenerationBench(planner: MadeUp.forwards(plan))
    let generation = try bench.generate(from: old, to: new, title: "ids")
    #expect(generation.migrations.map(\.title) == ["ids", "ids: validate constraints"])
    #expect(generation.migrations.flatMap(\.differences) == [])
    #expect(generation.migrations.compactMap(\.down).count == 2)
  }

  @Test(arguments: [
    "ALTER TABLE public.users RENAME COLUMN b TO gone", "ALTER TABLE public.users DROP COLUMN nothing", nil,
  ])
  func `where one of several ways back does not restore, each is tried by itself`(way: String?) throws {
    let old = "CREATE TABLE users (id int)"
    let new = "CREATE TABLE users (id int, a int, b int, c int)"
    let plan = SchemaPlan(
      migrations: ["a", "b", "c"].map { column in
        PlannedMigration(
          purpose: "add \(column)",
          changes: [MadeUp.change(["ALTER TABLE public.users ADD COLUMN \(column) int"])])
      })
    let bench = try GenerationBench { old, new, options in
      if options.refusesAmbiguity { return plan }
      func has(_ files: [SnapshotFile], _ column: String) -> Bool {
        files.contains { $0.text.contains("  \(column) integer") }
      }
      guard has(old, "b"), !has(new, "b") else {
        return try SchemaPlanner.plan(from: old, to: new, options: options)
      }
      guard let way else { throw SchemaDiffError(.unsupportedChange, "it cannot be undone") }
      return MadeUp.plan(MadeUp.change([way]))
    }
    let generation = try bench.generate(from: old, to: new)
    #expect(generation.migrations.map(\.isReversible) == [true, false, true])
    #expect(generation.migrations.map { $0.down == nil } == [false, way == nil, false])
    let difference = try #require(generation.migrations[1].differences.first)
    switch way {
    case nil: #expect(difference == "no way back is known: it cannot be undone")
    case .some(let way) where way.contains("RENAME"):
      #expect(difference == "table public.users: column gone: unexpected")
    default: #expect(difference.contains("down.sql fails"))
    }
  }
}
