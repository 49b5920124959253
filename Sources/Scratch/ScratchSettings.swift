package import Postgres

/// Where scratch lives and which PostgreSQL it runs; what is `nil` is found out.
package struct ScratchSettings: Sendable, Equatable {
  /// The folder that holds `initdb` and `postgres`.
  package var postgresBinDirectory: String?
  /// A server of the user's own, used in place of a private one: nothing is started or stopped there.
  package var url: ConnectionString?
  /// The folder that holds the private servers.
  package var directory: String?
  /// How long an unused private server stays.
  package var idleTimeout: Duration
  /// How many template databases are kept; the least recently used goes first.
  package var maximumTemplates: Int

  package init(
    postgresBinDirectory: String? = nil, url: ConnectionString? = nil, directory: String? = nil,
    idleTimeout: Duration = .seconds(15 * 60), maximumTemplates: Int = 64
  ) {
    self.postgresBinDirectory = postgresBinDirectory
    self.url = url
    self.directory = directory
    self.idleTimeout = idleTimeout
    self.maximumTemplates = maximumTemplates
  }
}
