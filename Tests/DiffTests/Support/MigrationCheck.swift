import Catalog
import Diagnostics
import Glibc
import Postgres
import Schema
import SchemaDiff
import Scratch
import Synchronization
import TestSupport

/// Tries a planner on pairs of schemas: what it plans from one to the other is run on a database of the one that
/// holds rows, and must make the other of it, in both directions.
///
/// A plan passes when
/// - the schema read again has the other's fingerprint, `pg_dump` sees no difference, and a second plan is empty;
/// - rows are what they were, and files of tables too, unless the plan said otherwise.
struct MigrationCheck: Sendable {
  typealias Planner = @Sendable (_ old: [SnapshotFile], _ new: [SnapshotFile], Renames) throws -> SchemaPlan

  /// What a planner does with a possible rename that nobody declared.
  enum Renames { case asked, dropped }

  let server: ScratchServer
  /// Whether owners and grants are part of the schema.
  var includesAccess = true
  /// Whether other checks have the same pair: then its schemas are built once, and copied.
  var isRepeated = false
  let planner: Planner

  private var options: SnapshotOptions { SnapshotOptions(includesAccess: includesAccess) }
  private var programs: ServerPrograms { ServerPrograms(server: server) }

  /// Tries both directions.
  func check(_ pair: SchemaPair) throws -> PairReport {
    let old: BuiltSchema
    let new: BuiltSchema
    do {
      old = try build(pair.setup, pair.old)
    } catch let error as ServerPrograms.Failure {
      return .notLoadable("old: \(error.message)")
    }
    defer { drop(old) }
    do {
      new = try build(pair.setup, pair.new)
    } catch let error as ServerPrograms.Failure {
      return .notLoadable("new: \(error.message)")
    }
    defer { drop(new) }
    let forward = try migrate(old, to: new, rows: pair.rows) { try build(pair.setup, pair.old) }
    let backward = try migrate(new, to: old) { try build(pair.setup, pair.new) }
    return .checked(forward: forward, backward: backward)
  }

  // MARK: Schemas

  /// A database of its own, and what was read from it before anything was changed.
  private struct BuiltSchema {
    let database: String
    let address: ConnectionString
    let snapshot: Snapshot
    let dump: SchemaDump
  }

  private func build(_ setup: String, _ sql: String) throws -> BuiltSchema {
    guard isRepeated else { return try build(setup, sql, in: server.createTemporaryDatabase()) }
    let built = try Self.lasting.withLock { lasting in
      let key = [setup, sql, "\(includesAccess)"]
      if let built = lasting[key] { return built }
      let built = try build(setup, sql, in: TestServer.createLastingDatabase())
      lasting[key] = built
      return built
    }
    let copy = try server.createTemporaryDatabase(copying: built.database)
    return BuiltSchema(
      database: copy, address: server.connectionString(database: copy), snapshot: built.snapshot, dump: built.dump)
  }

  /// Schemas that many checks begin with, to be copied.
  private static let lasting = Mutex<[[String]: BuiltSchema]>([:])

  private func build(_ setup: String, _ sql: String, in database: String) throws -> BuiltSchema {
    let address = server.connectionString(database: database)
    do {
      for script in [setup, sql] where !script.isEmpty { try load(script, into: address) }
      let connection = try Connection(address, applicationName: "confiture test")
      return BuiltSchema(
        database: database, address: address, snapshot: try CatalogReader.read(connection, options: options),
        dump: SchemaDump(try programs.dump(address, includesAccess: includesAccess)))
    } catch {
      try? server.dropDatabase(database)
      throw error
    }
  }

  private func drop(_ schema: BuiltSchema) { try? server.dropDatabase(schema.database) }

  /// Runs a script with psql, with the roles that it wants; all databases of the server share them.
  private func load(_ script: String, into address: ConnectionString) throws {
    var attempts = 0
    while true {
      do {
        return try programs.psql(Self.wrapped(script), in: address)
      } catch let error as ServerPrograms.Failure {
        attempts += 1
        guard attempts < 5 else { throw error }
        if let match = error.message.firstMatch(of: #/role "([^"]+)" does not exist/#) {
          try createRole(String(match.1), in: address)
        } else if error.message.contains("tuple concurrently") || error.message.contains("pg_authid_rolname_index") {
          continue
        } else {
          throw error
        }
      }
    }
  }

