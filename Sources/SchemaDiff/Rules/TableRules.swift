import Schema

/// Compares two states of a table that stays.
struct TableRules {
  let old: Table
  let new: Table
  let oldParents: [Table]
  let newParents: [Table]

  /// What must change; `nil` if the table cannot become the new one and has to be made anew.
  func decision() -> RelationDecision? {
    guard canStay else { return nil }
    let attachment = TableAttachment(old: old, new: new, isRenewed: mustRejoin)
    let (leaves, joins) = (attachment?.leaves ?? false, attachment?.joins ?? false)
    // What a table had from a parent it keeps when it leaves; what it gets from one it may have before.
    var oldParts = RelationPart.allParts(of: old).filter { leaves || !$0.isInherited }
    if leaves, !joins {
      let kept = oldParents.flatMap { InheritedParts.parts(of: old, from: $0) }
      oldParts += kept.filter { part in
        // What stands for the parent's under a name of its own is no second one.
        !oldParts.contains {
          $0.identity == part.identity || $0.attachedTo != nil && $0.attachedTo == part.attachedTo
        }
      }
    }
    var newParts = RelationPart.allParts(of: new).filter { part in
      !part.isInherited || joins && (part.phase == .check || oldParts.contains { $0.identity == part.identity })
    }
    if joins { newParts += inheritedChecks.filter { part in !newParts.contains { $0.identity == part.identity } } }
    if joins {
      newParts += taken(from: oldParts).filter { part in !newParts.contains { $0.identity == part.identity } }
    }
    if attachment == nil {
      let (before, after) = (oldParts, newParts)
      oldParts += Self.unnamed(of: old, from: oldParents, as: after, besides: before)
      newParts += Self.unnamed(of: new, from: newParents, as: before, besides: after)
      oldParts += inTheWay(of: newParts, besides: oldParts)
    }
    var decision = RelationDecision(new.identity, oldParts: oldParts, newParts: newParts)
    decision.attachment = attachment
    compareColumns(in: &decision, leaves: leaves, joins: joins)
    decision.comparePartsByName()
    if attachment == nil { decision.validate(checksToValidate) }
    decision.rowType = RowTypeChange(
      old: old, new: new,
      changesColumns: decision.columns.values.contains {
        $0.old == nil || $0.new == nil || $0.isRetyped || $0.isRebuilt
      })
    decision.settings = TableSettings(old: old, new: new).actions()
    return decision
  }

  /// The indexes of a partition that its file does not name, as they have the names that the server chooses, where the
  /// other state names them.
  private static func unnamed(
    of table: Table, from parents: [Table], as others: [RelationPart], besides own: [RelationPart]
  ) -> [RelationPart] {
    guard table.partitionBound != nil, others.contains(where: { $0.attachedTo != nil }) else { return [] }
    return parents.flatMap { InheritedParts.parts(of: table, from: $0) }.filter { part in
      part.identity.kind == .index
        && !own.contains { $0.attachedTo == part.attachedTo || $0.identity == part.identity }
        && others.contains { $0.attachedTo == part.attachedTo && $0.nameless == part.nameless }
    }
  }

  /// The indexes of a partition that go with their parent's and have names, which no file says, that others get.
  private func inTheWay(of parts: [RelationPart], besides own: [RelationPart]) -> [RelationPart] {
    guard old.partitionBound != nil, parts.contains(where: { $0.attachedTo != nil }) else { return [] }
    return oldParents.flatMap { InheritedParts.parts(of: old, from: $0) }.filter { part in
      part.identity.kind == .index
        && !own.contains { $0.identity == part.identity || $0.attachedTo == part.attachedTo }
        && parts.contains { $0.identity == part.identity && $0.attachedTo != part.attachedTo }
    }
  }

  /// What a table has just as its new parent would make it: that takes it over when it becomes a partition.
  private func taken(from parts: [RelationPart]) -> [RelationPart] {
    guard new.partitionBound != nil else { return [] }
    return newParents.flatMap { InheritedParts.parts(of: new, from: $0) }.filter { part in
      parts.contains { $0.identity == part.identity && RelationPart.isSame($0.creation, part.creation) }
    }
  }

  /// The CHECK constraints of its parents, which a table must have before it joins them.
  private var inheritedChecks: [RelationPart] {
    newParents.flatMap { parent in
      var child = new
      child.constraints = parent.constraints.filter { $0.kind == .check && !$0.definition.contains("NO INHERIT") }
      return RelationPart.allParts(of: child).filter { $0.phase == .check }
    }
  }

  /// A foreign table keeps its server, a partitioned table its key, and what a table has from its parents alone it has
  /// not from joining them.
  private var canStay: Bool {
    guard (old.foreign == nil) == (new.foreign == nil), old.foreign?.server == new.foreign?.server,
      old.partitionKey == new.partitionKey, RowTypeChange.keepsOrder(old: old, new: new)
    else { return false }
    guard new.partitionBound == nil else { return true }
    let joins = mustRejoin || new.parents.contains { old.partitionBound != nil || !old.parents.contains($0) }
    return !joins || new.columns.allSatisfy(\.isLocal) && !new.hasInheritedParts
  }

