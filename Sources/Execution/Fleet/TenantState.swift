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

  static let query: SQLText = """
    SELECT h.format, h.commit, h.fingerprint IS NOT NULL,
      (SELECT encode(sha256(convert_to(coalesce(string_agg(a.change || ' ' || a.commit, ',' ORDER BY a.sequence), ''),
         'UTF8')), 'hex') FROM confiture.applied a),
      EXISTS (SELECT FROM confiture.journal), o.body::json ->> 'result', o.body::json ->> 'error'
    FROM confiture.head h
    LEFT JOIN LATERAL (SELECT body FROM confiture.outcome ORDER BY sequence DESC LIMIT 1) o ON true
    """

  /// Reads the state of one database; writes nothing.
  static func read(_ connection: Connection) throws -> TenantState {
    let result: QueryResult
    do { result = try connection.query(query) } catch {
      // No table, or no schema, of that name: there is no registry.
      guard error.sqlState == "42P01" || error.sqlState == "3F000" else { throw error }
      return untouched
    }
    guard let row = result.rows.first else { return untouched }
    guard row.int(0) <= RegistrySchema.format else { throw ExecutionError.newerRegistry(row.int(0)) }
    return TenantState(
      head: row.optionalText(1).flatMap { ObjectID(hex: $0) }, isExact: row.bool(2) || row.isNull(1),
      changes: row.text(3), hasOpenRun: row.bool(4), lastResult: row.optionalText(5).flatMap(Outcome.Result.init),
      lastError: row.optionalText(6))
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

  /// Looks at many tenants, so many at once; writes nothing.
  ///
  /// - Parameters:
  ///   - tenants: Whom to look at.
  ///   - limit: How many sessions there may be at the same time.
  /// - Returns: A look at each, in their order.
  package static func at(_ tenants: [Tenant], atOnce limit: Int) -> [TenantLook] {
    Threads.map(tenants, atOnce: limit) { tenant in
      do {
        let connection = try Connection(tenant.address, applicationName: "confiture tenants", connectTimeout: 5)
        return TenantLook(tenant: tenant, finding: .state(try TenantState.read(connection)))
      } catch let error as any DiagnosedError {
        return TenantLook(tenant: tenant, finding: .unreachable(error.diagnostic))
      } catch {
        return TenantLook(tenant: tenant, finding: .unreachable(Diagnostic(code: "bug.unexpected", "\(error)")))
      }
    }
  }
}

extension ExecutionError {
  fileprivate static func newerRegistry(_ format: Int) -> ExecutionError {
    ExecutionError(
      .registryFormat, .refused,
      "the registry of this database has format \(format); this Confiture knows up to \(RegistrySchema.format)",
      hints: ["use a newer Confiture"])
  }
}
