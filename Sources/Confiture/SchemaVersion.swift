internal import GitStore
internal import History
internal import Schema

/// One version of a schema: a commit that holds a migration and the schema that results.
public struct SchemaVersion: Sendable, Equatable {
  /// The commit's id, 40 hexadecimal digits.
  public let id: String
  /// The change's id, 32 letters: the same across rebase, cherry-pick and amend; `nil` for a merge without a migration.
  public let change: String?
  /// The migration's folder name.
  public let name: String
  /// One line on what the migration does.
  public let title: String
  /// SHA-256 of the schema, in hexadecimal: equal for equal schemas.
  public let fingerprint: String
  /// The ids of the versions it stands on.
  public let parents: [String]
  /// The migration's down restores what was there.
  public let isReversible: Bool

  init(_ version: Version) {
    id = version.id.hex
    change = version.change?.text
    name = version.name
    title = version.title
    fingerprint = version.fingerprint.hex
    parents = version.parents.map(\.hex)
    isReversible = version.isReversible
  }
}

/// What a checkout did.
public struct CheckoutReport: Sendable, Equatable {
  /// The version that the database is at now.
  public let version: SchemaVersion
  /// What was run, a line each; empty when there was nothing to do.
  public let steps: [String]
  /// The commit that records the run; `nil` when nothing was run, or it could not be written yet.
  public let outcome: String?
  /// What is worth knowing.
  public let notes: [String]
}
