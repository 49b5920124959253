internal import Postgres
internal import Schema

/// What is in a table, short enough to compare.
struct SampleContent: Sendable, Equatable {
  /// One column's values.
  struct Column: Sendable, Equatable {
    let name: Identifier
    let type: String
    /// How many are not NULL.
    let count: Int
    let digest: String?
  }

  let rows: Int
  /// By the column's number.
  let columns: [Int: Column]

  /// A query has no more than 1664 columns.
  private static let mostColumns = 800

  init(of table: SampleTable, _ connection: Connection) throws(PostgresError) {
    let read = Array(table.columns.prefix(Self.mostColumns))
    let expressions = read.flatMap { column in
      let text = "\(column.name.sql)::text COLLATE pg_catalog.\"C\""
      return ["count(\(column.name.sql))", "md5(string_agg(\(text), E'\\n' ORDER BY \(text)))"]
    }
    let list = (["count(*)"] + expressions).joined(separator: ", ")
    let result = try connection.query("SELECT \(unescaped: list) FROM ONLY \(unescaped: table.name.sql)")
    rows = result.int(0, 0)
    var columns: [Int: Column] = [:]
    for (index, column) in read.enumerated() {
      columns[column.number] = Column(
        name: column.name, type: column.type, count: result.int(0, 1 + 2 * index),
        digest: result.optionalText(0, 2 + 2 * index))
    }
    self.columns = columns
  }

  /// The columns whose values are not all in `other`; those of the same table are the same by number, not by name.
  func lost(in other: SampleContent, isSameTable: Bool) -> [Identifier] {
    columns.sorted { $0.key < $1.key }.compactMap { number, column in
      let found =
        isSameTable ? other.columns[number] : other.columns.values.first { $0.name == column.name }
      guard let found, found.count >= column.count else { return column.count == 0 ? nil : column.name }
      // A value of another type reads otherwise, and one that was NULL may have been filled in.
      guard found.type == column.type, found.count == column.count else { return nil }
      return found.digest == column.digest ? nil : column.name
    }
  }
}

/// Rows or values that are not there any more.
struct SampleLoss: Sendable {
  let table: SampleTable
  /// Such as `the rows of table public.users`.
  let text: String
}

extension SampleRows {
  /// Finds what of the rows is not in the database any more; `names` are the new ones of tables that were renamed.
  func losses(in connection: Connection, renamed names: [QualifiedName: QualifiedName]) throws(PostgresError)
    -> [SampleLoss]
  {
    let storage = try StorageFiles(connection)
    let numbers = Set(tables.map(\.table.number))
    let candidates = Set(tables.flatMap { [$0.table.name] + (names[$0.table.name].map { [$0] } ?? []) })
    let present = storage.relations.filter { numbers.contains($0.key) || candidates.contains($0.value.name) }
    let now = try SampleTable.tables(storage, among: Set(present.keys), in: connection)
    let byNumber = Dictionary(now.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    let byName = Dictionary(now.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var losses: [SampleLoss] = []
    for (table, before) in tables {
      let same = byNumber[table.number]
      guard let found = same ?? byName[table.name] ?? names[table.name].flatMap({ byName[$0] }) else {
        losses.append(SampleLoss(table: table, text: "the rows of table \(table.name)"))
        continue
      }
      let after = try SampleContent(of: found, connection)
      if after.rows < before.rows {
        losses.append(SampleLoss(table: table, text: "the rows of table \(table.name)"))
        continue
      }
      for column in before.lost(in: after, isSameTable: same != nil) {
        losses.append(SampleLoss(table: table, text: "the values of column \(table.name).\(column)"))
      }
    }
    return losses
  }
}
