import Postgres
import Schema
import SeededRandomness

/// Puts a few made-up rows into as many tables as accept some.
///
/// Values follow the columns' types, the literals of checks and partition bounds, and the rows that foreign keys
/// refer to. What the server refuses is tried with other values a few times, then left.
struct RowSeeder {
  let connection: Connection
  private static let rowsPerTable = 4
  private static let attemptsPerRow = 10

  /// Returns how many tables have rows after it, of how many.
  func seed() throws -> (tables: Int, of: Int) {
    try connection.script("SET search_path = ''; SET statement_timeout = '5s'; SET client_min_messages = error")
    let tables = try SeededTable.all(in: connection)
    var filled: Set<QualifiedName> = []
    // Tables that refer to others come after them; two rounds settle the rest.
    for _ in 0..<2 {
      for table in tables where !filled.contains(table.name) {
        if try seed(table) { filled.insert(table.name) }
      }
    }
    return (filled.count, tables.count)
  }

  private func seed(_ table: SeededTable) throws -> Bool {
    var count = 0
    var random = SeededGenerator(seed: 1)
    for number in 1...Self.rowsPerTable {
      for attempt in 0..<Self.attemptsPerRow {
        let statement = table.insertion(number: number, attempt: attempt, using: &random)
        if try succeeds(statement) {
          count += 1
          break
        }
        // What no attempt could fill once will not be filled later.
        if number > 1, count == 0 { return false }
      }
    }
    return count > 0
  }

  private func succeeds(_ statement: String) throws -> Bool {
    do {
      return try connection.execute(SQLText(unescaped: statement)).rows != 0
    } catch {
      guard error.code != .connectionLost else { throw error }
      return false
    }
  }
}

/// A table as one has to know it to write rows.
struct SeededTable {
  struct Column {
    let name: String
    /// The type below domains, without its modifier.
    let type: String
    let modifier: Int
    let labels: [String]
    let isRequired: Bool
    let hasDefault: Bool
    let reference: (table: String, column: String, order: String)?
    /// Values that checks and bounds speak of.
    let candidates: [String]
  }

  let name: QualifiedName
  let columns: [Column]

  /// The statement that tries to add a row: the first attempt fills all columns, the second those that need it, the
  /// others mix.
  func insertion(number: Int, attempt: Int, using random: inout SeededGenerator) -> String {
    var names: [String] = []
    var values: [String] = []
    for column in columns {
      let value: String?
      switch attempt {
      case 0: value = column.value(number)
      case 1: value = column.isRequired && !column.hasDefault ? column.value(number) : nil
      default: value = column.mixedValue(number, using: &random)
      }
      guard let value else { continue }
      names.append(Identifier(column.name).sql)
      values.append(value)
    }
    if names.isEmpty { return "INSERT INTO \(name.sql) DEFAULT VALUES" }
    return "INSERT INTO \(name.sql) (\(names.joined(separator: ", "))) VALUES (\(values.joined(separator: ", ")))"
  }
}

extension SeededTable.Column {
  fileprivate func mixedValue(_ number: Int, using random: inout SeededGenerator) -> String? {
    if reference == nil, let candidate = candidates.randomElement(using: &random), random.chance(70) {
      return SeededValue.quote(candidate)
    }
    if !isRequired, random.chance(30) { return "NULL" }
    if hasDefault, random.chance(30) { return nil }
    return value(number + (random.chance(50) ? 0 : Int.random(in: 5...50, using: &random)))
  }

  fileprivate func value(_ number: Int) -> String {
    if let reference {
      return """
        (SELECT \(reference.column) FROM \(reference.table) ORDER BY \(reference.order) OFFSET \
        \((number - 1) % 4) LIMIT 1)
        """
    }
    if !candidates.isEmpty { return SeededValue.quote(candidates[number % candidates.count]) }
    if !labels.isEmpty { return SeededValue.quote(labels[number % labels.count]) }
    return SeededValue.of(type, modifier: modifier, number: number)
  }
}