  /// The checks that are to be valid in this partition, while its parent's stay or become `NOT VALID`.
  private var checksToValidate: [RelationPart] {
    let kept = old.validChecks.filter { name in
      let definitions = [oldParents, newParents].map { tables in
        tables.first?.constraints.first { $0.name == name }?.definition
      }
      return definitions[0] != nil && RelationPart.isSame(definitions[0], definitions[1])
    }
    return RelationPart.allParts(of: new).filter { part in
      part.phase == .check && new.validChecks.contains(part.identity.name) && !kept.contains(part.identity.name)
    }
  }

  /// Whether a check is valid in this partition and shall no longer be, while its parent's stays `NOT VALID`: no
  /// statement says so of one that is there.
  private var losesValidity: Bool {
    guard old.partitionBound != nil, new.partitionBound != nil else { return false }
    return old.validChecks.contains { name in
      let stays = [oldParents, newParents].allSatisfy { tables in
        tables.contains { $0.constraints.contains { $0.isUncheckedCheck && $0.name == name } }
      }
      return stays && !new.validChecks.contains(name)
    }
  }

  /// Whether the order of its parents changes, or which of the columns that these have it declares as well: what
  /// PostgreSQL notes only when a table joins a parent.
  private var mustRejoin: Bool {
    if losesValidity { return true }
    guard new.partitionBound == nil, old.partitionBound == nil else { return false }
    let kept = old.parents.filter { new.parents.contains($0) }
    if !new.parents.starts(with: kept) { return true }
    return new.columns.contains { column in
      guard let before = old.columns.first(where: { $0.name == column.name }), before.isLocal != column.isLocal else {
        return false
      }
      return inherited(column.name, from: oldParents) && inherited(column.name, from: newParents)
        && old.parents == new.parents
    }
  }

  // MARK: - Columns

  private func compareColumns(in decision: inout RelationDecision, leaves: Bool, joins: Bool) {
    for column in old.columns where !new.columns.contains(where: { $0.name == column.name }) {
      if !leaves, !column.isLocal, inherited(column.name, from: oldParents) { continue }
      decision.columns[column.name] = ColumnDecision(old: column, new: nil)
    }
    for column in new.columns {
      let isInherited = !joins && inherited(column.name, from: newParents)
      guard let before = old.columns.first(where: { $0.name == column.name }) else {
        if !isInherited || column.isLocal {
          decision.columns[column.name] = ColumnDecision(old: nil, new: column)
        } else if let change = change(of: given(column), to: column, inherited: true) {
          decision.columns[column.name] = change
        }
        continue
      }
      let staysInherited = isInherited && !leaves && inherited(column.name, from: oldParents)
      if isInherited, !staysInherited, !leaves, before.isLocal, !column.isLocal {
        // The parent's column takes its place.
        decision.columns[column.name] = ColumnDecision(old: before, new: nil)
        continue
      }
      if !leaves, !before.isLocal, inherited(column.name, from: oldParents), !isInherited {
        // The parent drops it.
        decision.columns[column.name] = ColumnDecision(old: nil, new: column)
        continue
      }
      let change = self.change(
        of: staysInherited ? afterParents(before, becoming: column) : before, to: column, inherited: staysInherited)
      if let change { decision.columns[column.name] = change }
    }
  }

  private func change(of before: Column, to column: Column, inherited: Bool) -> ColumnDecision? {
    var change = ColumnDecision(old: before, new: column)
    change.isRetyped = !inherited && (before.type != column.type || before.collation != column.collation)
    change.isRebuilt = !inherited && Self.mustBeRebuilt(before, column)
    change.resetsDefault =
      change.isRetyped && before.generation == nil && before.expression != nil && column.expression != nil
    return change.isRebuilt || change.isRetyped || !Self.isSame(before, column) ? change : nil
  }

  /// The column as it is when its parents have changed: type, default and NOT NULL change with theirs.
  private func afterParents(_ column: Column, becoming new: Column) -> Column {
    var column = column
    (column.type, column.collation) = (new.type, new.collation)
    (column.generation, column.identity) = (new.generation, new.identity)
    if new.generation != nil { column.expression = new.expression }
    let before = oldParents.compactMap { $0.columns.first { $0.name == column.name } }
    let after = newParents.compactMap { $0.columns.first { $0.name == column.name } }
    for (before, after) in zip(before, after) {
      if !RelationPart.isSame(before.expression, after.expression), new.generation == nil {
        column.expression = after.expression
      }
      if before.isNotNull != after.isNotNull { column.isNotNull = after.isNotNull }
    }
    return column
  }

  /// The column as a table gets it when a parent gets it.
  private func given(_ column: Column) -> Column {
    var given = column
    let parents = newParents.compactMap { $0.columns.first { $0.name == column.name } }
    given.isNotNull = parents.contains(where: \.isNotNull)
    if column.generation == nil { given.expression = parents.compactMap(\.expression).first }
    (given.storage, given.compression, given.statisticsTarget) = (nil, nil, nil)
    (given.options, given.foreignOptions, given.comment) = ([], [], nil)
    return given
  }

