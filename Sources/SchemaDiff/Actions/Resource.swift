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
  /// That a type has made room for a new one of its name.
  case aside(ObjectIdentity)
  /// The type that made room.
  case oldType(ObjectIdentity)
  /// That the rows of a table made anew are in their new place.
  case copied(ObjectIdentity)
  /// That what a table was is dropped.
  case oldTable(ObjectIdentity)
  /// That a column was changed, for the tables that have it from this one.
  case change(NameKey, Identifier)
  /// What a table's partitions take over from it when they are created.
  case settings(NameKey)
  /// The ranges that the partitions of a table take.
  case bounds(NameKey)
  /// That a table is no child any more.
  case detached(ObjectIdentity)
  /// That a table is as its new parent wants it.
  case ready(ObjectIdentity)
  /// That every row has a value in a column.
  case notNull(NameKey, Identifier)
  /// What one of several actions that change a part or column leaves for the next.
  case step(PartIdentity, OnlineStep)
  /// Whether the rows of a table outlive a crash, as it is now.
  case persistence(NameKey)
  /// That an overload of a function is gone, for what is to call another one.
  case gone(NameKey)
  /// A label of an enumerated type.
  case label(NameKey, String)
}

extension Resource {
  var isOldTable: Bool {
    if case .oldTable = self { true } else { false }
  }
  var isSettings: Bool {
    if case .settings = self { true } else { false }
  }
  var isKeys: Bool {
    if case .keys = self { true } else { false }
  }
  var isColumn: Bool {
    if case .column = self { true } else { false }
  }
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
