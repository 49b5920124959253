/// Splits PostgreSQL text into tokens without a grammar, in one pass over its bytes.
///
/// Any text has tokens: a string or comment that nobody closes ends with the text. Strings are read as under
/// `standard_conforming_strings`. Strings that PostgreSQL would join over a line end are tokens of their own.
///
/// ```swift
/// SQLTokenizer.tokens(of: Array("SELECT 'a'::text".utf8)).map(\.kind)   // word, string, typecast, word
/// ```
package struct SQLTokenizer: Sequence, IteratorProtocol {
  package let bytes: [UInt8]
  private let end: Int
  private var position: Int

  package init(_ bytes: [UInt8]) { self.init(bytes, bytes.indices) }

  /// Reads a part of `bytes`; the tokens' positions are those in the whole.
  package init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// All tokens but comments.
  package static func tokens(of bytes: [UInt8]) -> [SQLToken] {
    var tokenizer = SQLTokenizer(bytes)
    var tokens: [SQLToken] = []
    tokens.reserveCapacity(bytes.count / 4)
    while let token = tokenizer.nextWithoutComments() { tokens.append(token) }
    return tokens
  }

  package mutating func nextWithoutComments() -> SQLToken? {
    while let token = next() {
      if token.kind != .comment { return token }
    }
    return nil
  }

  package mutating func next() -> SQLToken? {
    while position < end, Self.isSpace(bytes[position]) { position += 1 }
    guard position < end else { return nil }
    let start = position
    let kind = scan(bytes[position])
    return SQLToken(kind, start, position)
  }

  // MARK: - Kinds

  private mutating func scan(_ first: UInt8) -> SQLToken.Kind {
    switch first {
    case UInt8(ascii: "("): return single(.openParenthesis)
    case UInt8(ascii: ")"): return single(.closeParenthesis)
    case UInt8(ascii: "["): return single(.openBracket)
    case UInt8(ascii: "]"): return single(.closeBracket)
    case UInt8(ascii: ","): return single(.comma)
    case UInt8(ascii: ";"): return single(.semicolon)
    case UInt8(ascii: "'"): return quoted(UInt8(ascii: "'"), .string, escapes: false)
    case UInt8(ascii: "\""): return quoted(UInt8(ascii: "\""), .quotedIdentifier, escapes: false)
    case UInt8(ascii: "$"): return dollar()
    case UInt8(ascii: "."): return Self.isDigit(byte(after: 1)) ? number() : single(.dot)
    case UInt8(ascii: ":"):
      if byte(after: 1) == UInt8(ascii: ":") { return double(.typecast) }
      return byte(after: 1) == UInt8(ascii: "=") ? double(.symbol) : single(.symbol)
    case UInt8(ascii: "-") where byte(after: 1) == UInt8(ascii: "-"): return lineComment()
    case UInt8(ascii: "/") where byte(after: 1) == UInt8(ascii: "*"): return blockComment()
    default:
      if Self.startsName(first) { return wordOrPrefixedString(first) }
      if Self.isDigit(first) { return number() }
      return Self.isOperator(first) ? operatorSymbol() : single(.symbol)
    }
  }

  private mutating func single(_ kind: SQLToken.Kind) -> SQLToken.Kind {
    position += 1
    return kind
  }

  private mutating func double(_ kind: SQLToken.Kind) -> SQLToken.Kind {
    position += 2
    return kind
  }

  /// The byte `distance` after the current one, 0 where the text ends before it.
  private func byte(after distance: Int) -> UInt8 {
    let index = position + distance
    return index < end ? bytes[index] : 0
  }

  private mutating func wordOrPrefixedString(_ first: UInt8) -> SQLToken.Kind {
    let second = byte(after: 1)
    if second == UInt8(ascii: "'") {
      switch first | 0x20 {
      case UInt8(ascii: "e"):
        position += 1
        return quoted(UInt8(ascii: "'"), .string, escapes: true)
      case UInt8(ascii: "b"), UInt8(ascii: "x"), UInt8(ascii: "n"):
        position += 1
        return quoted(UInt8(ascii: "'"), .string, escapes: false)
      default: break
      }
    } else if second == UInt8(ascii: "&"), first | 0x20 == UInt8(ascii: "u") {
      if byte(after: 2) == UInt8(ascii: "'") {
        position += 2
        return quoted(UInt8(ascii: "'"), .string, escapes: false)
      }
      if byte(after: 2) == UInt8(ascii: "\"") {
        position += 2
        return quoted(UInt8(ascii: "\""), .quotedIdentifier, escapes: false)
      }
    }
    position += 1
    while position < end, Self.continuesName(bytes[position]) { position += 1 }
    return .word
  }

  /// Reads to the closing quote; a doubled quote, and under `escapes` one after a backslash, does not close.
  private mutating func quoted(_ quote: UInt8, _ kind: SQLToken.Kind, escapes: Bool) -> SQLToken.Kind {
    position += 1
    while position < end {
      let current = bytes[position]
      if escapes, current == UInt8(ascii: "\\") {
        position = Swift.min(position + 2, end)
      } else if current == quote {
        position += 1
        guard position < end, bytes[position] == quote else { return kind }
        position += 1
      } else {
        position += 1
      }
    }
    return kind
  }

  /// `$1`, `$$…$$`, `$tag$…$tag$`, or a lone sign.
  private mutating func dollar() -> SQLToken.Kind {
    if Self.isDigit(byte(after: 1)) {
      position += 1
      while position < end, Self.isDigit(bytes[position]) { position += 1 }
      return .parameter
    }
    var tagEnd = position + 1
    if tagEnd < end, Self.startsName(bytes[tagEnd]) {
      while tagEnd < end, bytes[tagEnd] != UInt8(ascii: "$"), Self.continuesName(bytes[tagEnd]) { tagEnd += 1 }
    }
    guard tagEnd < end, bytes[tagEnd] == UInt8(ascii: "$") else { return single(.symbol) }
    let tag = position...tagEnd
    position = tagEnd + 1
    while position < end {
      if bytes[position] == UInt8(ascii: "$"), position + tag.count <= end,
        bytes[position..<position + tag.count].elementsEqual(bytes[tag])
      {
        position += tag.count
        return .dollarString
      }
      position += 1
    }
    return .dollarString
  }

  private mutating func number() -> SQLToken.Kind {
    var previous: UInt8 = 0
    while position < end {
      let current = bytes[position]
      let isExponentSign =
        (current == UInt8(ascii: "+") || current == UInt8(ascii: "-")) && previous | 0x20 == UInt8(ascii: "e")
      let isPoint = current == UInt8(ascii: ".") && byte(after: 1) != UInt8(ascii: ".")
      guard Self.isDigit(current) || isPoint || isExponentSign || Self.startsName(current) else { break }
      previous = current
      position += 1
    }
    return .number
  }

  /// An operator ends before a comment, and does not end in `+` or `-` unless it has a sign that no number follows.
  private mutating func operatorSymbol() -> SQLToken.Kind {
    let start = position
    var maySign = false
    while position < end, Self.isOperator(bytes[position]) {
      let current = bytes[position]
      let following = byte(after: 1)
      if current == UInt8(ascii: "-") && following == UInt8(ascii: "-") { break }
      if current == UInt8(ascii: "/") && following == UInt8(ascii: "*") { break }
      switch current {
      case UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "%"),
        UInt8(ascii: "^"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "?"):
        maySign = true
      default: break
      }
      position += 1
    }
    while !maySign, position - start > 1,
      bytes[position - 1] == UInt8(ascii: "+") || bytes[position - 1] == UInt8(ascii: "-")
    {
      position -= 1
    }
    return .symbol
  }

  private mutating func lineComment() -> SQLToken.Kind {
    while position < end, bytes[position] != UInt8(ascii: "\n"), bytes[position] != UInt8(ascii: "\r") {
      position += 1
    }
    return .comment
  }

  private mutating func blockComment() -> SQLToken.Kind {
    var depth = 0
    while position < end {
      if bytes[position] == UInt8(ascii: "/"), byte(after: 1) == UInt8(ascii: "*") {
        depth += 1
        position += 2
      } else if bytes[position] == UInt8(ascii: "*"), byte(after: 1) == UInt8(ascii: "/") {
        depth -= 1
        position += 2
        if depth == 0 { break }
      } else {
        position += 1
      }
    }
    return .comment
  }

  // MARK: - Bytes

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  static func startsName(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  static func continuesName(_ byte: UInt8) -> Bool {
    startsName(byte) || isDigit(byte) || byte == UInt8(ascii: "$")
  }

  private static func isOperator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "<"),
      UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "@"),
      UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "^"), UInt8(ascii: "&"), UInt8(ascii: "|"),
      UInt8(ascii: "`"), UInt8(ascii: "?"):
      true
    default: false
    }
  }
}
