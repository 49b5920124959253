package import GitStore
package import History
internal import Postgres

/// What the registry of a tenant says, as far as one query tells it.
package struct TenantState: Sendable, Equatable {
  /// The version; `nil` when nothing is applied.
  package var head: ObjectID?
  /// The changes applied are exactly those of the version.
  package var isExact: Bool
  /// A hash of the changes applied, in their order: tenants with the same have one plan.
  package var changes: String
  /// A run was interrupted.
  package var hasOpenRun: Bool
  /// How the newest run ended.
  package var lastResult: Outcome.Result?
  package var lastError: String?

  /// A database in which Confiture has never been.
  package static let untouched = TenantState(
    head: nil, isExact: true, changes: "", hasOpenRun: false, lastResult: nil, lastError: nil)

  /// Reads the states of all lines of a database with one query; writes nothing.
  static func readAll(_ connection: Connection, _ shape: Registry.Shape?) throws -> [RegistryLine: TenantState] {
    guard let shape else { return [:] }
    var states: [RegistryLine: TenantState] = [:]
    for row in try connection.query(query(shape)).rows {
      try Registry.checkFormat(row.int(1))
      let key = row.text(0)
      states[RegistryLine(schema: key.isEmpty ? nil : key)] = TenantState(
        head: row.optionalText(2).flatMap { ObjectID(hex: $0) }, isExact: row.bool(3) || row.isNull(2),
        changes: row.text(4), hasOpenRun: row.bool(5), lastResult: row.optionalText(6).flatMap(Outcome.Result.init),
        lastError: row.optionalText(7))
    }
    return states
  }

  /// Tables of the first format have no column that says which line a row is of.
  private static func query(_ shape: Registry.Shape) -> SQLText {
    let columns: SQLText = shape == .lines ? "*" : "*, ''::text AS target"
    return """
      SELECT h.target, h.format, h.commit, h.fingerprint IS NOT NULL, coalesce(a.changes, ''), j.target IS NOT NULL,
        o.body::json ->> 'result', o.body::json ->> 'error'
      FROM (SELECT \(sql: columns) FROM confiture.head) h
      LEFT JOIN (
        SELECT target, encode(sha256(convert_to(string_agg(change || ' ' || commit, ',' ORDER BY sequence), 'UTF8')),
          'hex') AS changes
        FROM (SELECT \(sql: columns) FROM confiture.applied) applied GROUP BY target
      ) a ON a.target = h.target
      LEFT JOIN (SELECT DISTINCT target FROM (SELECT \(sql: columns) FROM confiture.journal) journal) j
        ON j.target = h.target
      LEFT JOIN (
        SELECT target, max(sequence) AS sequence FROM (SELECT \(sql: columns) FROM confiture.outcome) outcome
        GROUP BY target
      ) n ON n.target = h.target
      LEFT JOIN (SELECT \(sql: columns) FROM confiture.outcome) o
        ON o.target = n.target AND o.sequence = n.sequence
      """
  }
}
