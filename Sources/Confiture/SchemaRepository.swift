internal import Catalog
internal import Execution
internal import FoundationEssentials
internal import GitStore
internal import Glibc
internal import History
internal import Planning
internal import Postgres
internal import Repository
internal import Schema

/// The history of a schema, and what can be done with it from a program.
/// ```swift
/// import Confiture
///
/// let shop = try SchemaRepository(at: "/srv/shop")
/// for version in try shop.versions() { print(version.id, version.title) }
/// let report = try shop.checkout("v1.4", database: "postgresql://localhost/shop")
/// print(report.version.name, report.steps.count)
/// ```
///
/// All calls block: they wait for the server. Each throws an error whose description says what happened, to which
/// object, and what helps.
public struct SchemaRepository {
  private let project: Project
  private let environment: [String: String]

  /// Opens the project that a folder belongs to.
  ///
  /// - Parameters:
  ///   - directory: The folder, or one inside it.
  ///   - environment: What `${VAR}` in `confiture.yaml` and libpq may read; by default the process's own.
  /// - Throws: an error when there is no project, or its configuration is wrong.
  public init(at directory: String, environment: [String: String]? = nil) throws {
    let environment = environment ?? ProcessInfo.processInfo.environment
    project = try Project.discover(from: directory, environment: environment)
    self.environment = environment
  }

  /// The folder with `confiture.yaml`.
  public var root: String { project.root }

  /// Lists a version and all it stands on.
  ///
  /// - Parameter revision: As on the command line: `main`, `v1.2`, `HEAD~2`, a commit or change id, a migration's name.
  /// - Returns: The versions, parents first.
  /// - Throws: an error with suggestions when the revision names nothing.
  public func versions(of revision: String = "HEAD") throws -> [SchemaVersion] {
    let versions = try VersionReader(store: project.store)
    return versions.lineage(of: try version(revision, versions)).map(SchemaVersion.init)
  }

  /// Returns the canonical DDL of a version: one text per object, by its path, such as `public/tables/users.sql`.
  ///
  /// - Throws: an error when the revision names nothing.
  public func snapshot(of revision: String = "HEAD") throws -> [String: String] {
    let versions = try VersionReader(store: project.store)
    let files = try versions.snapshotFiles(of: version(revision, versions).id)
    return Dictionary(files.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
  }

  /// Returns the fingerprint of the schema that is in a database now, in hexadecimal.
  ///
  /// Nothing is written. Equal fingerprints are equal schemas.
  /// - Throws: an error when the database cannot be reached.
  public func fingerprint(ofDatabase address: String) throws -> String {
    let connection = try TargetConnection.open(try target(address, named: nil, isDisposable: false), role: "look")
    return try CatalogReader.read(connection, options: project.configuration.snapshot).fingerprint.hex
  }

  /// Moves a database to a version: plans, runs each migration in a transaction of its own, compares the schema it
  /// reaches with the version's, and records the outcome as a commit.
  ///
  /// - Parameters:
  ///   - revision: The version to reach.
  ///   - address: The database, as libpq takes it.
  ///   - name: The target's name in the history of outcomes; by default made from the address.
  ///   - allowingIrreversible: Migrations, by name, that may be reverted although their down does not restore everything.
  ///   - isDisposable: The database may be emptied and built anew where there is no other way back.
  /// - Returns: Where the database is now, and what was run.
  /// - Throws: an error that names the statement that failed, the lock that was held, or the guard that refused. The
  ///   database is then at a state that its registry names.
  public func checkout(
    _ revision: String, database address: String, name: String? = nil, allowingIrreversible: Set<String> = [],
    isDisposable: Bool = false
  ) throws -> CheckoutReport {
    let versions = try VersionReader(store: project.store)
    let target = try target(address, named: name, isDisposable: isDisposable)
    var request = CheckoutRequest(destination: try version(revision, versions))
    request.options = PlanOptions(allowedIrreversible: allowingIrreversible, isDisposable: isDisposable)
    request.locks = LockPolicy(
      timeout: project.configuration.locks.timeout, attempts: project.configuration.locks.attempts)
    let checkout = try Execution.Checkout(
      target, versions: versions, recorder: OutcomeRecorder(project.store), environment: runEnvironment)
    let result = try checkout.run(request) { _ in true }
    return CheckoutReport(
      version: SchemaVersion(try version(revision, versions)), steps: result.plan.steps.map(\.summary),
      outcome: result.outcomeCommit?.hex, notes: result.notes)
  }

  // MARK: What the calls share

  private func target(_ address: String, named name: String?, isDisposable: Bool) throws -> Target {
    let address = try ConnectionString(address)
    return Target(name: name ?? TargetName.derived(from: address), address: address, isDisposable: isDisposable)
  }

  private func version(_ revision: String, _ versions: VersionReader) throws -> Version {
    let context = ProjectRevisions(
      store: project.store, index: versions.index,
      currentBranch: try project.headBranch() ?? ConfitureReference.defaultBranch,
      configuredTargets: project.configuration.targets.map(\.name), now: CommitDate(seconds: Int64(Self.now())),
      registry: { name in
        let target = try Target(project.configuration.target(name))
        let control = try TargetConnection.open(target, role: "look")
        return try Registry.read(control, of: target.line).head
      })
    return try RevisionResolver(context).version(revision)
  }

  private static func now() -> Double { Date().timeIntervalSince1970 }

  private var runEnvironment: RunEnvironment {
    RunEnvironment(
      now: Self.now, random: { Double.random(in: 0..<1) },
      sleep: { duration in
        var rest = timespec(
          tv_sec: Int(duration.components.seconds), tv_nsec: Int(duration.components.attoseconds / 1_000_000_000))
        nanosleep(&rest, nil)
      }, actor: environment["USER"] ?? environment["LOGNAME"] ?? "unknown")
  }
}
