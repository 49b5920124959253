/// One object's file in a snapshot: its canonical DDL.
package struct SnapshotFile: Sendable, Equatable {
  /// Such as `public/tables/users.sql`.
  package let path: String
  package let identity: ObjectIdentity
  package let text: String

  package init(identity: ObjectIdentity, text: String) {
    path = SnapshotPath.path(of: identity)
    self.identity = identity
    self.text = text
  }
}

/// An object that is in the database and not in the snapshot, as its kind is not modelled.
package struct UncoveredObject: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let kind: String
  package let name: String

  package init(kind: String, name: String) {
    self.kind = kind
    self.name = name
  }

  package var description: String { "\(kind) \(name)" }

  package static func < (left: UncoveredObject, right: UncoveredObject) -> Bool {
    (Identifier(left.kind), Identifier(left.name)) < (Identifier(right.kind), Identifier(right.name))
  }
}

/// What a snapshot holds.
package struct SnapshotOptions: Sendable, Hashable {
  /// Whether owners and grants are part of files and fingerprint.
  package var includesAccess: Bool

  package init(includesAccess: Bool = false) { self.includesAccess = includesAccess }
}

/// A schema as files of canonical DDL, one per object, with its fingerprint.
package struct Snapshot: Sendable, Equatable {
  /// Sorted by the bytes of their paths.
  package let files: [SnapshotFile]
  package let fingerprint: Fingerprint
  /// What the database has besides, sorted.
  package let uncovered: [UncoveredObject]

  package init(files: [SnapshotFile], fingerprint: Fingerprint, uncovered: [UncoveredObject]) {
    self.files = files
    self.fingerprint = fingerprint
    self.uncovered = uncovered
  }
}
