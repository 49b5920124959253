package import Diagnostics

/// Why a rollout over many tenants did not happen, or did not end well.
package struct FleetError: DiagnosedError {
  package enum Code: String, Sendable, CaseIterable {
    /// The query or the program that lists the tenants failed, or its answer cannot be read.
    case listing = "fleet.listing"
    case invalidTenant = "fleet.invalid-tenant"
    case unknownTenant = "fleet.unknown-tenant"
    case noAddress = "fleet.no-address"
    case noControl = "fleet.no-control"
    /// Another rollout is under way.
    case running = "fleet.running"
    /// A rollout was left behind by runners that are gone.
    case interrupted = "fleet.interrupted"
    case nothingOpen = "fleet.nothing-open"
    /// The plan of a tenant is not among those that were confirmed.
    case unplanned = "fleet.unplanned"
    /// A rollout ended, and tenants are not where they should be.
    case incomplete = "fleet.incomplete"
    case unknownRecord = "fleet.unknown-record"

    package var kind: FailureKind {
      switch self {
      case .invalidTenant, .unknownTenant, .noAddress, .noControl, .nothingOpen: .usage
      case .listing, .incomplete, .unknownRecord: .failed
      case .running: .busy
      case .interrupted: .interruptedRun
      case .unplanned: .refused
      }
    }
  }

  package var code: Code
  package var kind: FailureKind { code.kind }
  package var diagnostic: Diagnostic

  package init(_ code: Code, _ message: String, details: [String] = [], hints: [String] = []) {
    self.code = code
    diagnostic = Diagnostic(.error, code: code.rawValue, message, details: details, hints: hints)
  }
}
