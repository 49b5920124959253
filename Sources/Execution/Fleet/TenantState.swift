package import Diagnostics
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
  static func readAll(_ connection: Connection) throws -> [RegistryLine: TenantState] {
    guard let shape = try Registry.shape(connection) else { return [:] }
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
      LEFT JOIN confiture.outcome o ON o.sequence = n.sequence
      """
  }
}

/// What was found when a tenant was looked at.
package struct TenantLook: Sendable {
  package enum Finding: Sendable {
    case state(TenantState)
    /// It could not be looked at, and why.
    case unreachable(Diagnostic)
  }

  package var tenant: Tenant
  package var finding: Finding

  package init(tenant: Tenant, finding: Finding) {
    self.tenant = tenant
    self.finding = finding
  }

  package var state: TenantState? { if case .state(let state) = finding { state } else { nil } }

  /// Looks at many tenants, so many databases at once; writes nothing.
  ///
  /// - Parameters:
  ///   - tenants: Whom to look at: those that are schemas of one database are seen with one query.
  ///   - limit: How many sessions there may be at the same time.
  /// - Returns: A look at each, in their order.
  package static func at(_ tenants: [Tenant], atOnce limit: Int) -> [TenantLook] {
    let databases = tenants.byDatabase
    let found = Threads.map(databases, atOnce: limit) { members -> [TenantLook] in
      do {
        guard let address = members.first?.address else { return [] }
        let connection = try Connection(address, applicationName: "confiture tenants", connectTimeout: 5)
        let states = try TenantState.readAll(connection)
        return members.map { TenantLook(tenant: $0, finding: .state(states[$0.target.line] ?? .untouched)) }
      } catch let error as any DiagnosedError {
        return members.map { TenantLook(tenant: $0, finding: .unreachable(error.diagnostic)) }
      } catch {
        let diagnostic = Diagnostic(code: "bug.unexpected", "\(error)")
        return members.map { TenantLook(tenant: $0, finding: .unreachable(diagnostic)) }
      }
    }
    let looks = Dictionary(
      found.joined().map { ($0.tenant.name, $0) }, uniquingKeysWith: { first, _ in first })
    return tenants.compactMap { looks[$0.name] }
  }
}

extension [Tenant] {
  /// Those of one database together.
  var byDatabase: [[Tenant]] {
    var groups: [[Tenant]] = []
    var places: [String: [Int]] = [:]
    for tenant in self {
      // What is printed of an address leaves out the password, by which alone addresses hardly differ.
      let key = tenant.address.redacted
      if let place = places[key]?.first(where: { groups[$0].first?.address == tenant.address }) {
        groups[place].append(tenant)
      } else {
        places[key, default: []].append(groups.count)
        groups.append([tenant])
      }
    }
    return groups
  }
}
