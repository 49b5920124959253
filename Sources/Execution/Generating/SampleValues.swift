internal import Postgres
internal import Schema

/// A column that rows of a try-out need a value for.
struct SampleColumn: Sendable {
  let number: Int
  let name: Identifier
  /// As `format_type` writes it.
  let type: String
  /// The type below domains: its name, its kind and category as `pg_type` has them.
  let baseName: String
  let baseKind: String
  let category: String
  let enumLabels: [String]
  /// The fields of a composite type.
  let fieldCount: Int
  let isRequired: Bool
  /// The server fills it in: identity, generated, or taken from a sequence.
  let isAutomatic: Bool
  /// Has a default, so that it may be left out.
  let hasDefault: Bool
  /// What constraints compare it with.
  let literals: [String]
}

/// Values for columns, as text that the type reads.
enum SampleValues {
  /// A few that differ, those that constraints mention first.
  static func candidates(for column: SampleColumn) -> [String] {
    let own = values(column)
    return column.literals + own.filter { !column.literals.contains($0) }
  }

  private static func values(_ column: SampleColumn) -> [String] {
    switch column.baseKind {
    case "e": return column.enumLabels
    case "c": return ["(" + String(repeating: ",", count: max(0, column.fieldCount - 1)) + ")"]
    case "r": return ranges(column.baseName)
    case "m": return ["{}"]
    default: break
    }
    if let known = known[column.baseName] { return known }
    switch column.category {
    case "A": return ["{}"]
    case "N": return ["1", "2", "3"]
    case "B": return ["true", "false"]
    case "D": return ["2026-01-01", "2026-01-02", "2026-01-03"]
    case "T": return ["1 day", "2 days", "3 days"]
    case "G": return ["(1,1)", "(1,1),(2,2)", "((1,1),(2,2),(3,1))"]
    case "I": return ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
    case "V": return ["1", "0"].map { String(repeating: $0, count: bitCount(column.type)) }
    default: return ["1", "2", "3", "a", "{}"]
    }
  }

  private static func ranges(_ name: String) -> [String] {
    name.hasPrefix("int") || name.hasPrefix("num")
      ? ["[1,2)", "[2,3)", "[3,4)"]
      : ["[2026-01-01,2026-01-02)", "[2026-01-02,2026-01-03)", "empty"]
  }

  private static func bitCount(_ type: String) -> Int {
    type.firstMatch(of: /\((\d+)\)/).flatMap { Int($0.1) } ?? 1
  }

  private static let known: [String: [String]] = [
    "uuid": [1, 2, 3].map { "00000000-0000-0000-0000-00000000000\($0)" }, "json": ["{}", "[]", "1"],
    "jsonb": ["{}", "[]", "1"], "bytea": ["\\x01", "\\x02", "\\x03"], "time": ["01:00", "02:00", "03:00"],
    "timetz": ["01:00+00", "02:00+00", "03:00+00"], "xml": ["<a/>", "<b/>", "<c/>"],
    "cidr": ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"],
    "macaddr": ["08:00:2b:01:02:03", "08:00:2b:01:02:04"],
    "macaddr8": ["08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03:04:06"], "money": ["1", "2", "3"],
    "tsvector": ["a", "b", "c"], "tsquery": ["a", "b", "c"], "pg_lsn": ["0/1", "0/2", "0/3"],
    "circle": ["<(1,1),1>", "<(1,1),2>"], "line": ["{1,1,1}", "{1,1,2}"], "point": ["(1,1)", "(2,2)", "(3,3)"],
    "lseg": ["(1,1),(2,2)", "(1,1),(3,3)"], "box": ["(1,1),(2,2)", "(1,1),(3,3)"],
    "path": ["((1,1),(2,2))", "((1,1),(3,3))"], "polygon": ["((1,1),(2,2),(3,1))"], "hstore": ["a=>1", "b=>2"],
    "interval": ["1 day", "2 days", "3 days"], "char": ["a", "b", "c"],
  ]
}
