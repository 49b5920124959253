/// What belongs to relations and is read anew each time: triggers, rules, policies, statistics, comments, grants,
/// parents, the sequences of identity columns, and what indexes say of their columns.
struct RelationCompanions {
  private let content: CatalogContent

  init(_ content: CatalogContent) { self.content = content }

  /// The relations for which something is different from an earlier reading; `nil` when it may be any of them.
  func differences(from earlier: CatalogContent) -> Set<Int>? {
    guard
      content.comments == earlier.comments, content.owners == earlier.owners,
      content.privileges == earlier.privileges, content.memberRelations == earlier.memberRelations
    else { return nil }
    let tables = Dictionary(
      (earlier.indexes + content.indexes).map { ($0.oid, $0.relation) }, uniquingKeysWith: { first, _ in first })
    var relations: Set<Int> = []
    func compare<Row: Equatable>(_ rows: KeyPath<CatalogContent, [Row]>, by relation: (Row) -> Int?) {
      let (before, after) = (earlier[keyPath: rows], content[keyPath: rows])
      if before == after { return }
      let (old, new) = (Dictionary(grouping: before, by: relation), Dictionary(grouping: after, by: relation))
      for case let key? in Set(old.keys).union(new.keys) where old[key] != new[key] { relations.insert(key) }
    }
    compare(\.triggers, by: \.relation)
    compare(\.rules, by: \.relation)
    compare(\.policies, by: \.relation)
    compare(\.statistics, by: \.relation)
    compare(\.inheritance, by: \.child)
    compare(\.sequences, by: \.owner)
    compare(\.viewColumns, by: \.view)
    compare(\.indexColumns) { tables[$0.index] }
    compare(\.foreignTables, by: \.relation)
    return relations
  }
}
