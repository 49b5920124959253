/// Text of others inside of a mermaid diagram: letters, digits and what no version of its grammar takes for syntax.
enum MermaidText {
  private static let longestWord = 63

  /// A word such as a column's name or type.
  static func word(_ text: String) -> String {
    var result = safe(text, allowing: "_()[]")
    // A word starts with a letter, and keys are words of the grammar.
    let start = result.prefix(2).lowercased()
    let isKey = ["pk", "fk", "uk"].contains(start) && !(result.dropFirst(2).first.map(isWordLetter) ?? false)
    if isKey || result.first.map({ !$0.isLetter && $0 != "_" }) ?? true { result = "_" + result }
    return result
  }

  /// A text between quotes. It has no spaces of its own, so that it is no statement such as `direction LR`.
  static func quoted(_ name: String, note: String? = nil) -> String {
    let name = safe(name, allowing: "_()[].,:-+=/")
    return "\"" + (note.map { "\(name) (\($0))" } ?? name) + "\""
  }

  /// A remark in quotes, such as `was text`.
  static func remark(_ text: String) -> String {
    "\"" + text.split(separator: " ").map { safe(String($0), allowing: "_()[].,:-+=/") }.joined(separator: " ") + "\""
  }

  /// A type in few letters.
  static func type(_ text: String) -> String {
    let names = [
      ("character varying", "varchar"), ("timestamp with time zone", "timestamptz"),
      ("timestamp without time zone", "timestamp"), ("time with time zone", "timetz"),
      ("time without time zone", "time"),
    ]
    if let name = names.first(where: { text.hasPrefix($0.0) }) {
      return word(name.1 + text.dropFirst(name.0.count))
    }
    return word(text)
  }

  private static func safe(_ text: String, allowing others: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(longestWord) {
      result.unicodeScalars.append(isLetter(scalar) || others.unicodeScalars.contains(scalar) ? scalar : "_")
    }
    return text.unicodeScalars.count > longestWord ? result + "_" : result
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    case "\u{C0}"..."\u{FFFF}": scalar.properties.isAlphabetic
    default: false
    }
  }

  private static func isWordLetter(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "_")
  }
}
