/// A constraint of a table or a domain, but for plain NOT NULL, which is an attribute of its column.
package struct Constraint: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case primaryKey
    case unique
    case exclusion
    case check
    case foreignKey
    case notNull

    /// The order of constraints in a file.
    var rank: Int {
      switch self {
      case .primaryKey: 0
      case .unique: 1
      case .exclusion: 2
      case .notNull: 3
      case .check: 4
      case .foreignKey: 5
      }
    }
  }

  package var kind: Kind
  package var name: Identifier
  /// What follows the name in `ADD CONSTRAINT`, such as `CHECK ((a > 0)) NOT VALID`.
  package var definition: String
  package var isValidated = true
  /// Whether the table declares it itself, rather than having it from a parent.
  package var isLocal = true
  /// Of a partition's key that belongs to its parent's: the parent's key, and whether the server would choose its name.
  package var attachedTo: AttachedIndex?
  /// Storage parameters of a key's index, `name=value`, sorted.
  package var indexOptions: [String] = []
  package var indexComment: String?
  package var isClustered = false
  package var isReplicaIdentity = false
  package var comment: String?

  package init(kind: Kind, name: Identifier, definition: String) {
    self.kind = kind
    self.name = name
    self.definition = definition
  }
}

/// The place of a partition's index in the index of its parent.
package struct AttachedIndex: Sendable, Equatable {
  package var parent: QualifiedName
  /// Whether creating the partition makes an index of just this name.
  package var isAutomatic: Bool

  package init(parent: QualifiedName, isAutomatic: Bool) {
    self.parent = parent
    self.isAutomatic = isAutomatic
  }
}
