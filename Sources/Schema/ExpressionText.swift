/// What can be told from the text of an expression without parsing it.
package enum ExpressionText {
  /// Returns whether a routine or operator outside `pg_catalog` is called: some `schema.name(` or `OPERATOR(`.
  ///
  /// May say yes for a type with a modifier (`public.vector(3)`); the answer only decides where a clause stands.
  package static func callsUserRoutine(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: ".")), text.utf8.contains(UInt8(ascii: "(")) else { return false }
    var qualified = false  // The name that just ended had a dot before it.
    var afterDot = false
    var word: [UInt8] = []
    var bytes = text.utf8.makeIterator()
    var pending = bytes.next()
    while let byte = pending {
      pending = bytes.next()
      switch byte {
      case UInt8(ascii: "'"):
        while let next = pending, next != byte { pending = bytes.next() }
        pending = bytes.next()
        (qualified, afterDot, word) = (false, false, [])
      case UInt8(ascii: "\""):
        while let next = pending, next != byte { pending = bytes.next() }
        pending = bytes.next()
        (qualified, afterDot, word) = (afterDot, false, [])
      case UInt8(ascii: "."):
        (qualified, afterDot, word) = (false, true, [])
      case UInt8(ascii: "("):
        if qualified || word == Array("OPERATOR".utf8) { return true }
        (qualified, afterDot, word) = (false, false, [])
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
        if afterDot { (qualified, afterDot) = (true, false) }
        if word.count < 9 { word.append(byte) }
      default: (qualified, afterDot, word) = (false, false, [])
      }
    }
    return false
  }

  /// Returns whether a query renames the columns of a table by their positions, as in `FROM public.t x(p, q)`.
  package static func namesColumnsByPosition(_ query: String) -> Bool {
    let tokens = SQLTokenizer.tokens(of: Array(query.utf8))
    for index in tokens.indices.dropFirst(3) where tokens[index].kind == .openParenthesis {
      let (schema, dot, table, alias) = (index - 4, index - 3, index - 2, index - 1)
      if schema >= 0, tokens[schema].isName, tokens[dot].kind == .dot, tokens[table].isName, tokens[alias].isName,
        tokens[table].end < tokens[alias].start, tokens[alias].end == tokens[index].start
      {
        return true
      }
    }
    return false
  }
}
