package import Postgres

/// A database that Confiture moves.
package struct Target: Sendable, Equatable {
  /// The name of its outcome chain: as configured, `local` for the scratch database, or derived from an address.
  package var name: String
  package var address: ConnectionString
  /// It may be emptied and built anew.
  package var isDisposable: Bool
  /// It lives on the scratch server, whose roles are shared by many databases.
  package var isScratch: Bool
  /// Commands know it by its name; otherwise only by its address.
  package var isConfigured = true

  package init(name: String, address: ConnectionString, isDisposable: Bool = false, isScratch: Bool = false) {
    self.name = name
    self.address = address
    self.isDisposable = isDisposable
    self.isScratch = isScratch
  }

  /// How a hint names it on a command line; never by the address, which may hold a password.
  package var option: String { isConfigured ? "--target \(name)" : "--database URL" }
}
