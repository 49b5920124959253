import Schema

/// Brings text that the server prints to the canonical form.
struct CatalogText {
  /// Of the server, such as 15.
  let major: Int

  /// An expression, or a statement that holds expressions (an index, a trigger, a function).
  func expression(_ text: String) -> String {
    CanonicalText.requote(CanonicalText.expression(text), serverMajor: major)
  }

  /// The query of a view, without its semicolon.
  func view(_ text: String) -> String {
    var query = CanonicalText.view(text, serverMajor: major)
    if query.utf8.last == UInt8(ascii: ";") { query.removeLast() }
    return expression(query)
  }

  /// A type's or an object's name as the server prints it.
  func name(_ text: String) -> String { CanonicalText.requote(text, serverMajor: major) }
}
