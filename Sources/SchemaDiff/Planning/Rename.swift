package import Schema

/// One thing that has another name in the new schema.
package enum Rename: Sendable, Hashable {
  /// A table, view, sequence, type, routine, … to be known under another name, possibly in another schema.
  case object(from: ObjectIdentity, to: ObjectIdentity)
  /// A column of a table, by the table's new name.
  case column(table: QualifiedName, from: Identifier, to: Identifier)
  /// An index, by its name in its table's schema.
  case index(schema: Identifier, from: Identifier, to: Identifier)
  /// A constraint of a table, by the table's new name.
  case constraint(table: QualifiedName, from: Identifier, to: Identifier)
}
