internal import Postgres
internal import Schema

/// Rows put into a scratch database, to see that a migration keeps them.
struct SampleRows: Sendable {
  /// The tables that have rows, with what is in them.
  private(set) var tables: [(table: SampleTable, content: SampleContent)] = []
  /// The tables that no row could be made for, with the server's last word.
  private(set) var unseeded: [(name: QualifiedName, reason: String)] = []
  private(set) var rowCount = 0

  /// How many rows a table gets.
  private static let count = 2

  /// In a schema of more tables than this, only those get rows that a plan touches, so that the time for a proof grows
  /// with the change.
  static let manyTables = 200

  /// Puts rows into every table that takes some.
  ///
  /// - Parameters:
  ///   - connection: A session on the database.
  ///   - touched: The tables and other objects that are going to be changed, for a schema of
  ///     more than ``manyTables``; `nil` for all.
  /// - Throws: `PostgresError` when the connection breaks; a row that the server refuses is no error.
  init(plantingIn connection: Connection, touching touched: Set<QualifiedName>? = nil) throws(PostgresError) {
    let storage = try StorageFiles(connection)
    let isLarge = storage.relations.count(where: \.value.isTable) > Self.manyTables
    let all =
      if let touched, isLarge {
        try Self.concerned(of: storage, by: touched, in: connection)
      } else {
        try SampleTable.tables(storage, in: connection)
      }
    var waiting = all
    var filled: Set<Int64> = []
    var given: Set<Int64> = []
    while !waiting.isEmpty {
      let isWaited = Set(waiting.map(\.number))
      let ready = waiting.filter { table in
        table.references.allSatisfy { $0.table == table.number || !isWaited.contains($0.table) }
      }
      // Tables that refer to each other in a circle: what may be NULL is.
      let next = ready.isEmpty ? [waiting[0]] : ready
      for table in next {
        given.insert(table.number)
        if let reason = try plant(in: table, filled: filled, connection) {
          unseeded.append((table.name, reason))
        } else {
          filled.insert(table.number)
        }
      }
      waiting.removeAll { given.contains($0.number) }
    }
    for table in all where filled.contains(table.number) {
      let content = try SampleContent(of: table, connection)
      rowCount += content.rows
      tables.append((table, content))
    }
    unseeded.sort { $0.name < $1.name }
  }

  /// The tables that are touched, by themselves or in a parent's place, what they refer to, and what that cannot do
  /// without.
  private static func concerned(
    of storage: StorageFiles, by touched: Set<QualifiedName>, in connection: Connection
  ) throws(PostgresError) -> [SampleTable] {
    let tables = storage.relations.filter(\.value.isTable)
    let first = tables.filter {
      touched.contains($0.value.name) || $0.value.ancestors.contains(where: touched.contains)
    }
    var chosen = try SampleTable.tables(storage, among: Set(first.keys), in: connection)
    var known = Set(first.keys)
    var next = Set(chosen.flatMap(\.references).map(\.table))
    while true {
      next = next.filter { tables[$0] != nil && !known.contains($0) }
      if next.isEmpty { return chosen.sorted { $0.name < $1.name } }
      known.formUnion(next)
      let further = try SampleTable.tables(storage, among: next, in: connection)
      chosen += further
      next = Set(
        further.flatMap { table in
          let required = Set(table.columns.filter(\.isRequired).map(\.number))
          return table.references.filter { !required.isDisjoint(with: $0.columns) }.map(\.table)
        })
    }
  }

  // MARK: Planting