  /// All or nothing, so that it can be tried again, unless it does what no transaction allows.
  private static func wrapped(_ script: String) -> String {
    let isAlone = script.firstMatch(of: #/(?i)\b(BEGIN|COMMIT|CONCURRENTLY)\s*;|\bCONCURRENTLY\b|ADD\s+VALUE/#) != nil
    return isAlone ? script : "BEGIN;\n\(script)\n;COMMIT;\n"
  }

  private func createRole(_ name: String, in address: ConnectionString) throws {
    let connection = try Connection(address, applicationName: "confiture test")
    do {
      try connection.execute("CREATE ROLE \(identifier: name) NOLOGIN")
    } catch {
      // Another test may have been faster.
      guard error.sqlState == "42710" || error.sqlState == "23505" else { throw error }
    }
  }

  // MARK: Migrations

  private func migrate(
    _ old: BuiltSchema, to new: BuiltSchema, rows: String = "", rebuild: () throws -> BuiltSchema
  ) throws -> DirectionReport {
    var report = DirectionReport(outcome: .passed)
    guard let plan = self.plan(old.snapshot, new.snapshot, &report) else { return report }
    report.script = plan.migrations.enumerated().flatMap { number, migration in
      (plan.migrations.count > 1 ? ["-- migration \(number + 1): \(migration.purpose)\n"] : [])
        + migration.changes.flatMap { change in change.statements.map(\.text) + change.effects.notes }
    }
    let declared = DeclaredEffects(of: plan)
    do {
      report.outcome = try outcome(of: plan, on: old, to: new, rows: rows, seeding: true, &report)
    } catch let error as PlanRunner.Failure where error.isAboutRows && !declared.conditions.isEmpty {
      // It said that rows could make it fail: then it has to work without.
      let empty = try rebuild()
      defer { drop(empty) }
      do {
        report.outcome = try outcome(of: plan, on: empty, to: new, rows: rows, seeding: false, &report)
      } catch let error as PlanRunner.Failure {
        report.outcome = .failed(CheckFailure(kind: .statement, detail: error.text))
      }
    } catch let error as PlanRunner.Failure {
      report.outcome = .failed(
        CheckFailure(kind: error.isAboutRows ? .condition : .statement, detail: error.text))
    }
    return report
  }

  /// Asks for a plan; without one the report says why.
  private func plan(_ old: Snapshot, _ new: Snapshot, _ report: inout DirectionReport) -> SchemaPlan? {
    do {
      return try planner(old.files, new.files, report.wasAsked ? .dropped : .asked)
    } catch let error as SchemaDiffError where error.code == .ambiguousRename && !report.wasAsked {
      report.wasAsked = true
      return plan(old, new, &report)
    } catch let error as SchemaDiffError where error.kind == .refused {
      report.outcome = .refused("\(error.code.rawValue): \(error.message)")
    } catch let error as any DiagnosedError {
      let diagnostic = error.diagnostic
      let text = ([diagnostic.message] + diagnostic.details).joined(separator: "\n")
      report.outcome = .failed(CheckFailure(kind: .planning, detail: text))
    } catch {
      report.outcome = .failed(CheckFailure(kind: .planning, detail: "\(error)"))
    }
    return nil
  }

  private func outcome(
    of plan: SchemaPlan, on old: BuiltSchema, to new: BuiltSchema, rows: String, seeding: Bool,
    _ report: inout DirectionReport
  ) throws -> CheckOutcome {
    if seeding, !rows.isEmpty { try? programs.psql(rows, in: old.address) }
    // Each step has a session of its own, which leaves nothing behind.
    if seeding { report.seeded = try RowSeeder(connection: connect(old)).seed() }
    let before = try StoredData(of: connect(old))
    let worker = try connect(old, settings: [("statement_timeout", "20s"), ("client_min_messages", "warning")])
    try PlanRunner(connection: worker).run(plan)
    let after = try StoredData(of: connect(old))
    let reached = try CatalogReader.read(connect(old), options: options)
    if reached.fingerprint != new.snapshot.fingerprint {
      return .failed(CheckFailure(kind: .fingerprint, detail: Self.differences(reached, new.snapshot)))
    }
    let dump = SchemaDump(try programs.dump(old.address, includesAccess: includesAccess))
    let differences = dump.differences(to: new.dump)
    if !differences.isEmpty {
      if old.snapshot.uncovered != new.snapshot.uncovered {
        let objects = (old.snapshot.uncovered + new.snapshot.uncovered).map(\.description)
        return .refused("not covered: \(Set(objects).sorted().joined(separator: ", "))")
      }
      return .failed(CheckFailure(kind: .dump, detail: differences.joined(separator: "\n")))
    }
    var second = DirectionReport(outcome: .passed)
    guard let rest = self.plan(reached, new.snapshot, &second) else { return second.outcome }
    if !rest.isEmpty {
      let statements = rest.migrations.flatMap(\.changes).flatMap(\.statements).map(\.text)
      return .failed(CheckFailure(kind: .secondPlan, detail: statements.joined(separator: ";\n")))
    }
    let loss = before.firstLoss(in: after, declared: DeclaredEffects(of: plan))
    return loss.map { .failed($0) } ?? .passed
  }

  private func connect(_ schema: BuiltSchema, settings: [(String, String)] = []) throws -> Connection {
    try Connection(schema.address, applicationName: "confiture test", sessionSettings: settings)
  }

  private static func differences(_ reached: Snapshot, _ wanted: Snapshot) -> String {
    let old = Dictionary(uniqueKeysWithValues: reached.files.map { ($0.path, $0.text) })
    let new = Dictionary(uniqueKeysWithValues: wanted.files.map { ($0.path, $0.text) })
    return Set(old.keys).union(new.keys).sorted().compactMap { path in
      // The order of columns and the commas after them are no difference.
      let (left, right) = (Self.lines(old[path] ?? ""), Self.lines(new[path] ?? ""))
      let changes =
        left.filter { !right.contains($0) }.map { "- \($0)" } + right.filter { !left.contains($0) }.map { "+ \($0)" }
      return changes.isEmpty ? nil : (["-- \(path)"] + changes).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { String($0.hasSuffix(",") ? $0.dropLast() : $0) }
  }
}

extension ChangeEffects {
  /// What it costs, as comments.
  fileprivate var notes: [String] {
    var parts = losses.map { "loses \($0)" } + rewrites.map { "rewrites \($0)" } + conditions.map { "fails if \($0)" }
    parts = parts.map { "-- \($0)\n" }
    return parts
  }
}