  private func inherited(_ name: Identifier, from parents: [Table]) -> Bool {
    parents.contains { $0.columns.contains { $0.name == name } }
  }

  /// A generated column whose expression or kind changes cannot be altered on every server.
  private static func mustBeRebuilt(_ old: Column, _ new: Column) -> Bool {
    if new.generation != nil {
      return old.generation != new.generation || old.expression != new.expression || old.type != new.type
        || old.collation != new.collation
    }
    return old.generation == .virtual
  }

  private static func isSame(_ old: Column, _ new: Column) -> Bool {
    var (old, new) = (old, new)
    // Names of NOT NULL constraints do not matter, nor where a column is declared as well.
    (old.notNullName, new.notNullName) = (nil, nil)
    (old.isInherited, new.isInherited, old.isLocal, new.isLocal) = (false, false, false, false)
    return old == new
  }
}

extension RelationDecision {
  /// Has checks of a partition validated that are the parent's.
  mutating func validate(_ checks: [RelationPart]) {
    for check in checks {
      newParts[check.identity] = check
      parts[check.identity] = .validate
    }
  }

  /// Compares indexes, constraints, triggers and so on, each with the one of its name; what has the same definition
  /// under another name gets the name.
  mutating func comparePartsByName() {
    let renamed = attachedUnderOtherNames()
    for (identity, part) in newParts {
      if let name = renamed[identity] {
        parts[identity] = .rename(from: name)
        continue
      }
      guard let before = oldParts[identity], !renamed.values.contains(identity.name) || before.attachedTo == nil
      else {
        parts[identity] = .create
        continue
      }
      guard !RelationPart.isSame(before.creation, part.creation) || before.nameless != part.nameless else {
        if before.settings != part.settings { parts[identity] = .alter }
        continue
      }
      if before.creation == part.creation.map({ $0 + " NOT VALID" }) {
        parts[identity] = .validate
      } else {
        parts[identity] = ConstraintTiming.change(from: before, to: part) == nil ? .rebuild : .retime
      }
    }
    for (identity, part) in oldParts where newParts[identity] == nil {
      if part.attachedTo != nil, renamed.values.contains(identity.name) { continue }
      parts[identity] = .drop
    }
    findRenames()
  }

  /// The indexes of a partition that stay those of their parent's and get other names, with the names that they have:
  /// the server numbers those that would have one name.
  private func attachedUnderOtherNames() -> [PartIdentity: Identifier] {
    var renamed: [PartIdentity: Identifier] = [:]
    for (identity, part) in newParts where part.attachedTo != nil && identity.kind == .index {
      let twin = oldParts.values.first {
        $0.attachedTo == part.attachedTo && $0.identity.kind == .index && $0.nameless == part.nameless
      }
      guard let twin, twin.identity != identity, oldParts[identity].map({ $0.attachedTo != nil }) ?? true else {
        continue
      }
      renamed[identity] = twin.identity.name
    }
    return renamed
  }

  /// Parts that have changed names among themselves stay what they are.
  private mutating func renameSwapped() {
    let rebuilt = parts.filter { $0.value == .rebuild }.keys
    var sources: [PartIdentity: PartIdentity] = [:]
    for identity in rebuilt {
      guard let part = newParts[identity], let nameless = part.nameless, part.renaming != nil, part.attachedTo == nil
      else { continue }
      let alike = rebuilt.filter { $0.kind == identity.kind }
      let twins = alike.filter { oldParts[$0]?.nameless == nameless && oldParts[$0]?.attachedTo == nil }
      guard twins.count == 1, alike.count(where: { newParts[$0]?.nameless == nameless }) == 1 else { continue }
      sources[identity] = twins[0]
    }
    // Each name has to be given up by what had it.
    while let lone = sources.keys.first(where: { identity in !sources.values.contains(identity) }) {
      sources[lone] = nil
    }
    for (identity, source) in sources { parts[identity] = .rename(from: source.name) }
  }

  private mutating func findRenames() {
    renameSwapped()
    let dropped = parts.filter { $0.value == .drop }.keys.compactMap { oldParts[$0] }
    let created = parts.filter { $0.value == .create }.keys.compactMap { newParts[$0] }
    for part in created {
      guard let nameless = part.nameless, part.renaming != nil else { continue }
      let twins = dropped.filter {
        $0.nameless == nameless && $0.identity.kind == part.identity.kind && $0.attachedTo == nil
      }
      let rivals = created.filter { $0.nameless == nameless && $0.identity.kind == part.identity.kind }
      guard twins.count == 1, rivals.count == 1, let twin = twins.first else { continue }
      parts[part.identity] = .rename(from: twin.identity.name)
      parts[twin.identity] = nil
    }
  }
}

extension RelationPart {
  static func isSame(_ left: String?, _ right: String?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): left.utf8.elementsEqual(right.utf8)
    case (nil, _), (_, nil): false
    }
  }
}
