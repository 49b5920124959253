/// A YAML document to be written; unlike ``JSONValue``, a mapping keeps the order of its keys.
/// ```
/// var manifest: YAMLValue = ["format": 1, "title": .string(title)]
/// manifest.append("requires", .strings(names))
/// let text = YAMLWriter.text(manifest)
/// ```
package indirect enum YAMLValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case sequence([YAMLValue])
  case mapping([(key: String, value: YAMLValue)])

  package static func strings(_ texts: some Sequence<String>) -> YAMLValue {
    .sequence(texts.map(YAMLValue.string))
  }

  package static func integer(_ value: Int) -> YAMLValue { .integer(Int64(value)) }

  /// Adds a key at the end of a mapping, unless there is no value for it.
  package mutating func append(_ key: String, _ value: YAMLValue?) {
    guard let value else { return }
    guard case .mapping(let entries) = self else { preconditionFailure("only a mapping has keys") }
    self = .mapping(entries + [(key, value)])
  }

  /// The same value without the order of keys.
  package var json: JSONValue {
    switch self {
    case .null: .null
    case .bool(let bool): .bool(bool)
    case .integer(let integer): .integer(integer)
    case .number(let number): .number(number)
    case .string(let string): .string(string)
    case .sequence(let items): .array(items.map(\.json))
    case .mapping(let entries):
      .object(Dictionary(entries.map { ($0.key, $0.value.json) }) { first, _ in first })
    }
  }
}

extension YAMLValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  package init(nilLiteral: ()) { self = .null }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: YAMLValue...) { self = .sequence(elements) }
  package init(dictionaryLiteral elements: (String, YAMLValue)...) {
    self = .mapping(elements.map { (key: $0.0, value: $0.1) })
  }
}
