/// One token of SQL text: its kind and where it stands, in bytes of UTF-8.
package struct SQLToken: Sendable, Hashable {
  package enum Kind: UInt8, Sendable {
    /// An unquoted name or keyword.
    case word
    /// `"name"` or `U&"name"`.
    case quotedIdentifier
    /// `'…'`, also with one of the prefixes `E`, `B`, `X`, `N`, `U&`.
    case string
    /// `$$…$$` or `$tag$…$tag$`.
    case dollarString
    case number
    /// `$1`
    case parameter
    case symbol
    case typecast
    case dot
    case comma
    case semicolon
    case openParenthesis
    case closeParenthesis
    case openBracket
    case closeBracket
    /// `-- …` without its line end, or `/* … */`.
    case comment
  }

  package let kind: Kind
  package let start: Int
  package let end: Int

  package init(_ kind: Kind, _ start: Int, _ end: Int) {
    self.kind = kind
    self.start = start
    self.end = end
  }

  package var range: Range<Int> { start..<end }
  package var count: Int { end - start }
  /// Whether the token can name something.
  package var isName: Bool { kind == .word || kind == .quotedIdentifier }
}
