internal import Diagnostics
package import GitStore
package import History
internal import Postgres

/// Compares the live schemas of tenants with what their registries say, so many at once; writes nothing.
package enum TenantDrift {
  /// - Returns: What differs, for tenants where something does; and why one could not be compared.
  package static func find(
    in tenants: [Tenant], store: ObjectStore, index: HistoryIndex, atOnce limit: Int
  ) -> [(tenant: Tenant, condition: TenantCondition)] {
    let shared = SharedMaterial()
    let found = Threads.map(tenants, atOnce: limit) { tenant -> TenantCondition? in
      do {
        let lines = try differences(of: tenant, VersionReader(store: store, index: index, sharing: shared))
        return lines.isEmpty ? nil : .drifted(lines)
      } catch let error as any DiagnosedError {
        return .unreachable(error.diagnostic)
      } catch {
        return .unreachable(Diagnostic(code: "bug.unexpected", "\(error)"))
      }
    }
    return zip(tenants, found).compactMap { tenant, condition in condition.map { (tenant, $0) } }
  }

  private static func differences(of tenant: Tenant, _ versions: VersionReader) throws -> [String] {
    let control = try TargetConnection.open(tenant.target, role: "tenants")
    let state = try Registry.read(control)
    // No definition has changed since the schema was last found to be the version's.
    if let stamp = state.stamp, state.fingerprint != nil, try control.query(CatalogStamp.query).text(0, 0) == stamp {
      return []
    }
    try versions.learn(from: control, state: state)
    switch try DriftCheck(control: control, versions: versions).compare(state) {
    case .none, .unknown: return []
    case .notAdopted(let lines), .differs(let lines): return lines
    }
  }
}
