/// Reads what a `DO` block may touch from the names that stand in it.
///
/// Statements in PL/pgSQL name their relations, unless a text is put together and executed. So a block that executes no
/// text, defines nothing and calls only what is known reads and writes nothing but what it names: no more can be told of
/// it, and that is enough for blocks about different tables.
struct BlockEffect {
  /// `nil` for a block of which that cannot be said.
  let effect: RowEffect?

  private static let untold: Set<String> = [
    "execute", "call", "copy", "create", "alter", "drop", "do", "prepare", "import", "regclass", "nextval", "setval",
    "currval", "lastval", "pg_get_serial_sequence", "to_regclass",
  ]

  init(_ root: SyntaxNode) {
    effect = Self.effect(of: root)
  }

  private static func effect(of root: SyntaxNode) -> RowEffect? {
    guard let body = root.blockText, let tokens = try? Scanner.tokens(of: body) else { return nil }
    let bytes = Array(body.utf8)
    // A text may be a name in quotes, of which the words are not the name.
    let hasQuotesInTexts = tokens.contains { token in
      token.kind == .other && token.range.count > 1 && bytes[token.range].contains(UInt8(ascii: "\""))
    }
    let named = WordEffect(body, tokens)
    var effect = named.base()
    effect.words.formUnion(RowEffect.unknown(body).words)
    guard !hasQuotesInTexts, effect.words.isDisjoint(with: untold) else { return nil }
    effect.reads = effect.words
    effect.writes = effect.words.sorted().map { ObjectName(name: $0) }
    // Routines are known where they are defined; of others the name says what they do.
    effect.onlyReads = false
    effect.mustKnowCalls = true
    return effect
  }
}
