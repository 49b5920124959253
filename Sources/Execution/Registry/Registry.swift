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
  package static func read(_ connection: Connection, of line: RegistryLine = .database) throws -> RegistryState {
    guard let shape = try shape(connection) else { return .empty }
    guard shape == .lines || line == .database else { return .empty }
    let own: SQLText = shape == .lines ? "target = \(line.key)" : "true"
    let results = try connection.pipeline([
      "SELECT format, commit, fingerprint, stamp FROM confiture.head WHERE \(sql: own)",
      "SELECT sequence, change, commit, name, how FROM confiture.applied WHERE \(sql: own) ORDER BY sequence",
      """
      SELECT run, step, statement, state, about FROM confiture.journal WHERE \(sql: own)
      ORDER BY run, step, statement
      """,
      "SELECT count(*) FROM confiture.outcome WHERE commit IS NULL AND \(sql: own)",
    ])
    let head = results[0]
    guard head.rowCount == 1 else { return .empty }
    try checkFormat(head.int(0, 0))
    var state = RegistryState(
      head: head.optionalText(0, 1).flatMap { ObjectID(hex: $0) }, fingerprint: head.optionalText(0, 2),
      stamp: head.optionalText(0, 3), applied: try results[1].rows.map(appliedChange), openRun: openRun(results[2]),
      unrecordedOutcomes: results[3].int(0, 0))
    state.exists = true
    return state
  }

  package static func exists(_ connection: Connection) throws(PostgresError) -> Bool {
    try shape(connection) != nil
  }

  /// Outcomes of a line that are not yet commits, in their order.
  static func pendingOutcomes(
    _ connection: Connection, of line: RegistryLine
  ) throws(PostgresError) -> [(run: String, body: String)] {
    guard let shape = try shape(connection) else { return [] }
    let own: SQLText = shape == .lines ? "target = \(line.key)" : "true"
    return try connection.query(
      "SELECT run, body FROM confiture.outcome WHERE commit IS NULL AND \(sql: own) ORDER BY sequence"
    ).rows.map { ($0.text(0), $0.text(1)) }
  }

  /// Whether the registry's tables are for one line, as those of format 1, or for many.
  enum Shape {
    case oneLine
    case lines
  }

  /// The shape of the tables; `nil` where there are none.
  static func shape(_ connection: Connection) throws(PostgresError) -> Shape? {
    let found = try connection.query(
      """
      SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'target')
      FROM pg_catalog.pg_class c WHERE c.oid = to_regclass('confiture.head')
      """)
    guard found.rowCount == 1 else { return nil }
    return found.bool(0, 0) ? .lines : .oneLine
  }

  static func checkFormat(_ format: Int) throws {
    guard format <= RegistrySchema.format else {
      throw ExecutionError(
        .registryFormat, .refused,
        "the registry of this database has format \(format); this Confiture knows up to \(RegistrySchema.format)",
        hints: ["use a newer Confiture"])
    }
  }

  /// Makes the tables ready for a line's records: creates them where they are missing, brings those of an earlier
  /// Confiture to the present form, and begins the line.
  package static func prepare(_ connection: Connection, for line: RegistryLine) throws {
    if try shape(connection) == .lines,
      try connection.query(
        """
        SELECT count(*) FROM confiture.head WHERE target = \(line.key) AND \(sql: RegistrySchema.isComplete)
        """
      ).int(0, 0) == 1
    {
      return
    }
    _ = try connection.pipeline(["BEGIN"] + RegistrySchema.preparation(of: line) + ["COMMIT"])
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

  package static func openJournal(run: String, about: String, of line: RegistryLine) -> SQLText {
    """
    INSERT INTO confiture.journal (target, run, step, statement, state, about)
    VALUES (\(line.key), \(run), 0, 0, 'started', \(about))
    """
  }

  /// Opens a step that runs in several pieces; its row is statement 0.
  package static func openStep(run: String, step: Int, about: String, of line: RegistryLine) -> SQLText {
    """
    INSERT INTO confiture.journal (target, run, step, statement, state, about)
    VALUES (\(line.key), \(run), \(step), 0, 'started', \(about))
    ON CONFLICT (run, step, statement) DO NOTHING
    """
  }

  static func mark(
    run: String, step: Int, statements: ClosedRange<Int>, state: JournalState, about: String, of line: RegistryLine
  ) -> SQLText {
    """
    INSERT INTO confiture.journal (target, run, step, statement, state, about)
    SELECT \(line.key), \(run), \(step), n, \(state.rawValue), \(about) FROM generate_series(\(statements.lowerBound)::int, \(statements.upperBound)::int) AS n
    ON CONFLICT (run, step, statement) DO UPDATE SET state = excluded.state, at = clock_timestamp()
    """
  }

  package static func closeStep(run: String, step: Int) -> SQLText {
    "DELETE FROM confiture.journal WHERE run = \(run) AND step = \(step)"
  }

  package static func closeJournal(run: String) -> SQLText {
    "DELETE FROM confiture.journal WHERE run = \(run)"
  }

  package static func applied(
    _ version: Version, change: ChangeID, patch: String?, origin: AppliedChange.Origin, in line: RegistryLine
  ) -> SQLText {
    """
    INSERT INTO confiture.applied (target, sequence, change, commit, patch, name, how)
    SELECT \(line.key), coalesce(max(sequence), 0) + 1, \(change.text), \(version.id.hex), \(patch), \(version.name),
      \(origin.rawValue)
    FROM confiture.applied WHERE target = \(line.key)
    """
  }

  /// Notes all changes that a road stands for, in their order; only its own script was run.
  package static func applied(
    _ replaced: [(version: Version, change: ChangeID)], over road: Version, patch: String, in line: RegistryLine
  ) -> SQLText {
    let own = replaced.map { $0.version.id == road.id }
    return """
      INSERT INTO confiture.applied (target, sequence, change, commit, patch, name, how)
      SELECT \(line.key), (SELECT coalesce(max(sequence), 0) FROM confiture.applied WHERE target = \(line.key)) + n, change,
        commit, nullif(patch, ''), name, how
      FROM unnest(\(replaced.map(\.change.text))::text[], \(replaced.map(\.version.id.hex))::text[],
        \(own.map { $0 ? patch : "" })::text[], \(replaced.map(\.version.name))::text[],
        \(own.map { ($0 ? AppliedChange.Origin.migration : .road).rawValue })::text[])
        WITH ORDINALITY AS r(change, commit, patch, name, how, n)
      """
  }

  package static func reverted(_ change: ChangeID, in line: RegistryLine) -> SQLText {
    "DELETE FROM confiture.applied WHERE target = \(line.key) AND change = \(change.text)"
  }

  package static func reverted(_ changes: [ChangeID], in line: RegistryLine) -> SQLText {
    "DELETE FROM confiture.applied WHERE target = \(line.key) AND change = ANY (\(changes.map(\.text))::text[])"
  }

  /// Says which version the target is at; `nil` for none.
  ///
  /// Between versions, when the changes applied are not exactly those of the version, there is no fingerprint to expect.
  package static func head(_ version: Version?, isExact: Bool, of line: RegistryLine) -> SQLText {
    """
    UPDATE confiture.head SET commit = \(version?.id.hex), fingerprint = \(isExact ? version?.fingerprint.hex : nil),
      stamp = NULL, updated_at = clock_timestamp()
    WHERE target = \(line.key)
    """
  }

  /// Notes the state of the catalogs in which the schema was found to be the version's.
  package static func stamp(_ stamp: String, of line: RegistryLine) -> SQLText {
    "UPDATE confiture.head SET stamp = \(stamp) WHERE target = \(line.key)"
  }

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

  package static func forgetApplied(_ line: RegistryLine) -> SQLText {
    "DELETE FROM confiture.applied WHERE target = \(line.key)"
  }

  /// Git objects that let this database be understood and moved back without its repository.
  package static func objects(_ rows: RegistryObjectRows) -> SQLText? {
    guard !rows.isEmpty else { return nil }
    return """
      INSERT INTO confiture.object (id, kind, body)
      SELECT id, kind, decode(body, 'hex')
      FROM unnest(\(rows.ids)::text[], \(rows.kinds)::text[], \(rows.hexBodies)::text[])
        AS o(id, kind, body)
      ON CONFLICT (id) DO NOTHING
      """
  }

  package static func outcome(run: String, body: String, of line: RegistryLine) -> SQLText {
    "INSERT INTO confiture.outcome (target, run, body) VALUES (\(line.key), \(run), \(body)) ON CONFLICT (run) DO NOTHING"
  }

  package static func outcomeRecorded(run: String, commit: ObjectID) -> SQLText {
    "UPDATE confiture.outcome SET commit = \(commit.hex) WHERE run = \(run)"
  }
}
