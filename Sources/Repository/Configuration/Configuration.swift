internal import Diagnostics
package import Documents
package import Postgres
package import Schema
package import Scratch

/// What `confiture.yaml` says; what it leaves out has a default.
///
/// Addresses are looked at only when somebody asks for one: a variable that is set on the deploying machine alone does
/// not keep others from using the project. Nothing here prints a password.
package struct Configuration: Sendable {
  /// The name of the file at the root of the project.
  package static let fileName = "confiture.yaml"
  /// The newest version of the file's form that is understood.
  package static let version = 1

  package var snapshot = SnapshotOptions()
  package var scratch = Scratch()
  /// In the order of the file.
  package var targets: [TargetSettings] = []
  /// In the order of the file; each that has an address is among ``targets`` too.
  package var environments: [EnvironmentSettings] = []
  package var locks = Locks()
  /// Whether migrations are written for tables that are in use.
  package var generatesOnline = true
  /// Whether a merge takes the larger of two types that both sides give a column, where it holds all values of both.
  package var widensTypes = false

  package init() {}

  /// How long a run waits for locks, and how often it tries.
  package struct Locks: Sendable, Equatable {
    package var timeout: Duration = .seconds(2)
    package var attempts = 10

    package init() {}
  }

  /// The settings of the scratch server.
  package struct Scratch: Sendable {
    package var postgresBinDirectory: String?
    package var directory: String?
    package var idleTimeout: Duration = ScratchSettings().idleTimeout
    package var maximumTemplates = ScratchSettings().maximumTemplates
    var address: Address?

    /// What the scratch server is told.
    ///
    /// - Throws: An error that points at the address, when there is one that cannot be used.
    package func settings() throws(DocumentError) -> ScratchSettings {
      ScratchSettings(
        postgresBinDirectory: postgresBinDirectory, url: try address?.connectionString(), directory: directory,
        idleTimeout: idleTimeout, maximumTemplates: maximumTemplates)
    }
  }

  /// A database of the configuration.
  package struct TargetSettings: Sendable {
    package let name: String
    /// It may be emptied and built anew.
    package var isDisposable = false
    /// The schema that the target is; `nil` for the whole database.
    package var schema: String?
    /// The schema that the history is written for, in whose place it stands.
    package var historySchema: String?
    /// Whether migrations written from it are for tables that are in use; as for all when it does not say.
    package var generatesOnline: Bool?
    var address: Address
    var directAddress: Address?

    /// How to reach it: past a pooling proxy, where `direct_url` says how.
    ///
    /// - Throws: An error that points at the address and names the variable that is not set, or what is malformed.
    package func connectionString() throws(DocumentError) -> ConnectionString {
      try (directAddress ?? address).connectionString()
    }
  }

  /// Returns the target of this name.
  package func target(_ name: String) throws(RepositoryError) -> TargetSettings {
    if let target = targets.first(where: { $0.name == name }) { return target }
    let closest = Suggestions.closest(to: name, among: targets.map(\.name)).map { "did you mean '\($0)'?" }
    let known = targets.map { "'\($0.name)'" }.joined(separator: ", ")
    throw RepositoryError(
      .unknownTarget, "there is no target '\(name)' in \(Self.fileName)",
      hints: closest.isEmpty ? [known.isEmpty ? "add it below 'targets:'" : "targets are \(known)"] : closest)
  }

  /// Returns the environment of this name.
  package func environment(_ name: String) throws(RepositoryError) -> EnvironmentSettings {
    if let environment = environments.first(where: { $0.name == name }) { return environment }
    let closest = Suggestions.closest(to: name, among: environments.map(\.name)).map { "did you mean '\($0)'?" }
    let known = environments.map { "'\($0.name)'" }.joined(separator: ", ")
    throw RepositoryError(
      .unknownEnvironment, "there is no environment '\(name)' in \(Self.fileName)",
      hints: closest.isEmpty
        ? [known.isEmpty ? "add it below 'environments:'" : "environments are \(known)"] : closest)
  }
}
