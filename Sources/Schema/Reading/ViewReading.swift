/// Reads the file of a view or materialised view.
struct ViewReading {
  private var view: View
  private var parts: RelationPartsReading
  private var companion: CompanionReading
  private var columns = RelationColumns()

  static func object(
    _ statements: inout StatementSequence, isMaterialized: Bool
  ) throws(SnapshotReadingError) -> View {
    var cursor = try statements.first()
    var reading = try ViewReading(&cursor, isMaterialized: isMaterialized)
    while var cursor = statements.next() { try reading.read(&cursor) }
    return reading.finished()
  }

  private init(_ cursor: inout StatementCursor, isMaterialized: Bool) throws(SnapshotReadingError) {
    let keyword = isMaterialized ? "MATERIALIZED VIEW" : "VIEW"
    try cursor.expect("CREATE")
    try cursor.expectText(keyword)
    let name = try cursor.qualifiedName()
    let method = cursor.take("USING") ? try cursor.name() : nil
    let options = cursor.take("WITH") ? try cursor.options() : []
    try cursor.expect("AS")
    var query = try cursor.restAfterLineFeed()
    if isMaterialized {
      let end = "\nWITH NO DATA"
      guard query.hasSuffix(end) else { throw cursor.failure() }
      query.removeLast(end.count)
    }
    view = View(name: name, isMaterialized: isMaterialized, query: query)
    view.accessMethod = method
    view.options = options
    parts = RelationPartsReading(of: name)
    companion = CompanionReading("\(keyword) \(name.sql)", grants: "TABLE \(name.sql)")
  }

  /// The query of a view that was created with NULLs before.
  private mutating func readQuery(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    try cursor.expect("VIEW")
    try cursor.expectText(parts.sql)
    if cursor.take("WITH") { view.options = try cursor.options() }
    try cursor.expect("AS")
    view.announcement = view.query
    view.query = try cursor.restAfterLineFeed()
  }

  private mutating func read(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    if try companion.read(&cursor) { return }
    if cursor.take("CREATE", "OR", "REPLACE") { return try readQuery(&cursor) }
    if cursor.isAt("CREATE") { return try parts.readCreation(&cursor) }
    if try parts.readAlteration(&cursor) { return }
    if cursor.take("COMMENT", "ON") {
      if cursor.take("COLUMN") { return try columns.readComment(&cursor, relation: parts.sql) }
      if try parts.readComment(&cursor) { return }
      throw cursor.failure()
    }
    try cursor.expect("ALTER")
    try cursor.expectText(companion.target)
    if cursor.take("CLUSTER", "ON") {
      let position = parts.indexPosition(QualifiedName(schema: view.name.schema, name: try cursor.name()))
      parts.indexes[position].isClustered = true
      return try cursor.expectEnd()
    }
    try cursor.expect("ALTER", "COLUMN")
    let position = columns.position(of: try cursor.name(), in: .settings)
    if cursor.take("SET", "DEFAULT") {
      columns.values[position].expression = try cursor.expression()
    } else if try !cursor.readSetting(of: &columns.values[position]) {
      throw cursor.failure()
    }
  }

  private func finished() -> View {
    var view = view
    view.columns = columns.ordered()
    view.indexes = parts.indexes
    view.statistics = parts.statistics
    view.rules = parts.rules
    view.triggers = parts.triggers
    view.comment = companion.comment
    view.access = companion.access
    return view
  }
}
