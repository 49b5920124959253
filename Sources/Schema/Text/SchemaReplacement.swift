/// Puts schemas in the place of others in SQL text, token by token.
///
/// A history is written for one schema; a tenant's schema stands in its place. What is replaced: names that are
/// qualified with the schema, the schema where a statement names it, search paths, names in strings that PostgreSQL
/// reads as names, and all of these in the bodies of routines and blocks. Other strings stay as they are; those in a
/// body that mention the schema are reported by ``mentions(in:)``.
///
/// ```swift
/// let tenant = SchemaReplacement([.init("public", by: "acme")])
/// tenant.replaced(in: "SELECT * FROM public.users")   // SELECT * FROM acme.users
/// ```
package struct SchemaReplacement: Sendable {
  /// One schema and what stands in its place.
  package struct Rule: Sendable {
    package let schema: Identifier
    package let replacement: Identifier
    /// What is named so stays where it is: the members of extensions.
    package let keeping: Set<Identifier>
    /// What a search path has in the schema's place.
    package let searchPath: [Identifier]

    package init(
      _ schema: Identifier, by replacement: Identifier, keeping: Set<Identifier> = [], searchPath: [Identifier]? = nil
    ) {
      self.schema = schema
      self.replacement = replacement
      self.keeping = keeping
      self.searchPath = searchPath ?? [replacement]
    }
  }

  package let rules: [Rule]

  package init(_ rules: [Rule]) { self.rules = rules }

  /// The text with the schemas replaced.
  package func replaced(in text: String) -> String {
    guard mayMention(text) else { return text }
    var rewriter = SchemaRewriter(text, self, isBody: false)
    return rewriter.rewritten()
  }

  /// Strings in bodies that mention a schema and are not replaced, as nobody knows what they are for: the line of each,
  /// counted from 1, and its text.
  package func mentions(in text: String) -> [(line: Int, text: String)] {
    guard mayMention(text) else { return [] }
    var rewriter = SchemaRewriter(text, self, isBody: false)
    _ = rewriter.rewritten()
    return rewriter.mentions.map { offset, string in
      (text.utf8.prefix(offset).reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }, string)
    }
  }

  /// The name that stands in a schema's place; its own where nothing does.
  package func name(of schema: Identifier) -> Identifier { rule(for: schema)?.replacement ?? schema }

  func rule(for schema: Identifier) -> Rule? { rules.first { $0.schema == schema } }

  /// Whether the bytes of one of the names occur at all, in any case.
  func mayMention(_ text: String) -> Bool {
    rules.contains { rule in Self.contains(text, rule.schema.text) }
  }

  private static func contains(_ text: String, _ word: String) -> Bool {
    let needle = Array(word.utf8)
    guard let first = needle.first else { return false }
    let bytes = Array(text.utf8)
    guard bytes.count >= needle.count else { return false }
    func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
    return (0...(bytes.count - needle.count)).contains { start in
      folded(bytes[start]) == folded(first)
        && needle.indices.allSatisfy { folded(bytes[start + $0]) == folded(needle[$0]) }
    }
  }
}
