/// Writes YAML in one form only: block style, two spaces, strings quoted where they must be, several lines as a
/// literal block. ``YAMLReader`` reads it back equal. Keys are at most 1,000 bytes long.
package enum YAMLWriter {
  /// Returns the document, with a line break at the end.
  package static func text(_ value: YAMLValue) -> String {
    var output = ""
    switch value {
    case .mapping(let entries) where !entries.isEmpty: write(entries, to: &output, indentation: 0, continuing: true)
    case .sequence(let items) where !items.isEmpty: write(items, to: &output, indentation: 0, continuing: true)
    default: writeScalar(value, to: &output, indentation: 0)
    }
    return output
  }

  /// Writes each entry on a line; the first one goes on with the line that was begun, if `continuing`.
  private static func write(
    _ entries: [(key: String, value: YAMLValue)], to output: inout String, indentation: Int, continuing: Bool
  ) {
    for (index, entry) in entries.enumerated() {
      if index > 0 || !continuing { output += String(repeating: " ", count: indentation) }
      output += YAMLScalarText.key(entry.key) + ":"
      switch entry.value {
      case .mapping(let inner) where !inner.isEmpty:
        output += "\n"
        write(inner, to: &output, indentation: indentation + 2, continuing: false)
      case .sequence(let inner) where !inner.isEmpty:
        output += "\n"
        write(inner, to: &output, indentation: indentation + 2, continuing: false)
      default:
        output += " "
        writeScalar(entry.value, to: &output, indentation: indentation + 2)
      }
    }
  }

  private static func write(
    _ items: [YAMLValue], to output: inout String, indentation: Int, continuing: Bool
  ) {
    for (index, item) in items.enumerated() {
      if index > 0 || !continuing { output += String(repeating: " ", count: indentation) }
      output += "- "
      switch item {
      case .mapping(let inner) where !inner.isEmpty:
        write(inner, to: &output, indentation: indentation + 2, continuing: true)
      case .sequence(let inner) where !inner.isEmpty:
        write(inner, to: &output, indentation: indentation + 2, continuing: true)
      default: writeScalar(item, to: &output, indentation: indentation + 2)
      }
    }
  }

  /// Writes what fits behind a key or a dash, and the end of the line.
  private static func writeScalar(_ value: YAMLValue, to output: inout String, indentation: Int) {
    switch value {
    case .null: output += "null\n"
    case .bool(let bool): output += bool ? "true\n" : "false\n"
    case .integer(let integer): output += "\(integer)\n"
    case .number(let number): output += YAMLScalarText.number(number) + "\n"
    case .sequence: output += "[]\n"
    case .mapping: output += "{}\n"
    case .string(let string):
      if YAMLScalarText.fitsLiteralBlock(string) {
        output += YAMLScalarText.literalBlock(string, indentation: max(indentation, 2))
      } else {
        output += YAMLScalarText.inline(string) + "\n"
      }
    }
  }
}
