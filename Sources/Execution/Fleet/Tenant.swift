internal import History
package import Postgres

/// One of the many databases, or schemas of one, that follow an environment.
package struct Tenant: Sendable, Equatable {
  package let name: String
  package let environment: String
  package let address: ConnectionString
  /// The schema that it is; `nil` when it has a database of its own.
  package let schema: String?
  /// The schema that the history is written for.
  package let historySchema: String

  /// - Throws: ``FleetError`` for a name that no reference may have, or a schema that no tenant may have.
  package init(
    _ name: String, of environment: String, at address: ConnectionString, schema: String? = nil,
    historySchema: String = Target.usualHistorySchema
  ) throws {
    guard Self.isValidName(name) else {
      throw FleetError(
        .invalidTenant, "'\(name)' cannot be the name of a tenant of '\(environment)'",
        hints: ["letters, digits, '-', '_' and '.', and no '/': see git help check-ref-format"])
    }
    self.name = name
    self.environment = environment
    self.address = address
    self.schema = schema
    self.historySchema = historySchema
    if let schema, !RegistrySchema.mayBeTarget(schema) {
      throw FleetError(
        .invalidTenant, "the tenant '\(name)' of '\(environment)' cannot have the schema '\(schema)'",
        hints: ["a name of at most 63 bytes, which is not the server's own (pg_…) or the registry's (confiture)"])
    }
  }

  /// A `/` would be a folder of references, and names with `+` in front are Confiture's own.
  private static func isValidName(_ name: String) -> Bool {
    ConfitureReference.isValidName(name) && !name.contains("/") && !name.hasPrefix("+") && !name.hasPrefix("-")
  }

  /// The name of its target: `production/acme`.
  package var targetName: String { "\(environment)/\(name)" }

  /// What is moved.
  package var target: Target {
    Target(name: targetName, address: address, schema: schema, historySchema: historySchema)
  }

  /// The branch that a tenant with a line of its own follows: `tenants/production/acme`.
  package var branch: String { Self.branchPrefix(of: environment) + name }

  /// What the branches of an environment's tenants begin with.
  package static func branchPrefix(of environment: String) -> String { "tenants/\(environment)/" }
}
