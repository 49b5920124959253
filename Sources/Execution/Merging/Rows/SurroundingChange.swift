internal import Schema

/// What one side changes of an object that the other side's migrations may meet when they touch rows.
struct SurroundingChange {
  private let object: ObjectIdentity
  private let old: (any SchemaObject)?
  private let new: (any SchemaObject)?

  /// The tables of before with columns of a domain, by the domain's name.
  private let domainUsers: [String: Set<String>]

  init(
    _ object: ObjectIdentity, from old: SnapshotFile?, to new: SnapshotFile?, domainUsers: [String: Set<String>]
  ) throws {
    self.object = object
    self.domainUsers = domainUsers
    self.old = try old.map { try SnapshotReading.object(of: $0) }
    self.new = try new.map { try SnapshotReading.object(of: $0) }
  }

  /// What of it makes a difference to a migration's rows; `nil` if nothing does.
  func effect(on toucher: RowToucher) -> String? {
    let name = object.name.text
    switch object.kind {
    case .table, .foreignTable: return table(toucher, name)
    case .domain where old != nil && domainUsers[name, default: []].contains(where: toucher.mayWrite):
      return "the definition"
    case .function, .procedure, .aggregate, .view, .materializedView, .domain:
      // What is new cannot be named by the other side, unless that has it as well.
      guard old != nil else { return nil }
      return toucher.words.contains(name) || toucher.reads.contains(name) || toucher.writes.contains(name)
        || toucher.readsCatalogs ? "the definition" : nil
    case .type:
      guard old != nil, toucher.isUnknown, toucher.words.contains(name.lowercased()) else { return nil }
      return "the definition"
    case .sequence: return old != nil && toucher.mayWrite(name) ? "the definition" : nil
    default: return nil
    }
  }

  private func table(_ toucher: RowToucher, _ name: String) -> String? {
    guard let before = old as? Table else {
      // Both sides make it, and one of them fills it.
      return toucher.mayWrite(name) ? "the making" : nil
    }
    guard let after = new as? Table else {
      return toucher.isUnknown && (toucher.words.contains(name.lowercased()) || toucher.readsCatalogs)
        ? "the name" : nil
    }
    if let column = lostColumn(before, after, toucher, name) { return "the column '\(column)'" }
    if let key = followingKey(before, after, toucher) { return "the key '\(key)'" }
    if toucher.reads.contains(name) || toucher.mayWrite(name), before.parents != after.parents {
      return "the parents"
    }
    if toucher.usesWholeRows(of: name),
      Set(before.columns.map(\.name)) != Set(after.columns.map(\.name))
    {
      return "the columns"
    }
    if toucher.mayWrite(name) || toucher.reads.contains(name), before.isRestricted || after.isRestricted,
      before.hasRowSecurity != after.hasRowSecurity || before.isRestricted != after.isRestricted
        || before.policies != after.policies
    {
      return "the row security"
    }
    if toucher.mayWrite(name), let what = values(before, after) ?? uniqueness(before, after, toucher) { return what }
    return NewConstraints(before, after).standing(against: toucher).map { "what it demands by '\($0)'" }
  }

  /// A column that a block or a routine names: whether it is there shows only when there are rows.
  private func lostColumn(_ before: Table, _ after: Table, _ toucher: RowToucher, _ name: String) -> String? {
    guard toucher.words.contains(name) || toucher.words.contains(name.lowercased()) || toucher.readsCatalogs else {
      return nil
    }
    return before.columns.first { column in
      let text = column.name.text
      guard toucher.words.contains(text) || toucher.words.contains(text.lowercased()) || toucher.readsCatalogs else {
        return false
      }
      return after.columns.first { $0.name == column.name }?.type != column.type
    }?.name.text
  }

  /// A foreign key that changes or deletes rows along with those of a table that is written.
  private func followingKey(_ before: Table, _ after: Table, _ toucher: RowToucher) -> Identifier? {
    func keys(_ table: Table) -> [Constraint] {
      table.constraints.filter { constraint in
        constraint.kind == .foreignKey
          && ["CASCADE", "SET NULL", "SET DEFAULT"].contains { constraint.definition.contains($0) }
      }
    }
    let (was, now) = (keys(before), keys(after))
    let changed = was.filter { !now.contains($0) } + now.filter { !was.contains($0) }
    return changed.first { key in
      let words = StatementNames("ALTER TABLE \(after.name.sql) ADD CONSTRAINT x \(key.definition)").words
      return words.contains { toucher.mayWrite($0.text) }
    }?.name
  }

  /// What changes of the values that written rows get.
  private func values(_ before: Table, _ after: Table) -> String? {
    for column in before.columns {
      guard let same = after.columns.first(where: { $0.name == column.name }) else { continue }
      if same.expression != column.expression || same.generation != column.generation {
        return "the default of '\(column.name)'"
      }
      if same.identity != column.identity { return "the identity of '\(column.name)'" }
      if same.type != column.type { return "the type of '\(column.name)'" }
    }
    if before.triggers != after.triggers { return "the triggers" }
    return before.rules != after.rules ? "the rules" : nil
  }

  /// What `ON CONFLICT` takes for a conflict.
  private func uniqueness(_ before: Table, _ after: Table, _ toucher: RowToucher) -> String? {
    guard toucher.words.contains("conflict") else { return nil }
    func unique(_ table: Table) -> [String] {
      table.constraints.filter { [.primaryKey, .unique, .exclusion].contains($0.kind) }.map(\.definition)
        + table.indexes.map(\.definition).filter { $0.contains("UNIQUE") }
    }
    return unique(before) != unique(after) ? "the keys" : nil
  }
}

extension Table {
  /// Not even its owner sees all rows.
  fileprivate var isRestricted: Bool { hasRowSecurity && forcesRowSecurity }
}
