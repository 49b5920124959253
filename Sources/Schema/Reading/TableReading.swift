/// Reads the file of a table or foreign table.
struct TableReading {
  private var table: Table
  private var parts: RelationPartsReading
  private var companion: CompanionReading
  private var columns = RelationColumns()
  private let sql: String

  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Table {
    var cursor = try statements.first()
    var reading = try TableReading(&cursor)
    while var cursor = statements.next() { try reading.read(&cursor) }
    return reading.finished()
  }

  // MARK: - CREATE TABLE

  private init(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    try cursor.expect("CREATE")
    let isUnlogged = cursor.take("UNLOGGED")
    let isForeign = cursor.take("FOREIGN")
    try cursor.expect("TABLE")
    table = Table(name: try cursor.qualifiedName())
    table.isUnlogged = isUnlogged
    sql = table.name.sql
    parts = RelationPartsReading(of: table.name)
    companion = CompanionReading("\(isForeign ? "FOREIGN TABLE" : "TABLE") \(sql)", grants: "TABLE \(sql)")
    if cursor.take("OF") { table.rowType = try cursor.qualifiedName() }
    let isPartition = cursor.take("PARTITION", "OF")
    if isPartition { table.parents = [try cursor.qualifiedName()] }
    if cursor.words.kind(cursor.index) == .openParenthesis { try readElements(&cursor) }
    if cursor.take("INHERITS") {
      for parent in try cursor.list() {
        var parent = cursor.part(parent)
        table.parents.append(try parent.qualifiedName())
      }
      table.hasInheritedParts = true
    }
    if isPartition { table.partitionBound = try Self.bound(&cursor) }
    if cursor.take("PARTITION", "BY") {
      let start = cursor.index
      _ = try cursor.word()
      _ = try cursor.group()
      table.partitionKey = cursor.text(start..<cursor.index)
    }
    if cursor.take("USING") { table.accessMethod = try cursor.name() }
    if cursor.take("WITH") { table.options = try cursor.options() }
    if isForeign {
      try cursor.expect("SERVER")
      let server = try cursor.name()
      table.foreign = ForeignSource(server: server, options: cursor.take("OPTIONS") ? try cursor.texts() : [])
    }
    try cursor.expectEnd()
  }

  private mutating func readElements(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    for element in try cursor.list() {
      var element = cursor.part(element)
      if element.isAt("CONSTRAINT") {
        table.constraints.append(try ConstraintReading.constraint(&element))
      } else if table.rowType == nil, !table.parents.isEmpty, element.words.isWord(element.index + 1, "WITH") {
        let column = try ColumnReading.typedColumn(&element)
        guard let expression = column.expression else { throw element.failure() }
        table.inheritedColumnChanges.append(
          InheritedColumnChange(column: column.name, change: .setExpression(expression)))
        let position = columns.position(of: column.name)
        columns.values[position].expression = expression
        columns.values[position].generation = column.generation
      } else if table.rowType != nil {
        columns.define(try ColumnReading.typedColumn(&element))
      } else {
        columns.define(try ColumnReading.column(&element))
      }
    }
  }

