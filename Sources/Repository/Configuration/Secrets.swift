internal import Diagnostics
internal import Documents

extension DocumentError {
  /// The same error with passwords hidden in the line that it shows.
  var withoutSecrets: DocumentError {
    var location = location
    location.excerpt = location.excerpt.map(Secrets.masked)
    return DocumentError(code, message, at: location, hints: hints)
  }
}

/// Passwords in texts that people see.
package enum Secrets {
  /// Hides what stands where connection strings have their passwords.
  package static func masked(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "=") }) else { return text }
    return
      text
      .replacing(/:\/\/(?<user>[^:@\/\s]*):[^\s]*@/) { "://\($0.user):***@" }
      // Where a quoted password ends depends on two ways of quoting, so the rest of the line goes.
      .replacing(/(?<key>\w*(?:pas|pw|secret)\w*\s*=).*/) { "\($0.key)***" }
  }
}
