import Schema
import Testing

@Suite struct SQLTokenizerTests {
  private func texts(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return Array(SQLTokenizer(bytes)).map { String(decoding: bytes[$0.range], as: UTF8.self) }
  }

  private func kinds(_ text: String) -> [SQLToken.Kind] { Array(SQLTokenizer(Array(text.utf8))).map(\.kind) }

  @Test(arguments: [
    ("SELECT a.b::text", ["SELECT", "a", ".", "b", "::", "text"]),
    ("'it''s' E'a\\'b' x'1F' u&'\\0041'", ["'it''s'", "E'a\\'b'", "x'1F'", "u&'\\0041'"]),
    ("'a'\n'b'", ["'a'", "'b'"]),
    (#""a""b" U&"\0041" é"#, [#""a""b""#, #"U&"\0041""#, "é"]),
    ("$$a;b$$ $x$ $$ $y$ $x$ $1", ["$$a;b$$", "$x$ $$ $y$ $x$", "$1"]),
    ("a$b$c", ["a$b$c"]),
    ("/* a /* b */ c */ d -- e\nf", ["/* a /* b */ c */", "d", "-- e", "f"]),
    ("1.5e-3 .5 1..x 0x1F 1_000", ["1.5e-3", ".5", "1", ".", ".", "x", "0x1F", "1_000"]),
    ("a=-1 b@-c d<>-e", ["a", "=", "-", "1", "b", "@-", "c", "d", "<>", "-", "e"]),
    ("a-/*x*/b|--y", ["a", "-", "/*x*/", "b", "|", "--y"]),
    ("f(x)[1:2], ;", ["f", "(", "x", ")", "[", "1", ":", "2", "]", ",", ";"]),
    ("e b n x u e", ["e", "b", "n", "x", "u", "e"]), ("", []),
  ])
  func `text is split into tokens`(text: String, expected: [String]) {
    #expect(texts(text) == expected)
  }

  @Test func `each kind is told`() {
    #expect(
      kinds("a \"a\" 'a' $$a$$ 1 $1 + :: . , ; ( ) [ ] --a") == [
        .word, .quotedIdentifier, .string, .dollarString, .number, .parameter, .symbol, .typecast, .dot, .comma,
        .semicolon, .openParenthesis, .closeParenthesis, .openBracket, .closeBracket, .comment,
      ])
  }

  @Test(arguments: ["'abc", "\"abc", "$$abc", "$a$ $", "/* /* */", "E'\\", "U&'", "$", "1e"])
  func `what nobody closes ends with the text`(text: String) {
    #expect(texts(text).joined() == text)
  }

  @Test func `positions of a part are those in the whole`() {
    let bytes = Array("a (b c) d".utf8)
    #expect(Array(SQLTokenizer(bytes, 3..<6)).map(\.range) == [3..<4, 5..<6])
  }
}
