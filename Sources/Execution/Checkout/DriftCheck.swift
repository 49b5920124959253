internal import History
package import Postgres
internal import Schema

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
  private let compared: ComparedSchema

  package init(of target: Target, control: Connection, versions: VersionReader) {
    self.control = control
    self.versions = versions
    compared = ComparedSchema(of: target, versions: versions)
  }

  package func compare(_ state: RegistryState) throws -> Finding {
    guard let head = state.head else {
      let live = try compared.live(control)
      guard live.fingerprint != Fingerprint.empty else { return .none }
      let objects = live.files.map(\.identity.description)
      return !state.exists
        ? .notAdopted(objects) : .differs(objects.map { "\($0): not in any version applied here" })
    }
    let version = try versions.version(head)
    guard state.fingerprint != nil else { return .unknown("the target is between versions") }
    let live = try compared.live(control, includesAccess: version.fingerprint.includesAccess)
    let expected = try compared.fingerprint(of: version)
    guard live.fingerprint.isComparable(with: expected) else {
      return .unknown("the version's fingerprint has another format")
    }
    return live.fingerprint == expected ? .none : .differs(try compared.differences(from: version, to: live))
  }
}
