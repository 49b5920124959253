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
    let suspects = Threads.map(tenants.byDatabase, atOnce: limit) { members in
      Self.notAsStamped(members)
    }
    let found = Threads.map(suspects.flatMap(\.self), atOnce: limit) { tenant in
      let versions = VersionReader(store: store, index: index, sharing: SharedMaterial())
      return (tenant: tenant, condition: condition { try differences(of: tenant, versions) })
    }
    return found.compactMap { tenant, condition in condition.map { (tenant, $0) } }
  }

  private static func condition(_ look: () throws -> [String]) -> TenantCondition? {
    do {
      let lines = try look()
      return lines.isEmpty ? nil : .drifted(lines)
    } catch let error as any DiagnosedError {
      return .unreachable(error.diagnostic)
    } catch {
      return .unreachable(Diagnostic(code: "bug.unexpected", "\(error)"))
    }
  }

  /// Those of one database in which definitions have changed since they were last found to be the version's; all of
  /// them, where nobody can tell.
  private static func notAsStamped(_ members: [Tenant]) -> [Tenant] {
    guard let address = members.first?.address,
      let connection = try? Connection(address, applicationName: "confiture tenants"),
      let shape = try? Registry.shape(connection)
    else { return members }
    let target: SQLText = shape == .lines ? "target" : "''"
    let known = try? connection.query(
      "SELECT \(sql: target), stamp FROM confiture.head WHERE stamp IS NOT NULL AND fingerprint IS NOT NULL")
    guard let known else { return members }
    let recorded = Dictionary(known.rows.map { ($0.text(0), $0.text(1)) }, uniquingKeysWith: { first, _ in first })
    var live: [String: String] = [:]
    if members.contains(where: { $0.schema == nil }), let stamp = try? connection.query(CatalogStamp.query).text(0, 0)
    {
      live[""] = stamp
    }
    let schemas = members.compactMap(\.schema)
    if !schemas.isEmpty,
      let stamps = try? connection.query(CatalogStamp.query(ofSchemas: "SELECT unnest(\(schemas)::text[])"))
    {
      for row in stamps.rows { live[row.text(0)] = row.text(1) }
    }
    return members.filter {
      recorded[$0.target.line.key] == nil || recorded[$0.target.line.key] != live[$0.target.line.key]
    }
  }

  private static func differences(of tenant: Tenant, _ versions: VersionReader) throws -> [String] {
    let target = tenant.target
    let control = try TargetConnection.open(target, role: "tenants")
    let state = try Registry.read(control, of: target.line)
    try versions.learn(from: control, state: state)
    switch try DriftCheck(of: target, control: control, versions: versions).compare(state) {
    case .none, .unknown: return []
    case .notAdopted(let lines), .differs(let lines): return lines
    }
  }
}
