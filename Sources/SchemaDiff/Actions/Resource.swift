import Schema

/// Something that one action makes or takes away, and that another needs or must let go of first.
enum Resource: Hashable {
  /// A relation, type, routine, operator, … by `schema.name`.
  case name(NameKey)
  /// A column as it is now: an action that changes its type takes it away and makes it again.
  case column(NameKey, Identifier)
  /// The keys of a table that foreign keys may refer to.
  case keys(NameKey)
  /// What has no schema, or is told apart by more than its name.
  case object(ObjectIdentity)
  /// A part of a relation, such as a constraint or an index.
  case part(PartIdentity)
  /// That a part is gone, for what has to wait for it.
  case absence(PartIdentity)
  /// A label of an enumerated type.
  case label(NameKey, String)
}

/// A part of a relation or domain that is created and dropped by statements of its own.
struct PartIdentity: Hashable {
  enum Kind: Int, Hashable, Comparable {
    case column, columnDefault, constraint, index, statistics, rule, trigger, policy

    static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
  }

  let owner: ObjectIdentity
  let kind: Kind
  let name: Identifier
}
