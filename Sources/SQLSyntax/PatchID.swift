internal import Digests

/// Hash of SQL without comments and white space: says whether an edit changed what the text does.
package enum PatchID {
  /// Returns 64 hexadecimal digits: SHA-256 over the tokens, each ended by a NUL byte.
  ///
  /// Text that PostgreSQL's scanner cannot read is hashed as it is.
  package static func of(_ sql: String) -> String {
    guard let tokens = try? Scanner.tokens(of: sql) else { return Hexadecimal.encode(SHA256.digest(of: sql.utf8)) }
    let bytes = Array(sql.utf8)
    var hash = SHA256()
    for token in tokens where token.kind != .comment {
      hash.update(bytes[token.range])
      hash.update([0])
    }
    return Hexadecimal.encode(hash.finish())
  }
}
