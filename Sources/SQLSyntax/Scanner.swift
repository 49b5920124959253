internal import CPgQuery

/// One token of SQL text as PostgreSQL's own scanner sees it.
struct Token: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// An unquoted word: keyword or identifier.
    case word
    case quotedIdentifier
    case comment
    /// A string, number, parameter, operator or punctuation.
    case other
  }

  var kind: Kind
  /// UTF-8 offsets in the scanned text.
  var range: Range<Int>
}

/// Owns a `PgQueryScanResult` with its protobuf tree, read in place.
@safe private struct ScanResult: ~Copyable {
  private let raw: PgQueryScanResult
  private let tree: UnsafeMutablePointer<PgQuery__ScanResult>?

  init(scanning text: String) {
    let result = unsafe pg_query_scan(text)
    unsafe raw = result
    let length = unsafe Int(result.pbuf.len)
    unsafe tree = result.pbuf.data.flatMap { data in
      unsafe UnsafeRawPointer(data).withMemoryRebound(to: UInt8.self, capacity: length) { bytes in
        unsafe pg_query__scan_result__unpack(nil, length, bytes)
      }
    }
  }

  deinit {
    unsafe pg_query__scan_result__free_unpacked(tree, nil)
    unsafe pg_query_free_scan_result(raw)
  }

  /// What the scanner objected to, and where (counted in characters from 1).
  var error: (message: String, position: Int)? {
    guard let error = unsafe raw.error else { return nil }
    let message = unsafe error.pointee.message.map { unsafe String(cString: $0) } ?? "the text cannot be read"
    return (message, unsafe Int(error.pointee.cursorpos))
  }

  func forEachToken(_ body: (_ start: Int, _ end: Int, _ code: Int, _ isKeyword: Bool) -> Void) {
    guard let tree = unsafe tree, let tokens = unsafe tree.pointee.tokens else { return }
    for index in unsafe 0..<Int(tree.pointee.n_tokens) {
      guard let token = unsafe tokens[index] else { continue }
      unsafe body(
        Int(token.pointee.start), Int(token.pointee.end), Int(token.pointee.token.rawValue),
        token.pointee.keyword_kind != PG_QUERY__KEYWORD_KIND__NO_KEYWORD)
    }
  }
}

enum Scanner {
  /// Splits a text into tokens with the scanner of libpg_query.
  ///
  /// - Throws: ``SQLSyntaxError`` with `unterminated` when a string, comment or dollar quote never ends.
  static func tokens(of text: String) throws(SQLSyntaxError) -> [Token] {
    let result = ScanResult(scanning: text)
    if let error = result.error {
      let offset = text.unicodeScalars.prefix(max(error.position - 1, 0)).reduce(0) { $0 + UTF8.width($1) }
      throw SQLSyntaxError(.unterminated, error.message, utf8Offset: offset)
    }
    let bytes = Array(text.utf8)
    var tokens: [Token] = []
    result.forEachToken { start, end, code, isKeyword in
      let kind: Token.Kind
      if code == Int(PG_QUERY__TOKEN__SQL_COMMENT.rawValue) || code == Int(PG_QUERY__TOKEN__C_COMMENT.rawValue) {
        kind = .comment
      } else if isKeyword {
        kind = .word
      } else if code == Int(PG_QUERY__TOKEN__IDENT.rawValue) || code == Int(PG_QUERY__TOKEN__UIDENT.rawValue) {
        kind =
          bytes[start] == UInt8(ascii: "\"") || code == Int(PG_QUERY__TOKEN__UIDENT.rawValue)
          ? .quotedIdentifier : .word
      } else {
        kind = .other
      }
      tokens.append(Token(kind: kind, range: start..<end))
    }
    return tokens
  }

  /// Tells whether the grammar of libpg_query (PostgreSQL 15's) reads a statement; what it says when it does not.
  static func grammarObjection(to statement: String) -> String? {
    let result = unsafe pg_query_parse_protobuf(statement)
    defer { unsafe pg_query_free_protobuf_parse_result(result) }
    guard let error = unsafe result.error else { return nil }
    return unsafe error.pointee.message.map { unsafe String(cString: $0) } ?? "the statement cannot be read"
  }
}
