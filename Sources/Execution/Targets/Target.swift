internal import Diagnostics
package import Postgres

/// A database that Confiture moves, or one schema of it.
package struct Target: Sendable, Equatable {
  /// The name of its outcome chain: as configured, `local` for the scratch database, or derived from an address.
  package var name: String
  package var address: ConnectionString
  /// The schema that stands in the place of ``historySchema``; `nil` when the target is the whole database.
  package var schema: String?
  /// The schema that the history is written for.
  package var historySchema = Target.usualHistorySchema
  /// It may be emptied and built anew.
  package var isDisposable: Bool
  /// It lives on the scratch server, whose roles are shared by many databases.
  package var isScratch: Bool
  /// Commands know it by its name; otherwise only by its address.
  package var isConfigured = true

  package static let usualHistorySchema = "public"

  package init(
    name: String, address: ConnectionString, schema: String? = nil, historySchema: String = usualHistorySchema,
    isDisposable: Bool = false, isScratch: Bool = false
  ) {
    self.name = name
    self.address = address
    self.schema = schema
    self.historySchema = historySchema
    self.isDisposable = isDisposable
    self.isScratch = isScratch
  }

  /// How a hint names it on a command line; never by the address, which may hold a password.
  package var option: String {
    isConfigured ? "--target \(name)" : "--database URL" + (schema.map { " --schema \($0)" } ?? "")
  }

  /// Makes one schema of the database the target.
  ///
  /// - Throws: ``ExecutionError`` for a schema that no target may be.
  package mutating func choose(schema: String?) throws(ExecutionError) {
    guard schema.map(RegistrySchema.mayBeTarget) ?? true else {
      throw ExecutionError(
        .invalidSchema, .usage, "'\(schema ?? "")' cannot be a target",
        hints: ["a name of at most 63 bytes, which is not the server's own (pg_…) or the registry's (confiture)"])
    }
    self.schema = schema
  }

  /// Its records in the registry of the database.
  package var line: RegistryLine { RegistryLine(schema: schema) }

  /// The roles that its migrations create belong to others as well.
  package var sharesRoles: Bool { isScratch || schema != nil }
}