  /// Tries a few rows; `nil` when some were taken, else why not.
  private func plant(
    in table: SampleTable, filled: Set<Int64>, _ connection: Connection
  ) throws(PostgresError) -> String? {
    var reason: String?
    for attempt in Attempt.all where !attempt.bypassesTriggers || table.references.isEmpty {
      let rows = (0..<Self.count).map { SampleRow(of: table, number: $0, attempt, filled: filled) }
      do throws(PostgresError) {
        if attempt.bypassesTriggers { try connection.execute("SET session_replication_role = replica") }
        let tag = try connection.execute(SampleRow.insertion(rows, into: table))
        if attempt.bypassesTriggers { try connection.execute("RESET session_replication_role") }
        if (tag.rows ?? 0) > 0 { return nil }
      } catch {
        guard error.code == .statementFailed || error.sqlState != nil, !connection.isBroken else { throw error }
        if attempt.bypassesTriggers { try connection.execute("RESET session_replication_role") }
        reason = reason ?? error.serverMessage ?? error.message
      }
    }
    return reason ?? "its rows are kept elsewhere"
  }

  /// One way of choosing values.
  struct Attempt: Sendable {
    /// Columns that may be left out are.
    var isMinimal = false
    /// Columns that constraints compare with something have the same value in all rows.
    var isUniform = false
    /// Moves on in the values of each column.
    var shift = 0
    /// Triggers do not run: they may refuse, or need what is not there.
    var bypassesTriggers = false

    static let all: [Attempt] = [false, true].flatMap { bypasses in
      [0, 1, 2].flatMap { shift in
        [false, true].flatMap { minimal in
          [false, true].map { uniform in
            Attempt(isMinimal: minimal, isUniform: uniform, shift: shift, bypassesTriggers: bypasses)
          }
        }
      }
    }
  }
}

/// The values of one row.
struct SampleRow: Sendable {
  /// By the column's number; columns that are missing are left to the server.
  private var values: [Int: SQLText] = [:]

  init(of table: SampleTable, number: Int, _ attempt: SampleRows.Attempt, filled: Set<Int64>) {
    for column in table.columns where !column.isAutomatic {
      if attempt.isMinimal, !column.isRequired || column.hasDefault { continue }
      let candidates = SampleValues.candidates(for: column)
      guard !candidates.isEmpty else { continue }
      let place = (attempt.isUniform && !column.literals.isEmpty ? 0 : number) + attempt.shift
      values[column.number] = "\(literal: candidates[place % candidates.count])"
    }
    for reference in table.references { refer(reference, number: number, filled.contains(reference.table)) }
  }

  /// Takes the values of a row that is referred to; NULL where there is none.
  private mutating func refer(_ reference: SampleTable.Reference, number: Int, _ isFilled: Bool) {
    let order = SQLText(unescaped: reference.tableColumns.map(\.sql).joined(separator: ", "))
    for (column, target) in zip(reference.columns, reference.tableColumns) {
      guard isFilled else {
        values[column] = "NULL"
        continue
      }
      let table = SQLText(unescaped: reference.tableName.sql)
      values[column] = """
        (SELECT \(identifier: target.text) FROM \(sql: table) ORDER BY \(sql: order) LIMIT 1
          OFFSET \(unescaped: "\(number)") % (SELECT count(*) FROM \(sql: table)))
        """
    }
  }

  static func insertion(_ rows: [SampleRow], into table: SampleTable) -> SQLText {
    let columns = table.columns.filter { column in rows.contains { $0.values[column.number] != nil } }
    let name = SQLText(unescaped: table.name.sql)
    guard !columns.isEmpty else {
      return "INSERT INTO \(sql: name) SELECT FROM generate_series(1, \(unescaped: "\(rows.count)"))"
    }
    var text: SQLText =
      "INSERT INTO \(sql: name) (\(unescaped: columns.map(\.name.sql).joined(separator: ", "))) VALUES "
    for (index, row) in rows.enumerated() {
      text = "\(sql: text)\(unescaped: index == 0 ? "" : ", ")("
      for (place, column) in columns.enumerated() {
        let value = row.values[column.number] ?? "DEFAULT"
        text = "\(sql: text)\(unescaped: place == 0 ? "" : ", ")\(sql: value)"
      }
      text = "\(sql: text))"
    }
    return text
  }
}
