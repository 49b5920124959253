import Diagnostics
import GitStore
import History
import Planning
import Postgres
import Repository
import Scratch
import Synchronization
import TestSupport
import Testing

@testable import Execution

/// Tenants with a database each, or a schema each of the test's own database, which also has the queue.
final class SampleFleet {
  enum Layout: CaseIterable { case databases, schemas }

  static let environment = "production"

  let repository: SampleRepository
  let names: [String]
  let tenants: [Tenant]
  let layout: Layout
  private let server: ScratchServer
  private let databases: [String]
  private(set) var settings: TenantSettings

  /// - Parameters:
  ///   - count: How many tenants; they are called `t01`, `t02` and so on.
  ///   - rollout: Further keys of `tenants:`, as YAML in one line.
  ///   - layout: What each of them has.
  /// - Throws: Why the databases or the repository cannot be made.
  init(_ count: Int, _ rollout: String = "waves: [1, 100%]", layout: Layout = .databases) throws {
    self.layout = layout
    repository = try SampleRepository()
    let server = try TestServer.shared()
    self.server = server
    names = (1...count).map { "t" + ($0 < 10 ? "0" : "") + "\($0)" }
    let list: String
    switch layout {
    case .databases:
      databases = try names.map { _ in try server.createTemporaryDatabase() }
      let addresses = databases.map { server.connectionString(database: $0) }
      tenants = try zip(names, addresses).map { try Tenant($0, of: Self.environment, at: $1) }
      list = "{" + zip(names, addresses).map { "\($0): \"\($1.redacted)\"" }.joined(separator: ", ") + "}"
    case .schemas:
      databases = []
      let address = try TestDatabase.address
      tenants = try names.map { try Tenant($0, of: Self.environment, at: address, schema: $0) }
      list = "[" + names.joined(separator: ", ") + "], schema: \"{name}\""
    }
    let text = """
      version: 1
      environments:
        \(Self.environment):
          url: "\(try TestDatabase.address.redacted)"
          tenants: {list: \(list), \(rollout)}

      """
    let file = try repository.folder.write(text, to: "confiture.yaml")
    let read = try Configuration.read(text, root: file, environment: [:])
    settings = try #require(read.environment(Self.environment).tenants)
  }

  deinit { for database in databases { try? server.dropDatabase(database) } }

  // MARK: History

  /// Seals a version whose migration leaves a mark in each database that it runs in.
  @discardableResult func seal(_ name: String, _ up: String = "", down: String = "") throws -> Version {
    let first =
      repository.last == nil ? "CREATE TABLE marker (name text, tenant text DEFAULT current_database());" : ""
    let last = repository.last == nil ? "DROP TABLE marker;" : "DELETE FROM marker WHERE name = '\(name)';"
    return try repository.seal(
      name, "\(first) INSERT INTO marker (name) VALUES ('\(name)'); \(up)", down: "\(down) \(last)")
  }

  func connect(_ tenant: String) throws -> Connection {
    let found = try #require(tenants.first { $0.name == tenant })
    return try Connection(found.address, applicationName: "confiture test")
  }

  /// How often a migration ran in each tenant.
  func marks(_ name: String) throws -> [Int] {
    var shared: Connection?
    return try tenants.map { tenant in
      let connection = try shared ?? connect(tenant.name)
      if layout == .schemas { shared = connection }
      let schema = tenant.schema ?? "public"
      guard try !connection.query("SELECT to_regclass(\(schema + ".marker"))").isNull(0, 0) else { return 0 }
      return try connection.query("SELECT count(*) FROM \(identifier: schema, "marker") WHERE name = \(name)").int(
        0, 0)
    }
  }

  /// The version that the registry of each tenant names.
  func heads() throws -> [ObjectID?] { TenantLook.at(tenants, atOnce: 4).map { $0.state?.head } }

  // MARK: Rollouts

  let events = Recording<String>()

  func rollouts() throws -> Rollouts {
    try Rollouts(
      of: Self.environment, control: TestDatabase.address, store: repository.store, world: testEnvironment())
  }

  func versions() throws -> VersionReader { try VersionReader(store: repository.store) }

  func plan(to version: Version, only names: [String]? = nil) throws -> FleetPlan {
    let versions = try versions()
    let chosen = tenants.filter { names?.contains($0.name) ?? true }
    return try FleetPlan(
      for: chosen.map { ($0, version) }, by: FleetPlans(for: Self.environment, options: .init()),
      versions: versions, settings: settings)
  }

  /// Puts a rollout into the queue.
  func begin(_ version: Version, only names: [String]? = nil) throws -> Rollout {
    try rollouts().begin(
      plan(to: version, only: names), to: version, all: self.names, settings: settings, options: .init(),
      acceptsDrift: false
    ).rollout
  }

  /// Works on a rollout until it is over and recorded.
  @discardableResult func work(on rollout: Rollout, atOnce limit: Int = 2) throws -> Rollout {
    let rollouts = try rollouts()
    var move = MoveSettings()
    move.patience = .seconds(5)
    let events = events
    try rollouts.runner(
      for: rollout, tenants: tenants, index: versions().index, settings: move,
      report: { if let text = Self.text($0) { events.append(text) } }
    ).run(atOnce: limit)
    return try rollouts.finish(rollout.id) { _ in }
  }

  private static func text(_ event: FleetEvent) -> String? {
    switch event {
    case .tenantStarted(let name, let wave): "\(wave) starts \(name)"
    case .tenantMoved(let name, let wave, _): "\(wave) moved \(name)"
    case .tenantUnchanged(let name, let wave): "\(wave) unchanged \(name)"
    case .tenantFailed(let name, let wave, let diagnostic): "\(wave) failed \(name): \(diagnostic.code)"
    case .tenantSays, .waitingForOthers: nil
    }
  }

  /// The state of each tenant in the queue.
  func queued(_ rollout: Rollout) throws -> [String: QueuedTenant.State] {
    let tenants = try RolloutQueue(TestDatabase.address).tenants(of: rollout.id)
    return Dictionary(tenants.map { ($0.name, $0.state) }, uniquingKeysWith: { first, _ in first })
  }

  /// The states of the tenants in the newest rollout to a version; nothing as long as there is none.
  func states(_ version: Version) throws -> [QueuedTenant.State] {
    let queue = try RolloutQueue(TestDatabase.address)
    guard let latest = try queue.rollouts(of: Self.environment, limit: 1).first, latest.version == version.id else {
      return []
    }
    return try queue.tenants(of: latest.id).map(\.state)
  }

  func outcomes() throws -> [Outcome] {
    try Outcomes(repository.store).chain(of: Self.environment).map(\.outcome)
  }
}
