import Glibc
import SchemaDiff
import Scratch
import TestSupport

extension MigrationCheck {
  /// Tries Confiture's own planner on the shared server; `CONFITURE_DIFF_ONLINE=1` has it plan for tables in use.
  static func ofConfiture(includesAccess: Bool = true, isOnline: Bool = Variable.isOnline) throws -> MigrationCheck {
    let server = try TestServer.shared()
    let major = server.serverVersion / 10_000
    return MigrationCheck(server: server, includesAccess: includesAccess) { old, new, renames in
      try SchemaPlanner.plan(
        from: old, to: new,
        options: PlannerOptions(isOnline: isOnline, refusesAmbiguity: renames == .asked, oldestServer: major))
    }
  }
}

/// What the environment says to these tests.
enum Variable {
  static let isOnline = text("CONFITURE_DIFF_ONLINE") == "1"
  /// The cases to look at closely.
  static let chosen = text("CONFITURE_DIFF_CASE")
  static let corpora = text("CONFITURE_CORPORA")

  static func number(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

  static func text(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
