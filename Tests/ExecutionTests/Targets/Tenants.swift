import Catalog
import GitStore
import History
import Planning
import Postgres
import Schema
import TestSupport

@testable import Execution

/// Schemas of the test's database as targets of a sample repository.
struct Tenants {
  let repository: SampleRepository

  func target(_ name: String, schema: String? = nil) throws -> Target {
    Target(name: name, address: try TestDatabase.address, schema: schema ?? "tenant_\(name)")
  }

  /// Moves a schema, as a command of its own would.
  @discardableResult func checkout(
    _ name: String, to version: Version?, disposable: Bool = false, schema: String? = nil,
    adjust: (inout CheckoutRequest) -> Void = { _ in }, report: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) throws -> CheckoutResult {
    var request = CheckoutRequest(destination: version)
    request.locks = LockPolicy(timeout: .milliseconds(500), attempts: 5, firstPause: .milliseconds(20))
    request.patience = .seconds(10)
    request.options.isDisposable = disposable
    adjust(&request)
    var target = try target(name, schema: schema)
    target.isDisposable = disposable
    let checkout = try Checkout(
      target, versions: VersionReader(store: repository.store), recorder: OutcomeRecorder(repository.store),
      environment: testEnvironment(report: report))
    return try checkout.run(request) { _ in true }
  }

  func registry(_ name: String) throws -> RegistryState {
    try Registry.read(TestDatabase.connect(), of: target(name).line)
  }

  /// Whether a schema is what a version says.
  func isAt(_ name: String, _ version: Version?) throws -> Bool {
    let compared = ComparedSchema(of: try target(name), versions: try VersionReader(store: repository.store))
    return try compared.live(TestDatabase.connect()).fingerprint == compared.fingerprint(of: version)
  }

  func outcomes(_ name: String) throws -> [Outcome] {
    try Outcomes(repository.store).chain(of: name).map(\.outcome)
  }
}
