extension TreeModel {
  /// The tree as JSON, for tools that wrap this one: keys in a fixed order, two spaces of indentation.
  package var json: String {
    JSONText.object([
      ("formatVersion", .number(Self.formatVersion)), ("name", .string(name)), ("version", .string(version)),
      ("globalOptions", .array(globals.filter { !$0.isHidden }.map(\.json))), ("command", root.json),
    ]).text + "\n"
  }
}

extension CommandModel {
  fileprivate var json: JSONText {
    var members: [(String, JSONText)] = [
      ("path", .strings(path)), ("summary", .string(summary)), ("discussion", .string(discussion)),
      ("usage", .string(usage)),
      (
        "examples",
        .array(
          examples.map {
            .object([("command", .string($0.command)), ("explanation", .string($0.explanation))])
          })
      ),
      ("parameters", .array(parameters.filter { !$0.isHidden }.map(\.json))), ("formats", .strings(formats)),
    ]
    let visible = sections.flatMap { section in section.commands.map { (section.title, $0) } }
      .filter { !$0.1.isHidden }
    if isGroup {
      members.append(
        (
          "commands",
          .array(
            visible.map { title, command in
              .object([("section", title.map { .string($0) } ?? .null), ("command", command.json)])
            })
        ))
    }
    return .object(members)
  }
}

extension ParameterModel {
  fileprivate var json: JSONText {
    .object([
      ("kind", .string(kind.rawValue)), ("name", .string(name)),
      ("short", short.map { .string(String($0)) } ?? .null),
      ("placeholder", placeholder.map { .string($0) } ?? .null), ("help", .string(help)),
      ("required", .bool(isRequired)), ("choices", .strings(choices)), ("completion", .string(completion.rawValue)),
    ])
  }
}

/// As much of JSON as the model needs.
private indirect enum JSONText {
  case null
  case bool(Bool)
  case number(Int)
  case string(String)
  case array([JSONText])
  case object([(String, JSONText)])

  static func strings(_ texts: [String]) -> JSONText { .array(texts.map { .string($0) }) }

  var text: String { text(indentation: "") }

  private func text(indentation: String) -> String {
    let inner = indentation + "  "
    switch self {
    case .null: return "null"
    case .bool(let bool): return bool ? "true" : "false"
    case .number(let number): return String(number)
    case .string(let string): return Self.quoted(string)
    case .array(let items) where items.isEmpty: return "[]"
    case .array(let items):
      return "[\n" + items.map { inner + $0.text(indentation: inner) }.joined(separator: ",\n") + "\n\(indentation)]"
    case .object(let members):
      let lines = members.map { "\(inner)\(Self.quoted($0)): \($1.text(indentation: inner))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
    }
  }

  private static func quoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
