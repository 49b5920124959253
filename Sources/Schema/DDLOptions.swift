/// Lists of options as the catalogs hold them.
package enum DDLOptions {
  /// Renders `name=value` items of a WITH clause: as they stand in a file, sorted in a fingerprint.
  ///
  /// Values are quoted unless they are plain numbers or words.
  package static func list(_ options: [String], in form: DDLForm) -> String {
    let options = form == .file ? options : options.sorted { Identifier($0) < Identifier($1) }
    return options.map { option in
      guard let separator = option.utf8.firstIndex(of: UInt8(ascii: "=")) else { return option }
      let value = String(option[option.utf8.index(after: separator)...])
      return "\(option[..<separator])=\(isPlain(value) ? value : SQLLiteral.quote(value))"
    }.joined(separator: ", ")
  }

  /// A number, or one of the words that every server takes bare.
  private static func isPlain(_ value: String) -> Bool {
    if value.isEmpty { return false }
    if ["true", "false", "on", "off", "auto", "local", "cascaded"].contains(value) { return true }
    let digits = value.utf8.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
    }
    return digits && value.utf8.first != UInt8(ascii: ".") && value.utf8.last != UInt8(ascii: ".")
      && value.utf8.count { $0 == UInt8(ascii: ".") } <= 1
  }
}
