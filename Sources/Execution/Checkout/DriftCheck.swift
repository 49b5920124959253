internal import Catalog
package import History
package import Postgres
package import Schema
internal import SchemaDiff

/// Compares the live schema of a target with what its registry says.
package struct DriftCheck {
  package enum Finding: Sendable, Equatable {
    /// The schema is that of the version.
    case none
    /// There is nothing to compare with: the target is between versions, or the version's format is another.
    case unknown(String)
    /// There are objects, but no registry.
    case notAdopted([String])
    /// What differs, a line each.
    case differs([String])
  }

  private let control: Connection
  private let versions: VersionReader

  package init(control: Connection, versions: VersionReader) {
    self.control = control
    self.versions = versions
  }

  package func compare(_ state: RegistryState) throws -> Finding {
    guard let head = state.head else {
      let live = try CatalogReader.read(control, options: SnapshotOptions())
      guard live.fingerprint != Fingerprint.empty else { return .none }
      let objects = live.files.map(\.identity.description)
      return !state.exists
        ? .notAdopted(objects) : .differs(objects.map { "\($0): not in any version applied here" })
    }
    let version = try versions.version(head)
    guard state.fingerprint != nil else { return .unknown("the target is between versions") }
    let options = SnapshotOptions(includesAccess: version.fingerprint.includesAccess)
    let live = try CatalogReader.read(control, options: options)
    guard live.fingerprint.isComparable(with: version.fingerprint) else {
      return .unknown("the version's fingerprint has another format")
    }
    return live.fingerprint == version.fingerprint ? .none : .differs(try differences(from: version, to: live))
  }

  /// What a live schema has otherwise than a version.
  package func differences(from version: Version, to live: Snapshot) throws -> [String] {
    DifferenceSummary.lines(
      from: try versions.snapshotFiles(of: version.id), to: live.files.map { ($0.path, $0.text) })
  }
}
