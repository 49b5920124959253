internal import Diagnostics
package import GitStore
package import History
package import Postgres
internal import Schema

/// Reads and writes Confiture's own tables inside a target.
///
/// Reading never writes: a target without a registry is simply at nothing.
package enum Registry {
  /// - Throws: ``ExecutionError`` with `registryFormat` when a newer Confiture wrote the registry.
  package static func read(_ connection: Connection) throws -> RegistryState {
    guard try exists(connection) else { return .empty }
    let results = try connection.pipeline([
      "SELECT format, commit, fingerprint, stamp FROM confiture.head",
      "SELECT sequence, change, commit, name, how FROM confiture.applied ORDER BY sequence",
      "SELECT run, step, statement, state, about FROM confiture.journal ORDER BY run, step, statement",
      "SELECT count(*) FROM confiture.outcome WHERE commit IS NULL",
    ])
    let head = results[0]
    guard head.rowCount == 1 else { return .empty }
    guard head.int(0, 0) <= RegistrySchema.format else {
      throw ExecutionError(
        .registryFormat, .refused,
        "the registry of this database has format \(head.int(0, 0)); this Confiture knows up to \(RegistrySchema.format)",
        hints: ["use a newer Confiture"])
    }
    var state = RegistryState(
      head: head.optionalText(0, 1).flatMap { ObjectID(hex: $0) }, fingerprint: head.optionalText(0, 2),
      stamp: head.optionalText(0, 3), applied: try results[1].rows.map(appliedChange), openRun: openRun(results[2]),
      unrecordedOutcomes: results[3].int(0, 0))
    state.exists = true
    return state
  }

  package static func exists(_ connection: Connection) throws(PostgresError) -> Bool {
    !(try connection.query("SELECT to_regclass('confiture.head')").isNull(0, 0))
  }

  /// Creates the tables where they are missing.
  package static func create(_ connection: Connection) throws {
    _ = try connection.pipeline(["BEGIN"] + RegistrySchema.creation + ["COMMIT"])
  }

  private static func appliedChange(_ row: Row) throws -> AppliedChange {
    guard let change = ChangeID(row.text(1)), let commit = ObjectID(hex: row.text(2)),
      let origin = AppliedChange.Origin(rawValue: row.text(4))
    else {
      throw ExecutionError(
        .registryFormat, .failed, "row \(row.int64(0)) of confiture.applied cannot be read",
        details: ["change '\(row.text(1))', commit '\(row.text(2))', how '\(row.text(4))'"],
        hints: ["was the registry edited by hand? confiture baseline adopts the database anew"])
    }
    return AppliedChange(sequence: row.int64(0), change: change, commit: commit, name: row.text(3), origin: origin)
  }

  /// The journal's rows of one run: its header is step 0.
  private static func openRun(_ rows: QueryResult) -> OpenRun? {
    guard rows.rowCount > 0 else { return nil }
    var open = OpenRun(run: rows.text(0, 0), about: "", unfinished: nil)
    for row in rows.rows where row.text(0) == open.run {
      let step = row.int(1)
      guard step > 0 else {
        open.about = row.text(4)
        continue
      }
      var unfinished = open.unfinished ?? .init(step: step, done: [], underWay: nil, about: row.text(4))
      if unfinished.step != step { unfinished = .init(step: step, done: [], underWay: nil, about: row.text(4)) }
      if row.int(2) > 0 {
        switch JournalState(rawValue: row.text(3)) {
        case .done: unfinished.done.insert(row.int(2))
        case .failed:
          unfinished.underWay = row.int(2)
          unfinished.hasFailed = true
        case .started, nil: unfinished.underWay = row.int(2)
        }
      } else {
        unfinished.about = row.text(4)
      }
      open.unfinished = unfinished
    }
    return open
  }
}

/// The state of a statement in the journal.
enum JournalState: String {
  case started
  case done
  /// The server refused it.
  case failed
}

