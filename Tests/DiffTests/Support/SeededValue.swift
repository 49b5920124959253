/// Values for rows, by type.
enum SeededValue {
  static func quote(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

  /// A literal of no type yet, which the column's own type reads; `NULL` for types that are not known here.
  static func of(_ type: String, modifier: Int, number: Int) -> String {
    guard let text = text(type, modifier: modifier, number: number) else { return "NULL" }
    return quote(text)
  }

  /// Whether a text could be read as a value of the type.
  static func mayBe(_ text: String, of type: String) -> Bool {
    let isNumber = Double(text) != nil
    switch type {
    case "smallint", "integer", "bigint", "oid", "numeric", "real", "double precision", "money": return isNumber
    case "date", "timestamp without time zone", "timestamp with time zone": return text.contains("-") && !isNumber
    case "boolean": return false
    case "text", "name", "character varying", "character": return !text.contains("%") && !text.contains("^")
    default: return !isNumber
    }
  }

  private static func text(_ type: String, modifier: Int, number: Int) -> String? {
    let digit = number % 9 + 1
    if type.hasSuffix("[]") || type.hasSuffix("multirange") { return "{}" }
    switch type {
    case "smallint", "integer", "bigint", "oid": return "\(number)"
    // A modifier holds the digits in its upper half and, after four, those after the point.
    case "numeric": return modifier < 0 || ((modifier - 4) >> 16) - ((modifier - 4) & 0x7FF) > 0 ? "\(digit)" : "0.1"
    case "real", "double precision": return "\(number).5"
    case "money": return "\(number).25"
    case "text", "name", "citext", "public.citext": return "row \(number)"
    case "character varying", "character":
      return modifier < 0 ? "row \(number)" : String("\(number) row".prefix(max(1, modifier - 4)))
    case "\"char\"": return "\(digit)"
    case "boolean": return number.isMultiple(of: 2) ? "false" : "true"
    case "date": return "2024-01-0\(digit)"
    case "timestamp without time zone", "timestamp with time zone": return "2024-01-0\(digit) 12:0\(digit):00"
    case "time without time zone", "time with time zone": return "10:0\(digit)"
    case "interval": return "\(number) days"
    case "uuid": return "00000000-0000-0000-0000-\(String(repeating: "0", count: 11))\(digit)"
    case "json", "jsonb": return "{\"n\": \(number)}"
    case "bytea": return "\\x0\(digit)"
    case "inet": return "10.0.0.\(digit)"
    case "cidr": return "10.0.\(digit).0/24"
    case "macaddr": return "08:00:2b:01:02:0\(digit)"
    case "bit": return String(repeating: "1", count: max(1, modifier))
    case "bit varying": return "1"
    case "xml": return "<n>\(number)</n>"
    case "point": return "(\(number),\(number))"
    case "box": return "(\(number),\(number)),(0,0)"
    case "tsvector", "tsquery": return "word"
    case "int4range", "int8range", "numrange": return "[\(number * 10),\(number * 10 + 5))"
    case "daterange": return "[2024-0\(digit)-01,2024-0\(digit)-05)"
    case "tsrange", "tstzrange": return "[2024-0\(digit)-01 00:00,2024-0\(digit)-05 00:00)"
    case "hstore", "public.hstore": return "n=>\(number)"
    case "ltree", "public.ltree": return "a.b\(number)"
    default: return nil
    }
  }
}
