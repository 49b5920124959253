/// The columns of a relation as its statements come to mention them.
///
/// A column that its CREATE statement does not list, as it comes from a parent, a type or a query, has no type here.
struct RelationColumns {
  /// The places of a file that mention columns, each in the relation's order.
  enum Place: Int {
    case definitions
    case settings
    case comments
  }

  var values: [Column] = []
  private var positions: [Identifier: Int] = [:]
  private var mentions: [[Identifier]] = [[], [], []]
  /// How many columns are defined where they are created, which has them in order.
  private var definedCount = 0

  /// Adds a column that is defined in the CREATE statement.
  mutating func define(_ column: Column) {
    positions[column.name] = values.count
    values.append(column)
    mentions[Place.definitions.rawValue].append(column.name)
    definedCount += 1
  }

  /// The position of a column; adds one that is not defined.
  mutating func position(of name: Identifier, in place: Place) -> Int {
    if mentions[place.rawValue].last != name { mentions[place.rawValue].append(name) }
    return position(of: name)
  }

  /// The position of a column in a place that does not keep their order.
  mutating func position(of name: Identifier) -> Int {
    if let position = positions[name] { return position }
    positions[name] = values.count
    values.append(Column(name: name, type: ""))
    return values.count - 1
  }

  /// Whether the column is defined in the CREATE statement.
  func isDefined(_ name: Identifier) -> Bool {
    positions[name].map { $0 < definedCount } ?? false
  }

  /// Reads a comment, with `COMMENT ON COLUMN` already read.
  mutating func readComment(_ cursor: inout StatementCursor, relation: String) throws(SnapshotReadingError) {
    try cursor.expectText(relation)
    try cursor.expect(.dot)
    let position = position(of: try cursor.name(), in: .comments)
    values[position].comment = try cursor.commentText()
  }

  /// The columns in the relation's order, as far as the file tells.
  func ordered() -> [Column] {
    if values.count == definedCount { return values }
    let order = ColumnOrder.merged(mentions)
    var columns = order.compactMap { name in positions[name].map { values[$0] } }
    columns += values.filter { column in !order.contains(column.name) }
    return columns
  }
}
