import Schema
import SchemaDiff

/// What a plan says that it takes and writes anew.
struct DeclaredEffects {
  let losses: [String]
  let rewrites: Set<QualifiedName>
  let conditions: [String]
  /// What has a sequence start at the bounds that it gets.
  private let entries: [String]

  init(of plan: SchemaPlan) {
    let effects = plan.migrations.flatMap(\.changes).map(\.effects)
    losses = effects.flatMap(\.losses)
    rewrites = Set(effects.flatMap(\.rewrites))
    conditions = effects.flatMap(\.conditions)
    entries = plan.migrations.flatMap(\.changes).flatMap(\.statements).map(\.text).filter {
      $0.hasPrefix("SELECT pg_catalog.setval(") && $0.contains(" WHERE last_value ")
    }
  }

  /// Whether all rows of a table are said to be lost.
  func losesRows(of table: QualifiedName) -> Bool {
    losses.contains { $0.contains("rows") && $0.contains(table.description) }
  }

  /// Whether the values of a column are said to be lost or changed.
  func losesValues(of column: String, in table: QualifiedName) -> Bool {
    losses.contains { $0.contains(table.description) && $0.contains(column) }
  }

  func loses(_ sequence: QualifiedName) -> Bool {
    losses.contains { $0.contains(sequence.description) }
      || entries.contains { $0.contains(" FROM \(sequence.sql) ") }
  }

  /// Whether the file of a table is said to be written anew; what is said of a table holds for its partitions and
  /// children as well.
  func rewrites(_ relation: StoredData.Relation) -> Bool {
    rewrites.contains(relation.name) || !rewrites.isDisjoint(with: relation.ancestors)
      || losesRows(of: relation.name)
  }
}

extension StoredData {
  /// Returns what is not as it was, and not said to be; `after` is of the same database.
  func firstLoss(in after: StoredData, declared: DeclaredEffects) -> CheckFailure? {
    for old in relations.values.sorted(by: { $0.name < $1.name }) {
      let new = after.relation(that: old)
      if let failure = rowLoss(of: old, to: new, after, declared) ?? rewrite(of: old, to: new, declared) {
        return failure
      }
    }
    return sequenceLoss(in: after, declared: declared)
  }

  /// What a relation has become: itself, under whatever name, or what has its name now.
  private func relation(that old: Relation) -> Relation? {
    relations.values.first { $0.oid == old.oid } ?? relations[old.name]
  }

  private func rowLoss(
    of old: Relation, to new: Relation?, _ after: StoredData, _ declared: DeclaredEffects
  ) -> CheckFailure? {
    guard old.hasRows, !declared.losesRows(of: old.name) else { return nil }
    // The rows of a partitioned table that is made anew are looked at as a whole.
    let above = old.root == nil ? [] : old.ancestors.compactMap { relations[$0] }
    if above.contains(where: { table in after.relation(that: table).map { $0.oid != table.oid } ?? false }) {
      return nil
    }
    guard let new, new.hasRows else {
      return old.rows.isEmpty ? nil : old.lost("is gone with \(old.rows.count) rows")
    }
    // Rows may move between partitions, as long as all of these stay.
    if let root = old.root, root == new.root, partitions(of: root) == after.partitions(of: root) { return nil }
    if old.oid == new.oid, partitions(of: old.name) != after.partitions(of: new.name) { return nil }
    let moved = rowsMoved(from: old.name, to: new.name, in: after)
    guard old.rows.count + (moved ?? 0) == new.rows.count else {
      return old.lost("had \(old.rows.count) rows, and has \(new.rows.count)")
    }
    if moved != nil { return nil }
    let kept = old.columns.filter { !declared.losesValues(of: $0.name, in: old.name) }.map { column in
      (old: column, new: new.column(that: column, of: old))
    }
    let same = kept.filter { $0.old.type == $0.new?.type }
    guard old.values(of: same.map(\.old)) == new.values(of: same.compactMap(\.new)) else {
      return old.lost("has other values in one of \(same.map(\.old.name).joined(separator: ", "))")
    }
    for (column, now) in kept {
      let count = old.rows.count - old.nulls(in: column)
      guard let now else {
        if count == 0 { continue }
        return old.lost("has lost column \(column.name) with \(count) values")
      }
      if new.rows.count - new.nulls(in: now) != count { return old.lost("has lost values of column \(column.name)") }
    }
    return nil
  }

  /// How many rows a table that is made anew has more, by tables that stay and become partitions of it or no longer are
  /// any; `nil` if there is no such table.
  private func rowsMoved(from old: QualifiedName, to new: QualifiedName, in after: StoredData) -> Int? {
    var count: Int?
    for table in relations.values where table.file != nil && table.hasRows {
      guard let now = after.relation(that: table) else { continue }
      if (table.root == old) != (now.root == new) {
        count = (count ?? 0) + (now.root == new ? now.rows.count : -table.rows.count)
      }
    }
    return count
  }

  private func partitions(of root: QualifiedName) -> Set<Int> {
    Set(relations.values.filter { $0.root == root }.map(\.oid))
  }

  private func rewrite(of old: Relation, to new: Relation?, _ declared: DeclaredEffects) -> CheckFailure? {
    guard let new, old.hasRows == new.hasRows, old.file != nil, new.file != nil, old.file != new.file,
      !declared.rewrites(old),
      !declared.rewrites(new)
    else { return nil }
    return CheckFailure(
      kind: .rewrite, detail: "\(old.hasRows ? "table" : "materialized view") \(old.name) has a new file")
  }

  private func sequenceLoss(in after: StoredData, declared: DeclaredEffects) -> CheckFailure? {
    for (name, old) in sequences.sorted(by: { $0.key < $1.key }) where !declared.loses(name) {
      guard let old, let new = after.sequences[name], new != old else { continue }
      let place = new.map { "at \($0)" } ?? "unused"
      return CheckFailure(kind: .sequence, detail: "sequence \(name) was at \(old), and is \(place)")
    }
    return nil
  }
}

extension StoredData.Relation {
  fileprivate func lost(_ what: String) -> CheckFailure {
    CheckFailure(kind: .rows, detail: "table \(name) \(what)")
  }

  /// What a column of the same table, or of the one that took its name, has become.
  fileprivate func column(that column: StoredData.Column, of old: Self) -> StoredData.Column? {
    let same = oid == old.oid ? columns.first { $0.number == column.number } : nil
    return same ?? columns.first { $0.name == column.name }
  }

  /// The rows' values of some columns, in an order that does not depend on the rows'.
  fileprivate func values(of chosen: [StoredData.Column]) -> [[String?]] {
    let indices = chosen.compactMap { columns.firstIndex(of: $0) }
    return rows.map { row in indices.map { row[$0] } }.sorted { left, right in
      for (left, right) in zip(left, right) where left != right { return (left ?? "") < (right ?? "") }
      return false
    }
  }

  fileprivate func nulls(in column: StoredData.Column) -> Int {
    guard let index = columns.firstIndex(of: column) else { return 0 }
    return rows.count { $0[index] == nil }
  }
}
