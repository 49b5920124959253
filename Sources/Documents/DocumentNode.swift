package import Diagnostics

/// One value of a JSON or YAML document, with the place where it stands.
///
/// Scalars stay text until somebody asks for a type: `node.int()` throws an error that points at the file.
/// ```
/// var settings = try YAMLReader.parse(text: text, file: "confiture.yaml").mapping()
/// let idle = try settings.take("idle_timeout")?.duration() ?? .seconds(900)
/// try settings.finish()
/// ```
package struct DocumentNode: Sendable {
  package typealias Entry = (key: DocumentNode, value: DocumentNode)

  package indirect enum Value: Sendable {
    /// A quoted scalar is a string whatever it looks like.
    case scalar(String, quoted: Bool)
    case sequence([DocumentNode])
    case mapping([Entry])
  }

  package var value: Value
  package var location: SourceLocation
  /// The way from the top of the document, such as `targets.production.url`; errors name it.
  package var path: String

  package init(_ value: Value, at location: SourceLocation, path: String = "") {
    self.value = value
    self.location = location
    self.path = path
  }

  /// True for `null`, `~` and nothing at all, unquoted.
  package var isNull: Bool {
    if case .scalar(let text, quoted: false) = value { PlainScalar.isNull(text) } else { false }
  }

  /// The same value without places; unquoted scalars become what they look like.
  package var json: JSONValue {
    switch value {
    case .scalar(let text, quoted: true): .string(text)
    case .scalar(let text, quoted: false): PlainScalar.value(of: text)
    case .sequence(let nodes): .array(nodes.map(\.json))
    case .mapping(let entries):
      .object(Dictionary(entries.map { ($0.key.scalarText ?? "", $0.value.json) }) { first, _ in first })
    }
  }

  /// The text of a scalar, whatever its type.
  package var scalarText: String? {
    if case .scalar(let text, _) = value { text } else { nil }
  }
}
