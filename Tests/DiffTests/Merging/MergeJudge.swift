import Catalog
import Postgres
import Schema
import Scratch
import TestSupport

/// Says by itself whether two lines go together: psql runs them in both orders, and pg_dump and the rows are compared.
///
/// Shares nothing with the merge.
final class MergeJudge {
  private let scratch: ScratchServer
  private let base: String
  private let ours: String
  private let theirs: String
  private let programs: ServerPrograms
  /// The database in which the base was run, unless many share it.
  private var ownStart: String?
  /// What ours, then theirs make of it, where that was tried.
  private var known: Result<Outcome, ServerPrograms.Failure>?

  init(scratch: ScratchServer, base: String, ours: String, theirs: String) {
    (self.scratch, self.base, self.ours, self.theirs) = (scratch, base, ours, theirs)
    programs = ServerPrograms(server: scratch)
  }

  deinit { if let ownStart { try? scratch.dropDatabase(ownStart) } }

  /// What stands against a merge; empty if nothing does.
  func objections() throws -> [String] {
    let (first, second) = (try oursThenTheirs(), try outcome([theirs, ours]))
    switch (first, second) {
    case (.failure(let error), _): return ["ours, then theirs does not run: \(error.message)"]
    case (_, .failure(let error)): return ["theirs, then ours does not run: \(error.message)"]
    case (.success(let one), .success(let other)):
      let rows = one.rows == other.rows ? [] : ["rows: \(one.rows)\n  and: \(other.rows)"]
      return one.dump.differences(to: other.dump) + rows
    }
  }

  /// How the merged snapshot differs from what the lines make of a database.
  func differences(from merged: Snapshot) throws -> [String] {
    let made = try oursThenTheirs().get().dump
    return try scratch.withTemporaryDatabase { address in
      try programs.psql(SnapshotLoading.script(of: merged.files.map { ($0.path, $0.text) }), in: address)
      return made.differences(to: SchemaDump(try programs.dump(address, includesAccess: false)))
    }
  }

  private struct Outcome {
    let dump: SchemaDump
    let rows: [String]
  }

  private func oursThenTheirs() throws -> Result<Outcome, ServerPrograms.Failure> {
    if let known { return known }
    let outcome = try outcome([ours, theirs])
    known = outcome
    return outcome
  }

  private func outcome(_ scripts: [String]) throws -> Result<Outcome, ServerPrograms.Failure> {
    do {
      let name = try scratch.createTemporaryDatabase(copying: start())
      defer { try? scratch.dropDatabase(name) }
      let address = scratch.connectionString(database: name)
      for script in scripts { try programs.psql(script, in: address) }
      return .success(
        Outcome(dump: SchemaDump(try programs.dump(address, includesAccess: false)), rows: try rows(address)))
    } catch let failure as ServerPrograms.Failure where failure.program == "psql" {
      return .failure(failure)
    }
  }

  /// A database in which the base was run, to be copied.
  private func start() throws -> String {
    if let shared = SharedStart.of(base) { return try shared.database { try runBase(in: $0) } }
    if let ownStart { return ownStart }
    let name = try scratch.createTemporaryDatabase()
    ownStart = name
    try runBase(in: name)
    return name
  }

  private func runBase(in name: String) throws {
    try programs.psql(base, in: scratch.connectionString(database: name))
  }

  /// The rows of every relation that has some, and where sequences are, in an order of their own.
  private func rows(_ address: ConnectionString) throws -> [String] {
    let connection = try Connection(address, applicationName: "confiture test")
    let names = try connection.query(
      """
      SELECT c.oid::regclass::text, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm', 'S') AND c.relispopulated AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1
      """
    ).rows.map { ($0.text(0), $0.text(1)) }
    var rows: [String] = []
    for (name, kind) in names {
      let what = kind == "S" ? "last_value::text" : "to_jsonb(t)::text"
      let found = try connection.query(SQLText(unescaped: "SELECT \(what) FROM \(name) t ORDER BY 1"))
      rows += found.rows.map { "\(name): \($0.text(0))" }
    }
    return rows
  }
}
