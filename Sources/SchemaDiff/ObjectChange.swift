package import Schema

/// How one object differs between two snapshots.
package struct ObjectChange: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case added
    case removed
    case modified
    /// The same table with its columns in another physical order: not a different schema.
    case columnOrderOnly = "column-order-only"
  }

  /// The path of the object's file, such as `public/tables/users.sql`.
  package let path: String
  /// `nil` for a path that no object has.
  package let identity: ObjectIdentity?
  package let kind: Kind
  /// `nil` for an added object.
  package let oldText: String?
  /// `nil` for a removed object.
  package let newText: String?

  /// Such as `table public.users`; the path if no object has it.
  package var name: String { identity?.description ?? path }
}
