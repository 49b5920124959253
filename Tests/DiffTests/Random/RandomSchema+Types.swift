/// Types of columns, and texts of values and expressions of them.
extension RandomSchema {
  enum Family: Sendable { case number, text, time, flag, document, list, bytes, identifier, range, composite, label }

  static let families: [(Family, [String])] = [
    (.number, ["integer", "bigint", "smallint", "numeric(10,2)", "numeric(12,4)"]),
    (.text, ["text", "character varying(20)", "character varying(40)", "character(6)", "text"]),
    (.time, ["date", "timestamp without time zone", "timestamp with time zone"]),
    (.number, ["integer", "bigint"]), (.text, ["text", "character varying(30)"]),
    (.flag, ["boolean"]), (.document, ["jsonb"]), (.list, ["text[]"]), (.bytes, ["bytea"]),
    (.identifier, ["uuid"]), (.range, ["int4range"]), (.number, ["double precision", "real"]),
  ]

  /// The type that a column has, as SQL.
  func typeText(_ column: RandomNode) -> String {
    if let type = column.type.flatMap({ nodes[$0] }) {
      return qualified(type) + (column.fixed % 8 == 0 && type.kind == .enumeration ? "[]" : "")
    }
    let types = Self.families[column.fixed % Self.families.count].1
    return types[column.choice(0, of: types.count)]
  }

  func family(_ column: RandomNode) -> Family {
    guard let type = column.type.flatMap({ nodes[$0] }) else {
      return Self.families[column.fixed % Self.families.count].0
    }
    switch type.kind {
    case .enumeration: return column.fixed % 8 == 0 ? .list : .label
    case .domain: return type.fixed % 2 == 0 ? .number : .text
    case .range: return .range
    default: return .composite
    }
  }

  /// A default, as SQL.
  func value(for column: RandomNode, choice: Int) -> String {
    switch family(column) {
    case .number: return "\(choice % 90 + 1)"
    case .text: return "'v\(choice % 90)'"
    case .time:
      return typeText(column) == "date" ? "CURRENT_DATE" : choice % 2 == 0 ? "now()" : "'2024-03-01 10:00:00+00'"
    case .flag: return choice % 2 == 0 ? "true" : "false"
    case .document: return "'{\"a\": \(choice % 9)}'"
    case .list, .bytes: return choice % 2 == 0 ? "'{}'" : "NULL"
    case .identifier: return "gen_random_uuid()"
    case .range: return "'empty'"
    case .composite: return "NULL"
    case .label:
      let labels = column.type.flatMap { nodes[$0] }?.labels ?? []
      return labels.isEmpty ? "NULL" : "'l\(labels[choice % labels.count])'"
    }
  }

  /// A condition over a column, for checks, policies, partial indexes and views.
  func condition(on column: RandomNode, choice: Int, prefix: String = "") -> String {
    let name = prefix + own(column)
    switch family(column) {
    case .number: return "\(name) > \(choice % 20 - 10)"
    case .text:
      return choice % 3 == 0
        ? "\(name) IN ('v1', 'row 1', 'v\(choice % 30)')" : "length(\(name)) < \(choice % 40 + 30)"
    case .time: return "\(name) > '2020-01-0\(choice % 9 + 1)'"
    case .flag: return choice % 2 == 0 ? "\(name) IS NOT FALSE" : "(\(name) OR \(name) IS NULL)"
    case .label: return "\(name) <> \(value(for: column, choice: choice))"
    default: return choice % 2 == 0 ? "\(name) IS NOT NULL" : "(\(name) IS NOT NULL OR \(name) IS NULL)"
    }
  }

  /// Whether a B-tree can hold it.
  func isOrdered(_ column: RandomNode) -> Bool { family(column) != .composite }

  var renderedTypes: [RandomStatement] {
    var result: [RandomStatement] = []
    for node in all(.schema) { result.append(RandomStatement(0, node.id, "CREATE SCHEMA \(own(node))")) }
    for node in all(.enumeration) {
      let labels = node.labels.map { "'l\($0)'" }.joined(separator: ", ")
      result.append(RandomStatement(1, node.id, "CREATE TYPE \(qualified(node)) AS ENUM (\(labels))"))
    }
    for node in all(.domain) {
      let isNumber = node.fixed % 2 == 0
      var text = "CREATE DOMAIN \(qualified(node)) AS \(isNumber ? "integer" : "text")"
      if node.happens(0, oneIn: 4) { text += " DEFAULT \(isNumber ? "\(node.choice(1, of: 50))" : "'d'")" }
      if node.happens(2, oneIn: 6) { text += " NOT NULL" }
      if node.choice(3, of: 3) > 0 {
        text +=
          " CONSTRAINT ck CHECK (\(isNumber ? "VALUE > -\(node.choice(4, of: 9) + 1)" : "length(VALUE) < \(node.choice(4, of: 9) + 60)"))"
      }
      result.append(RandomStatement(1, node.id, text))
    }
    for node in all(.composite) {
      let first = ["integer", "bigint", "text"][node.choice(0, of: 3)]
      let more = node.happens(1, oneIn: 2) ? ", c date" : ""
      result.append(RandomStatement(1, node.id, "CREATE TYPE \(qualified(node)) AS (a \(first), b text\(more))"))
    }
    for node in all(.range) {
      let subtype = ["double precision", "bigint", "timestamp without time zone"][node.fixed % 3]
      result.append(RandomStatement(1, node.id, "CREATE TYPE \(qualified(node)) AS RANGE (subtype = \(subtype))"))
    }
    for node in all(.sequence) {
      let type = ["bigint", "integer"][node.choice(0, of: 2)]
      let step = node.choice(1, of: 3) + 1
      let cycle = node.happens(2, oneIn: 4) ? " CYCLE" : ""
      let cache = node.happens(3, oneIn: 4) ? " CACHE 5" : ""
      result.append(
        RandomStatement(
          2, node.id, "CREATE SEQUENCE \(qualified(node)) AS \(type) INCREMENT BY \(step)\(cache)\(cycle)"))
    }
    return result
  }
}

/// A statement and when it is run: by phase, and in a phase the oldest things first.
struct RandomStatement: Sendable {
  let phase: Int
  let id: Int
  let text: String

  init(_ phase: Int, _ id: Int, _ text: String) {
    self.phase = phase
    self.id = id
    self.text = text
  }
}
