package import Schema

/// The tables of both schemas that a sketch can show: those that change, and their neighbours.
package struct ReviewedTables: Sendable {
  package var old: [QualifiedName: Table]
  package var new: [QualifiedName: Table]
  /// The objects whose text could not be read, such as `table public.users`.
  package var unreadable: [String]

  package init(old: [Table] = [], new: [Table] = [], unreadable: [String] = []) {
    self.old = Dictionary(old.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.new = Dictionary(new.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.unreadable = unreadable
  }
}
