/// Gives tables what their files leave to those of their parents and row types.
///
/// A file says that a table is a child of others, not what it has from them: columns, and that a constraint or a
/// default is the parent's too. None of this changes what the table's file says.
package struct InheritanceCompletion {
  private var objects: [any SchemaObject]
  private var tables: [QualifiedName: Int] = [:]
  private var rowTypes: [QualifiedName: CompositeType] = [:]
  private var isDone: Set<Int> = []

  /// The objects of a whole snapshot, completed.
  package static func completed(_ objects: [any SchemaObject]) -> [any SchemaObject] {
    var completion = InheritanceCompletion(objects)
    for position in objects.indices { completion.complete(position) }
    return completion.objects
  }

  private init(_ objects: [any SchemaObject]) {
    self.objects = objects
    for (position, object) in objects.enumerated() {
      if let table = object as? Table {
        tables[table.name] = position
      } else if let type = object as? CompositeType {
        rowTypes[type.name] = type
      }
    }
  }

  private mutating func complete(_ position: Int) {
    guard let table = objects[position] as? Table, !table.parents.isEmpty || table.rowType != nil,
      isDone.insert(position).inserted
    else { return }
    let parentPositions = table.parents.compactMap { tables[$0] }
    for parent in parentPositions { complete(parent) }
    let parents = parentPositions.compactMap { objects[$0] as? Table }
    if let type = table.rowType.flatMap({ rowTypes[$0] }) {
      objects[position] = table.completed(from: type)
    } else if parents.count == table.parents.count, !parents.isEmpty {
      objects[position] = table.completed(from: parents)
    }
  }
}

extension Table {
  /// The table with the columns of the type it is made of.
  fileprivate func completed(from type: CompositeType) -> Table {
    var table = self
    table.columns = type.attributes.map { attribute in
      var column = columns.first { $0.name == attribute.name } ?? Column(name: attribute.name, type: "")
      column.takeType(of: attribute)
      return column
    }
    return table
  }

  /// The table with what it has from its parents.
  fileprivate func completed(from parents: [Table]) -> Table {
    var table = self
    table.takeColumns(from: parents)
    for position in table.columns.indices {
      let name = table.columns[position].name
      let inherited = parents.compactMap { parent in parent.columns.first { $0.name == name } }
      if inherited.isEmpty { continue }
      table.columns[position].isInherited = true
      // Where the table is attached to its parents, its file says what its columns are, not what they change.
      if table.isAttached { table.noteChanges(of: table.columns[position], from: inherited) }
    }
    table.inheritedColumnChanges.sort { $0.column < $1.column }
    guard table.isAttached, table.partitionBound != nil, let parent = parents.first else { return table }
    table.takeConstraints(from: parent)
    table.noteValidChecks(of: parent.constraints)
    let hasOwnNames =
      table.indexes.contains { $0.attachedTo != nil } || table.constraints.contains { $0.attachedTo != nil }
    table.hasOwnColumnOrder =
      !hasOwnNames && table.validChecks.isEmpty || table.columns.map(\.name) != parent.columns.map(\.name)
    return table
  }

  /// Whether its file creates it by itself and then makes it a child.
  private var isAttached: Bool { partitionBound != nil ? hasOwnColumnOrder : !hasInheritedParts }

  /// Adds the columns that only the parents' files define, and says of what type those are that this file mentions.
  private mutating func takeColumns(from parents: [Table]) {
    if isAttached { return }
    var order: [Identifier] = []
    var inherited: [Identifier: Column] = [:]
    for column in parents.lazy.flatMap(\.columns) {
      if let known = inherited[column.name] {
        if known.expression == nil { inherited[column.name]?.expression = column.expression }
        if column.isNotNull { inherited[column.name]?.isNotNull = true }
      } else {
        inherited[column.name] = column
        order.append(column.name)
      }
    }
    let names = Set(columns.map(\.name))
    for position in columns.indices where columns[position].type.isEmpty {
      guard let parent = inherited[columns[position].name] else { continue }
      columns[position].inherit(parent, changes: inheritedColumnChanges)
    }
    let missing = order.filter { !names.contains($0) }.compactMap { name in
      inherited[name].map { parent in
        var column = Column(name: name, type: "")
        column.inherit(parent, changes: [])
        return column
      }
    }
    order += columns.map(\.name).filter { inherited[$0] == nil }
    let placed = columns.filter(\.hasPlace).map(\.name)
    let isUsualOrder = order.filter(Set(placed).contains) == placed
    let all = Dictionary((missing + columns).map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
    columns = isUsualOrder ? order.compactMap { all[$0] } : missing + columns
  }

  /// Tells which of the constraints are the parent's too.
  private mutating func takeConstraints(from parent: Table) {
    for position in constraints.indices where constraints[position].attachedTo == nil {
      let constraint = constraints[position]
      constraints[position].isLocal = !parent.constraints.contains { $0.isInherited(as: constraint) }
    }
  }
}

extension Constraint {
  /// Whether a partition's constraint is this one of its parent.
  fileprivate func isInherited(as child: Constraint) -> Bool {
    guard kind == child.kind, !definition.contains("NO INHERIT") else { return false }
    switch kind {
    case .check: return name == child.name
    case .notNull: return definition == child.definition
    case .primaryKey, .unique, .exclusion, .foreignKey: return false
    }
  }
}

extension Column {
  /// Whether its place among the columns shows in the file.
  fileprivate var hasPlace: Bool {
    isLocal || comment != nil || storage != nil || compression != nil || statisticsTarget != nil || !options.isEmpty
  }

  fileprivate mutating func takeType(of other: Column) {
    type = other.type
    identity?.options.adopt(type: type)
  }

  /// Takes what a parent's column says and the child's file does not.
  fileprivate mutating func inherit(_ parent: Column, changes: [InheritedColumnChange]) {
    takeType(of: parent)
    collation = parent.collation
    generation = parent.generation
    var (changesDefault, changesNotNull) = (false, false)
    for change in changes where change.column == name {
      switch change.change {
      case .setDefault, .dropDefault, .setExpression: changesDefault = true
      case .setNotNull, .dropNotNull: changesNotNull = true
      }
    }
    if !changesDefault { expression = parent.expression }
    if !changesNotNull { isNotNull = parent.isNotNull }
    isLocal = false
    isInherited = true
  }
}

extension SequenceOptions {
  /// Takes a type, where what was not said was read as for `bigint`.
  fileprivate mutating func adopt(type: String) {
    guard self.type.isEmpty else { return }
    self.type = type
    let (unknown, bounds) = (Self.bounds(of: ""), Self.bounds(of: type))
    if increment > 0, maximum == unknown.upperBound {
      maximum = bounds.upperBound
    } else if increment < 0, minimum == unknown.lowerBound {
      minimum = bounds.lowerBound
    }
  }
}