  /// `DEFAULT` or `FOR VALUES …`.
  private static func bound(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> String {
    let start = cursor.index
    if !cursor.take("DEFAULT") {
      try cursor.expect("FOR", "VALUES")
      if cursor.take("FROM") {
        _ = try cursor.group()
        try cursor.expect("TO")
      } else if !cursor.take("IN") {
        try cursor.expect("WITH")
      }
      _ = try cursor.group()
    }
    return cursor.text(start..<cursor.index)
  }

  // MARK: - What follows

  private mutating func read(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    if try companion.read(&cursor) { return }
    if cursor.take("CREATE", "POLICY") {
      table.policies.append(try PolicyReading.policy(&cursor, table: sql))
    } else if cursor.isAt("CREATE") {
      try parts.readCreation(&cursor)
    } else if cursor.take("COMMENT", "ON") {
      try readComment(&cursor)
    } else if cursor.isAt("GRANT") || cursor.isAt("REVOKE") {
      try readSequenceGrant(&cursor)
    } else if try !parts.readAlteration(&cursor) {
      if cursor.take("ALTER", "INDEX") { return try readIndexAttachment(&cursor) }
      try cursor.expect("ALTER", "TABLE")
      let isOnly = cursor.take("ONLY")
      if !cursor.takeText(sql) {
        try readPartitionAttachment(&cursor)
      } else if isOnly {
        try readAlterationOfOnly(&cursor)
      } else {
        try readAlteration(&cursor)
      }
    }
  }

  /// What follows `ALTER TABLE name`.
  private mutating func readAlteration(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    if cursor.take("ADD") {
      table.constraints.append(try ConstraintReading.constraint(&cursor))
    } else if cursor.take("CLUSTER", "ON") {
      switch keyOrIndex(try cursor.name()) {
      case .key(let position): table.constraints[position].isClustered = true
      case .index(let position): parts.indexes[position].isClustered = true
      }
    } else if cursor.take("ENABLE", "ROW", "LEVEL") {
      try cursor.expect("SECURITY")
      table.hasRowSecurity = true
    } else {
      try cursor.expect("FORCE", "ROW", "LEVEL")
      try cursor.expect("SECURITY")
      table.forcesRowSecurity = true
    }
    try cursor.expectEnd()
  }

  /// What follows `ALTER TABLE ONLY name`.
  private mutating func readAlterationOfOnly(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    if cursor.take("INHERIT") {
      table.parents.append(try cursor.qualifiedName())
    } else if cursor.take("REPLICA", "IDENTITY") {
      try readReplicaIdentity(&cursor)
    } else {
      try cursor.expect("ALTER", "COLUMN")
      try readColumnSetting(of: try cursor.name(), &cursor)
    }
    try cursor.expectEnd()
  }

  private mutating func readReplicaIdentity(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    if cursor.take("NOTHING") {
      table.replicaIdentity = .nothing
    } else if cursor.take("FULL") {
      table.replicaIdentity = .full
    } else {
      try cursor.expect("USING", "INDEX")
      table.replicaIdentity = .index
      switch keyOrIndex(try cursor.name()) {
      case .key(let position): table.constraints[position].isReplicaIdentity = true
      case .index(let position): parts.indexes[position].isReplicaIdentity = true
      }
    }
  }

  private mutating func readColumnSetting(
    of name: Identifier, _ cursor: inout StatementCursor
  ) throws(SnapshotReadingError) {
    if let change = try inheritedColumnChange(&cursor) {
      if case .setDefault(let expression) = change, columns.isDefined(name) || table.rowType != nil {
        columns.values[columns.position(of: name, in: .settings)].expression = expression
        return
      }
      table.inheritedColumnChanges.append(InheritedColumnChange(column: name, change: change))
      columns.values[columns.position(of: name)].apply(change)
      return
    }
    let position = columns.position(of: name, in: .settings)
    if try !cursor.readSetting(of: &columns.values[position]) { throw cursor.failure() }
  }

  private func inheritedColumnChange(
    _ cursor: inout StatementCursor
  ) throws(SnapshotReadingError) -> InheritedColumnChange.Change? {
    if cursor.take("SET", "DEFAULT") { return .setDefault(try cursor.expression()) }
    if cursor.take("DROP", "DEFAULT") { return .dropDefault }
    if cursor.take("SET", "EXPRESSION", "AS") { return .setExpression(try cursor.rest()) }
    if cursor.take("SET", "NOT", "NULL") { return .setNotNull }
    return cursor.take("DROP", "NOT", "NULL") ? .dropNotNull : nil
  }

  // MARK: - Attachment

  /// `parent ATTACH PARTITION name bound`, after `ALTER TABLE ONLY`.
  private mutating func readPartitionAttachment(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    table.parents.append(try cursor.qualifiedName())
    try cursor.expect("ATTACH", "PARTITION")
    try cursor.expectText(sql)
    table.partitionBound = try Self.bound(&cursor)
    table.hasOwnColumnOrder = true
    try cursor.expectEnd()
    for position in columns.values.indices {
      columns.values[position].isLocal = false
      columns.values[position].isInherited = true
    }
  }

  /// `parent ATTACH PARTITION index`, after `ALTER INDEX`.
  private mutating func readIndexAttachment(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    let parent = try cursor.qualifiedName()
    try cursor.expect("ATTACH", "PARTITION")
    let start = cursor.index
    let name = try cursor.qualifiedName()
    try cursor.expectEnd()
    let attachment = AttachedIndex(parent: parent, isAutomatic: false)
    if let position = table.constraints.firstIndex(where: { $0.name == name.name }) {
      table.constraints[position].attachedTo = attachment
      table.constraints[position].isLocal = false
    } else if let position = parts.indexes.firstIndex(where: { $0.name == name }) {
      parts.indexes[position].attachedTo = attachment
    } else {
      throw cursor.failure(at: start)
    }
  }

  // MARK: - Parts by name

  private enum KeyOrIndex {
    case key(Int)
    case index(Int)
  }

  /// A key or an index of the table; one that no statement creates comes to a partition with its parent's.
  private mutating func keyOrIndex(_ name: Identifier) -> KeyOrIndex {
    let index = QualifiedName(schema: table.name.schema, name: name)
    if let position = table.constraints.firstIndex(where: { $0.name == name }) { return .key(position) }
    if !parts.indexes.contains(where: { $0.name == index }), let kind = Constraint.Kind(ofAutomaticName: name) {
      return .key(addInheritedKey(name, kind))
    }
    return .index(parts.indexPosition(index))
  }

  private mutating func addInheritedKey(_ name: Identifier, _ kind: Constraint.Kind) -> Int {
    var key = Constraint(kind: kind, name: name, definition: "")
    key.isLocal = false
    key.attachedTo = AttachedIndex(parent: QualifiedName(schema: table.name.schema, name: ""), isAutomatic: true)
    table.constraints.append(key)
    return table.constraints.count - 1
  }

  // MARK: - Comments and grants

  /// What follows `COMMENT ON`.
  private mutating func readComment(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    let start = cursor.index
    if cursor.take("COLUMN") {
      try columns.readComment(&cursor, relation: sql)
    } else if cursor.take("SEQUENCE") {
      let position = try identityColumn(&cursor)
      columns.values[position].identity?.comment = try cursor.commentText()
    } else if cursor.take("POLICY") {
      let name = try nameOnTable(&cursor)
      guard let position = table.policies.firstIndex(where: { $0.name == name }) else {
        throw cursor.failure(at: start)
      }
      table.policies[position].comment = try cursor.commentText()
    } else if cursor.take("CONSTRAINT") {
      let name = try nameOnTable(&cursor)
      let known = table.constraints.firstIndex { $0.name == name }
      let position = known ?? addInheritedKey(name, Constraint.Kind(ofAutomaticName: name) ?? .unique)
      table.constraints[position].comment = try cursor.commentText()
    } else if cursor.isAt("INDEX") {
      try readIndexComment(&cursor)
    } else if try !parts.readComment(&cursor) {
      throw cursor.failure()
    }
  }

  private mutating func readIndexComment(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    try cursor.expect("INDEX")
    let name = try cursor.qualifiedName()
    let comment = try cursor.commentText()
    switch keyOrIndex(name.name) {
    case .key(let position): table.constraints[position].indexComment = comment
    case .index(let position): parts.indexes[position].comment = comment
    }
  }

  private func nameOnTable(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> Identifier {
    let name = try cursor.name()
    try cursor.expect("ON")
    try cursor.expectText(sql)
    return name
  }

  /// The position of the column whose identity sequence is named at hand.
  private func identityColumn(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> Int {
    let start = cursor.index
    let sequence = try cursor.qualifiedName()
    let position = columns.values.firstIndex { column in
      column.identity.map { table.identitySequence(of: column, $0) == sequence } ?? false
    }
    guard let position else { throw cursor.failure(at: start) }
    return position
  }

  /// Grants on the sequence of an identity column.
  private mutating func readSequenceGrant(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    var grant = try cursor.grantedPrivileges()
    try cursor.expect("ON", "SEQUENCE")
    let position = try identityColumn(&cursor)
    try cursor.grantee(of: &grant)
    columns.values[position].identity?.grants.append(grant)
  }

  // MARK: - The whole

  private func finished() -> Table {
    var table = table
    table.columns = columns.ordered()
    if !table.parents.isEmpty {
      for position in table.columns.indices where !columns.isDefined(table.columns[position].name) {
        table.columns[position].isLocal = false
        table.columns[position].isInherited = true
      }
    }
    table.constraints.sort(by: Constraint.isOrderedBefore)
    table.indexes = parts.indexes.sorted { $0.name < $1.name }
    table.statistics = parts.statistics
    table.rules = parts.rules
    table.triggers = parts.triggers.sorted { $0.name < $1.name }
    table.comment = companion.comment
    table.access = companion.access
    return table
  }
}

extension Constraint.Kind {
  /// The kind of key that the server names so when nobody does; `nil` for the name of an index that is no key's.
  fileprivate init?(ofAutomaticName name: Identifier) {
    let labels: [(String, Constraint.Kind)] = [("_pkey", .primaryKey), ("_key", .unique), ("_excl", .exclusion)]
    guard let kind = labels.first(where: { name.text.utf8.reversed().starts(with: $0.0.utf8.reversed()) })?.1 else {
      return nil
    }
    self = kind
  }
}

extension Column {
  /// Takes over what a child table changes of it.
  fileprivate mutating func apply(_ change: InheritedColumnChange.Change) {
    switch change {
    case .setDefault(let expression): self.expression = expression
    case .dropDefault: expression = nil
    case .setExpression(let expression): self.expression = expression
    case .setNotNull: isNotNull = true
    case .dropNotNull: isNotNull = false
    }
  }
}