/// Statements that change the registry, to be sent in the transaction of the step they record.
package enum RegistryWrite {
  /// What a migration set for its session does not hold for our own statements; it comes back with the transaction's end.
  package static let asOurselves: [SQLText] = [
    "SET LOCAL SESSION AUTHORIZATION DEFAULT", "SET LOCAL role TO DEFAULT", "SET LOCAL search_path = pg_catalog",
  ]

  package static func openJournal(run: String, about: String) -> SQLText {
    "INSERT INTO confiture.journal (run, step, statement, state, about) VALUES (\(run), 0, 0, 'started', \(about))"
  }

  /// Opens a step that runs in several pieces; its row is statement 0.
  package static func openStep(run: String, step: Int, about: String) -> SQLText {
    """
    INSERT INTO confiture.journal (run, step, statement, state, about) VALUES (\(run), \(step), 0, 'started', \(about))
    ON CONFLICT (run, step, statement) DO NOTHING
    """
  }

  static func mark(run: String, step: Int, statements: ClosedRange<Int>, state: JournalState, about: String)
    -> SQLText
  {
    """
    INSERT INTO confiture.journal (run, step, statement, state, about)
    SELECT \(run), \(step), n, \(state.rawValue), \(about) FROM generate_series(\(statements.lowerBound)::int, \(statements.upperBound)::int) AS n
    ON CONFLICT (run, step, statement) DO UPDATE SET state = excluded.state, at = clock_timestamp()
    """
  }

  package static func closeStep(run: String, step: Int) -> SQLText {
    "DELETE FROM confiture.journal WHERE run = \(run) AND step = \(step)"
  }

  package static func closeJournal(run: String) -> SQLText {
    "DELETE FROM confiture.journal WHERE run = \(run)"
  }

  package static func applied(_ version: Version, change: ChangeID, patch: String?, origin: AppliedChange.Origin)
    -> SQLText
  {
    """
    INSERT INTO confiture.applied (sequence, change, commit, patch, name, how)
    SELECT coalesce(max(sequence), 0) + 1, \(change.text), \(version.id.hex), \(patch), \(version.name), \(origin.rawValue)
    FROM confiture.applied
    """
  }

  /// Notes all changes that a road stands for, in their order; only its own script was run.
  package static func applied(
    _ replaced: [(version: Version, change: ChangeID)], over road: Version, patch: String
  ) -> SQLText {
    let own = replaced.map { $0.version.id == road.id }
    return """
      INSERT INTO confiture.applied (sequence, change, commit, patch, name, how)
      SELECT (SELECT coalesce(max(sequence), 0) FROM confiture.applied) + n, change, commit, nullif(patch, ''), name, how
      FROM unnest(\(replaced.map(\.change.text))::text[], \(replaced.map(\.version.id.hex))::text[],
        \(own.map { $0 ? patch : "" })::text[], \(replaced.map(\.version.name))::text[],
        \(own.map { ($0 ? AppliedChange.Origin.migration : .road).rawValue })::text[])
        WITH ORDINALITY AS r(change, commit, patch, name, how, n)
      """
  }

  package static func reverted(_ change: ChangeID) -> SQLText {
    "DELETE FROM confiture.applied WHERE change = \(change.text)"
  }

  package static func reverted(_ changes: [ChangeID]) -> SQLText {
    "DELETE FROM confiture.applied WHERE change = ANY (\(changes.map(\.text))::text[])"
  }

  /// Says which version the target is at; `nil` for none.
  ///
  /// Between versions, when the changes applied are not exactly those of the version, there is no fingerprint to expect.
  package static func head(_ version: Version?, isExact: Bool) -> SQLText {
    """
    UPDATE confiture.head SET commit = \(version?.id.hex), fingerprint = \(isExact ? version?.fingerprint.hex : nil),
      stamp = NULL, updated_at = clock_timestamp()
    """
  }

  /// Notes the state of the catalogs in which the schema was found to be the version's.
  package static func stamp(_ stamp: String) -> SQLText { "UPDATE confiture.head SET stamp = \(stamp)" }

  /// Several changes as one statement, which the server reads and plans at once.
  static func together(_ statements: [SQLText]) -> SQLText {
    guard let last = statements.last else { return "SELECT" }
    var whole: SQLText = ""
    for (index, statement) in statements.dropLast().enumerated() {
      let opening = "\(index == 0 ? "WITH" : ",") change_\(index) AS ("
      whole = "\(sql: whole)\(unescaped: opening)\(sql: statement))"
    }
    return "\(sql: whole) \(sql: last)"
  }

  package static let forgetApplied: SQLText = "DELETE FROM confiture.applied"

  /// Git objects that let this database be understood and moved back without its repository.
  package static func objects(_ objects: [RawObject]) -> SQLText? {
    guard !objects.isEmpty else { return nil }
    return """
      INSERT INTO confiture.object (id, kind, body)
      SELECT id, kind, decode(body, 'hex')
      FROM unnest(\(objects.map(\.id.hex))::text[], \(objects.map(\.kind.rawValue))::text[], \(objects.map(\.hexBody))::text[])
        AS o(id, kind, body)
      ON CONFLICT (id) DO NOTHING
      """
  }

  package static func outcome(run: String, body: String) -> SQLText {
    "INSERT INTO confiture.outcome (run, body) VALUES (\(run), \(body)) ON CONFLICT (run) DO NOTHING"
  }

  package static func outcomeRecorded(run: String, commit: ObjectID) -> SQLText {
    "UPDATE confiture.outcome SET commit = \(commit.hex) WHERE run = \(run)"
  }
}
