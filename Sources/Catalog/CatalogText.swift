import Schema

/// Brings text that the server prints to the canonical form.
struct CatalogText {
  /// Of the server, such as 15.
  let major: Int
  /// For the reading of one schema as another.
  var replacement: SchemaReplacement?

  /// The name that a schema is shown by.
  func schema(_ name: Identifier) -> Identifier { replacement?.name(of: name) ?? name }

  private func shown(_ text: String) -> String { replacement?.replaced(in: text) ?? text }

  /// An expression, or a statement that holds expressions (an index, a trigger, a function).
  func expression(_ text: String) -> String { CanonicalText.expression(shown(text), serverMajor: major) }

  func constraint(_ text: String) -> String { CanonicalText.constraint(shown(text), serverMajor: major) }

  /// A condition whose place in the grammar brings the parentheses.
  func condition(_ text: String) -> String { CanonicalText.parenthesized(expression(text)) }

  /// The query of a view, without its semicolon.
  func view(_ text: String) -> String {
    var query = CanonicalText.view(shown(text), serverMajor: major)
    if query.utf8.last == UInt8(ascii: ";") { query.removeLast() }
    return query
  }

  /// The name of a type, routine or collation; bare ones are the server's own and never quoted.
  func name(_ text: String) -> String {
    text.utf8.contains(UInt8(ascii: ".")) ? CanonicalText.requote(shown(text), serverMajor: major) : text
  }

  /// A list of types, each with a mode before it or none.
  func names(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
    var names: [String] = []
    var start = text.startIndex
    var isQuoted = false
    for index in text.utf8.indices {
      switch text.utf8[index] {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted:
        names.append(name(String(text[start..<index])))
        start = text.utf8.index(after: index)
      default: break
      }
    }
    names.append(name(String(text[start...])))
    return names.joined(separator: ",")
  }

  /// The arguments of a routine, with their names.
  func arguments(_ text: String) -> String {
    let statement = "CREATE FUNCTION f(\(text))"
    return String(CanonicalText.requote(shown(statement), serverMajor: major).dropFirst(18).dropLast())
  }
}
