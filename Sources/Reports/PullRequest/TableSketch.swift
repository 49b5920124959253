import Schema
import SchemaDiff

/// The tables of a sketch and what connects them: those that change first, then their neighbours by foreign key.
struct TableSketch {
  /// More tables than this are no sketch.
  static let mostTables = 12
  /// More columns than this are left out, but for keys and changes.
  static let mostColumns = 12

  struct Entity {
    let name: QualifiedName
    /// Such as `added`; `nil` for a table that only has other columns, or none.
    let note: String?
    let columns: [Field]
    /// How many columns are not shown.
    let hidden: Int
  }

  struct Field {
    let name: Identifier
    let type: String
    var marks: [String] = []
    /// Such as `added` or `was text`.
    var note: String?
  }

  struct Link {
    let child: QualifiedName
    let parent: QualifiedName
    let name: Identifier
    let note: String?
    /// Whether a row of the parent has at most one of the child.
    let isUnique: Bool
    /// Whether a row of the child may have no parent.
    let isOptional: Bool
  }

  let entities: [Entity]
  let links: [Link]
  /// Tables that change, or are neighbours, and do not fit.
  let left: [QualifiedName]

  init(_ review: SchemaReview) {
    let tables = review.tables
    let changed = Self.changedTables(review.changes).filter { tables.old[$0] != nil || tables.new[$0] != nil }
    let shown = changed.prefix(Self.mostTables)
    let links = Self.links(tables, touching: Set(shown))
    let neighbours = Set(links.flatMap { [$0.child, $0.parent] }).subtracting(changed).sorted()
    let chosen = Array(shown) + neighbours.prefix(Self.mostTables - shown.count)
    let members = Set(chosen)
    self.links = links.filter { members.contains($0.child) && members.contains($0.parent) }
    left = Array(changed.dropFirst(shown.count)) + neighbours.dropFirst(Self.mostTables - shown.count)
    let linked = self.links
    let isChanged = Set(shown)
    entities = chosen.map { name in
      Self.entity(
        name, old: tables.old[name], new: tables.new[name], links: linked, isWhole: isChanged.contains(name))
    }
  }

  /// Sorted by name.
  private static func changedTables(_ changes: [ObjectChange]) -> [QualifiedName] {
    changes.compactMap { change in
      guard let identity = change.identity, let schema = identity.schema, change.kind != .columnOrderOnly,
        identity.kind == .table || identity.kind == .foreignTable
      else { return nil }
      return QualifiedName(schema: schema, name: identity.name)
    }.sorted()
  }

  // MARK: - Links

  private static func links(_ tables: ReviewedTables, touching names: Set<QualifiedName>) -> [Link] {
    Set(tables.old.keys).union(tables.new.keys).sorted().flatMap { child -> [Link] in
      let (old, new) = (tables.old[child], tables.new[child])
      let (oldKeys, newKeys) = (old?.foreignKeys ?? [], new?.foreignKeys ?? [])
      let removed = oldKeys.filter { !newKeys.contains($0) }.map { ($0, old, new == nil ? nil : "removed") }
      let present = newKeys.map { ($0, new, old == nil || oldKeys.contains($0) ? nil : "added") }
      return (removed + present).filter { names.contains(child) || names.contains($0.0.target) }
        .map { key, table, note in
          let members = table?.columns.filter { key.columns.contains($0.name) } ?? []
          return Link(
            child: child, parent: key.target, name: key.name, note: note,
            isUnique: table?.isUnique(key.columns) ?? false, isOptional: members.contains { !$0.isNotNull })
        }
    }
  }

  // MARK: - Tables

  private static func entity(
    _ name: QualifiedName, old: Table?, new: Table?, links: [Link], isWhole: Bool
  ) -> Entity {
    let fields = fields(old, new, areMarked: old != nil && new != nil)
    // A neighbour is shown by its keys.
    let isKept = { (field: Field) in field.note != nil || !field.marks.isEmpty }
    var room = isWhole ? max(0, mostColumns - fields.count(where: isKept)) : 0
    let columns = fields.filter { field in
      if isKept(field) { return true }
      room -= 1
      return room >= 0
    }.prefix(2 * mostColumns)
    let note = old == nil ? "added" : new == nil ? "removed" : nil
    // What is not in the tables at all is a neighbour that could not be read.
    return Entity(
      name: name, note: old == nil && new == nil ? nil : note, columns: Array(columns),
      hidden: isWhole ? fields.count - columns.count : 0)
  }

  /// The new table's columns, each that is gone after the one that it followed.
  private static func fields(_ old: Table?, _ new: Table?, areMarked: Bool) -> [Field] {
    guard let table = new ?? old else { return [] }
    let (marks, before) = (KeyMarks(table), Dictionary(grouping: old?.columns ?? [], by: \.name))
    let present = table.columns.map { column in
      Field(
        name: column.name, type: column.type, marks: marks[column.name],
        note: areMarked ? note(before[column.name]?.first, column) : nil)
    }
    guard areMarked, let old else { return present }
    let names = Set(present.map(\.name))
    var removed: [Identifier?: [Field]] = [:]
    var last: Identifier?
    let oldMarks = KeyMarks(old)
    for column in old.columns {
      if names.contains(column.name) {
        last = column.name
      } else {
        removed[last, default: []].append(
          Field(name: column.name, type: column.type, marks: oldMarks[column.name], note: "removed"))
      }
    }
    return (removed[nil] ?? []) + present.flatMap { [$0] + (removed[$0.name] ?? []) }
  }

  private static func note(_ old: Column?, _ new: Column) -> String? {
    guard let old else { return "added" }
    if old == new { return nil }
    if old.type != new.type { return "was \(old.type)" }
    if old.isNotNull != new.isNotNull { return new.isNotNull ? "now not null" : "now nullable" }
    if old.expression != new.expression { return "other default" }
    return "changed"
  }
}

/// Which columns of a table are part of its keys.
private struct KeyMarks {
  private let primary: Set<Identifier>
  private let foreign: Set<Identifier>

  init(_ table: Table) {
    primary = Set(table.primaryKey)
    foreign = Set(table.foreignKeys.flatMap(\.columns))
  }

  subscript(name: Identifier) -> [String] {
    (primary.contains(name) ? ["PK"] : []) + (foreign.contains(name) ? ["FK"] : [])
  }
}
