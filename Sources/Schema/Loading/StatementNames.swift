/// The names in one statement of a snapshot: what it defines, what it needs, every word in it.
package struct StatementNames: Sendable {
  package let phase: LoadPhase
  /// Whether it only announces what another statement defines.
  package let isShell: Bool
  /// What it creates and others may name.
  package let definitions: [NameKey]
  /// What it mentions outside `pg_catalog`, but for what is in quoted bodies of routines.
  package let references: [NameReference]
  /// The tables that it makes its table a partition or child of.
  package let parents: [NameKey]
  /// Every name in it, qualified or not: of columns, aliases, functions, types.
  package let words: Set<Identifier>
  /// The same for the body of a routine that is in quotes; empty if there is none.
  package let bodyWords: Set<Identifier>

  package init(_ statement: String) {
    let bytes = Array(statement.utf8)
    let tokens = SQLTokenizer.tokens(of: bytes)
    var statements: [SnapshotStatement] = []
    var roles: Set<NameKey> = []
    SnapshotFileReader(text: statement, file: 0).read(into: &statements, roles: &roles)
    let first = statements.first
    phase = first?.phase ?? .other
    isShell = first?.isShell ?? false
    definitions = first?.definitions ?? []
    references = first.map { $0.references + $0.parents.map { NameReference(key: $0, isCall: false) } } ?? []
    parents = first?.parents ?? []
    words = Self.words(bytes, tokens)
    var inBodies: Set<Identifier> = []
    if phase == .routine {
      for token in tokens where token.kind == .dollarString {
        let body = Array(bytes[token.range])
        let inner = body.firstIndex(of: UInt8(ascii: "$")).flatMap { first in
          body[(first + 1)...].firstIndex(of: UInt8(ascii: "$"))
        }
        guard let inner, body.count > 2 * (inner + 1) else { continue }
        let text = Array(body[(inner + 1)..<(body.count - inner - 1)])
        inBodies.formUnion(Self.words(text, SQLTokenizer.tokens(of: text)))
      }
    }
    bodyWords = inBodies
  }

  private static func words(_ bytes: [UInt8], _ tokens: [SQLToken]) -> Set<Identifier> {
    var words: Set<Identifier> = []
    for token in tokens where token.isName {
      let text = String(decoding: bytes[token.range], as: UTF8.self)
      words.insert(Identifier(QuotedIdentifier.unquote(text)))
    }
    return words
  }
}

extension QualifiedName {
  /// The name as a key of references.
  package var key: NameKey { NameKey("\(schema.text).\(name.text)") }
}

extension ObjectIdentity {
  /// What references call the object; `nil` for what is in no schema.
  package var nameKey: NameKey? { schema.map { NameKey("\($0.text).\(name.text)") } }

  /// The name within its schema; `nil` for what is in no schema.
  package var objectName: QualifiedName? { schema.map { QualifiedName(schema: $0, name: name) } }
}
