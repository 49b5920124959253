import Catalog
import Postgres
import Schema
import Scratch
import TestSupport

/// Says by itself whether two lines go together: psql runs them in both orders, and pg_dump and the rows are compared.
///
/// Shares nothing with the merge.
struct MergeJudge {
  let scratch: ScratchServer
  let base: String
  let ours: String
  let theirs: String

  /// What stands against a merge; empty if nothing does.
  func objections() throws -> [String] {
    let programs = ServerPrograms(server: scratch)
    let (first, second) = (try outcome([base, ours, theirs], programs), try outcome([base, theirs, ours], programs))
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
    let programs = ServerPrograms(server: scratch)
    let made = try outcome([base, ours, theirs], programs).get().dump
    return try scratch.withTemporaryDatabase { address in
      try programs.psql(SnapshotLoading.script(of: merged.files.map { ($0.path, $0.text) }), in: address)
      return made.differences(to: SchemaDump(try programs.dump(address, includesAccess: false)))
    }
  }

  private struct Outcome {
    let dump: SchemaDump
    let rows: [String]
  }

  private func outcome(
    _ scripts: [String], _ programs: ServerPrograms
  ) throws -> Result<Outcome, ServerPrograms.Failure> {
    try scratch.withTemporaryDatabase { address in
      for script in scripts {
        do { try programs.psql(script, in: address) } catch let failure as ServerPrograms.Failure {
          return .failure(failure)
        }
      }
      return .success(
        Outcome(dump: SchemaDump(try programs.dump(address, includesAccess: false)), rows: try rows(address)))
    }
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
