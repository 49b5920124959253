import Catalog
import Postgres
import SQLSyntax
import Schema
import SchemaDiff
import Scratch
import Synchronization
import TestSupport

@testable import Execution

/// Schemas given as SQL, and migrations written between them.
struct GenerationBench {
  let scratch: ScratchServer
  var planner: MigrationGenerator.Planner = { old, new, options in
    try SchemaPlanner.plan(from: old, to: new, options: options)
  }

  init() throws { scratch = try TestServer.shared() }

  init(planner: @escaping MigrationGenerator.Planner) throws {
    try self.init()
    self.planner = planner
  }

  /// Gives `body` a database with this schema.
  func with<R>(_ sql: String, _ body: (ProofDatabase) throws -> R) throws -> R {
    let name = try scratch.createTemporaryDatabase()
    defer { try? scratch.dropDatabase(name) }
    try run(sql, in: name)
    let database = try ProofDatabase(
      name, on: scratch, options: SnapshotOptions(), environment: testEnvironment())
    defer { database.disconnect() }
    return try body(database)
  }

  func run(_ sql: String, in database: String) throws {
    try Connection(scratch.connectionString(database: database), applicationName: "confiture test").script(sql)
  }

  /// The schema that SQL makes, found out once.
  func snapshot(of sql: String) throws -> Snapshot {
    if let known = Self.snapshots.withLock({ $0[sql] }) { return known }
    let snapshot = try with(sql) { $0.snapshot }
    Self.snapshots.withLock { $0[sql] = snapshot }
    return snapshot
  }

  private static let snapshots = Mutex<[String: Snapshot]>([:])

  /// Writes the migrations from one schema to another.
  func generate(
    from old: String, to new: String, settings: PlannerOptions = PlannerOptions(), title: String = "change"
  ) throws -> Generation {
    let desired = NamedSchema(label: "new", snapshot: try snapshot(of: new))
    return try with(old) { base in
      try MigrationGenerator(
        scratch: scratch, options: SnapshotOptions(), environment: testEnvironment(), plan: planner
      ).generate(from: base, to: desired, settings: settings, title: title)
    }
  }

  /// The fingerprints of a database after each of some scripts, run by themselves: not by what wrote them.
  func fingerprints(from old: String, running scripts: [String]) throws -> [Fingerprint] {
    let name = try scratch.createTemporaryDatabase()
    defer { try? scratch.dropDatabase(name) }
    try run(old, in: name)
    return try scripts.map { script in
      let connection = try Connection(
        scratch.connectionString(database: name), applicationName: "confiture test")
      for statement in try StatementSplitter.statements(of: script).map(\.text) {
        try connection.execute(SQLText(unescaped: statement))
      }
      return try CatalogReader.read(connection).fingerprint
    }
  }
}

/// A plan that a test made up.
enum MadeUp {
  static let users = ObjectIdentity(kind: .table, schema: "public", name: "users")
  static let usersName = QualifiedName(schema: "public", name: "users")

  static func change(
    _ statements: [String], _ summary: String = "change", effects: (inout ChangeEffects) -> Void = { _ in }
  ) -> SchemaChange {
    var described = ChangeEffects()
    effects(&described)
    return SchemaChange(
      object: users, summary: summary, statements: statements.map { ChangeStatement($0) }, effects: described)
  }

  static func plan(_ changes: SchemaChange...) -> SchemaPlan {
    SchemaPlan(migrations: [PlannedMigration(purpose: "change schema", changes: changes)])
  }

  /// Plans this way forwards, and as the real planner does back.
  static func forwards(_ plan: SchemaPlan) -> MigrationGenerator.Planner {
    { old, new, options in
      if options.refusesAmbiguity { return plan }
      return try SchemaPlanner.plan(from: old, to: new, options: options)
    }
  }

  /// Plans this way back, and as the real planner does forwards.
  static func backwards(_ plan: @escaping @Sendable () throws -> SchemaPlan) -> MigrationGenerator.Planner {
    { old, new, options in
      if !options.refusesAmbiguity { return try plan() }
      return try SchemaPlanner.plan(from: old, to: new, options: options)
    }
  }
}
