/// Brings the text that a server prints for expressions and queries to the one form of a snapshot.
///
/// Canonical text is what PostgreSQL 18 would print, and what a server prints again after it has read the text.
/// Input is text of `pg_get_expr`, `pg_get_viewdef`, `pg_get_indexdef` and their like, without pretty-printed
/// parentheses, printed under an empty `search_path`.
///
/// ```swift
/// CanonicalText.expression("(kind = ANY ((ARRAY['a'::character varying])::text[]))", serverMajor: 15)
/// // (kind = ANY (ARRAY[('a'::character varying)::text]))
/// ```
package enum CanonicalText {
  /// The canonical form of an expression, or of a statement that a server printed whole, such as an index's.
  package static func expression(_ text: String, serverMajor: Int) -> String {
    expression(flatteningConditions(in: requote(text, serverMajor: serverMajor)))
  }

  /// The canonical form of the query of a view or materialised view, as `pg_get_viewdef(oid)` prints it.
  ///
  /// Servers before 16 qualify every column with the name of its table; later ones do not where the query has one
  /// source only, and so does the canonical form.
  package static func view(_ text: String, serverMajor: Int) -> String {
    expression(serverMajor < 16 ? ViewQualifiers.removed(from: text) : text, serverMajor: serverMajor)
  }

  /// The canonical form of a constraint, as `pg_get_constraintdef` prints it, with one pair of parentheses around
  /// the condition of a CHECK.
  package static func constraint(_ text: String, serverMajor: Int) -> String {
    let canonical = expression(text, serverMajor: serverMajor)
    guard canonical.utf8.starts(with: "CHECK ((".utf8) else { return canonical }
    let source = TokenizedText(canonical)
    guard let inner = source.closing(of: 2), let outer = source.closing(of: 1), outer == inner + 1 else {
      return canonical
    }
    return source.replacing([
      (source.tokens[2].range, ""), (source.tokens[inner].range, ""),
    ])
  }

  /// The expression within one pair of parentheses, for places whose grammar asks for them, such as USING and WHEN.
  package static func parenthesized(_ expression: String) -> String {
    let source = TokenizedText(expression)
    let isEnclosed =
      source.kind(0) == .openParenthesis && source.closing(of: 0) == source.tokens.count - 1
      && source.tokens.first?.start == 0 && source.tokens.last?.end == source.bytes.count
    return isEnclosed ? expression : "(\(expression))"
  }
}
