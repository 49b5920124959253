package import Diagnostics
internal import Postgres

/// What was found when a tenant was looked at.
package struct TenantLook: Sendable {
  package enum Finding: Sendable {
    case state(TenantState)
    /// It could not be looked at, and why.
    case unreachable(Diagnostic)
  }

  package var tenant: Tenant
  package var finding: Finding
  /// When its database was looked at, where that was before, and nothing was written to it since; in seconds since 1970.
  package var seen: Double?

  package init(tenant: Tenant, finding: Finding, seen: Double? = nil) {
    self.tenant = tenant
    self.finding = finding
    self.seen = seen
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
    let found = Threads.map(databases, atOnce: limit) { members in look(at: members) }
    return ordered(zip(databases, found).flatMap { members, found in looks(at: members, found) }, as: tenants)
  }

  /// Looks at many tenants, but not at databases that were seen before and not written to since: for those, one session
  /// for each server tells.
  ///
  /// - Parameters:
  ///   - tenants: Whom to look at.
  ///   - limit: How many sessions there may be at the same time.
  ///   - memory: What was seen before, and what is seen now.
  ///   - fewest: Of so few databases of a server each is looked at.
  ///   - now: Seconds since 1970.
  /// - Returns: A look at each, in their order.
  package static func at(
    _ tenants: [Tenant], atOnce limit: Int, remembering memory: inout FleetMemory, fewest: Int = 20, now: Double
  ) -> [TenantLook] {
    let databases = tenants.byDatabase
    let writes = ServerWrites.ofServers(databases.compactMap(\.first?.address), fewest: fewest)
    var looks: [TenantLook] = []
    var asked: [[Tenant]] = []
    for members in databases {
      if let address = members.first?.address, let name = address.database, let entry = memory[address],
        writes[address.server]?.isUnwritten(name, since: entry.counters, of: entry.life) == true
      {
        looks += Self.looks(at: members, .success(entry.lines), seen: entry.seen)
      } else {
        asked.append(members)
      }
    }
    for (members, found) in zip(asked, Threads.map(asked, atOnce: limit) { members in look(at: members) }) {
      looks += Self.looks(at: members, found)
      guard let address = members.first?.address else { continue }
      memory[address] = nil
      if case .success(let look) = found, let server = writes[address.server], server.started == look.started,
        let counters = address.database.flatMap({ server.counters[$0] }), counters.database == look.database
      {
        memory[address] = .init(life: server.life, counters: counters, seen: now, lines: look.lines)
      }
    }
    return ordered(looks, as: tenants)
  }

  private static func look(at members: [Tenant]) -> Result<DatabaseLook, any Error> {
    Result {
      guard let address = members.first?.address else { return DatabaseLook(database: "", started: "", lines: [:]) }
      return try DatabaseLook(at: address)
    }
  }

  private static func looks(at members: [Tenant], _ found: Result<DatabaseLook, any Error>) -> [TenantLook] {
    looks(at: members, found.map(\.lines), seen: nil)
  }

  private static func looks(
    at members: [Tenant], _ found: Result<[RegistryLine: TenantState], any Error>, seen: Double?
  ) -> [TenantLook] {
    switch found {
    case .success(let lines):
      return members.map {
        TenantLook(tenant: $0, finding: .state(lines[$0.target.line] ?? .untouched), seen: seen)
      }
    case .failure(let error):
      let diagnostic = (error as? any DiagnosedError)?.diagnostic ?? Diagnostic(code: "bug.unexpected", "\(error)")
      return members.map { TenantLook(tenant: $0, finding: .unreachable(diagnostic)) }
    }
  }

  private static func ordered(_ looks: [TenantLook], as tenants: [Tenant]) -> [TenantLook] {
    let byName = Dictionary(looks.map { ($0.tenant.name, $0) }, uniquingKeysWith: { first, _ in first })
    return tenants.compactMap { byName[$0.name] }
  }
}

extension ServerWrites {
  /// Asks each server of these databases, where it has more than a few of them; a server that does not tell is left out.
  static func ofServers(_ addresses: [ConnectionString], fewest: Int) -> [ConnectionString: ServerWrites] {
    var found: [ConnectionString: ServerWrites] = [:]
    for (server, addresses) in Dictionary(grouping: addresses, by: \.server) where addresses.count > fewest {
      let names = addresses.compactMap(\.database)
      // Should one of them be gone, another one will do.
      for address in addresses.prefix(3) {
        guard
          let connection = try? Connection(address, applicationName: "confiture tenants", connectTimeout: 5)
        else { continue }
        if let writes = try? read(connection, of: names) { found[server] = writes }
        break
      }
    }
    return found
  }
}

extension ConnectionString {
  /// The same server without a database.
  fileprivate var server: ConnectionString { with(parameter: "dbname", value: nil) }
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
