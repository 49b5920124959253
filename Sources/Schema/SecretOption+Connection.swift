extension SecretOption {
  /// A connection string, in either of its forms, with a placeholder for each secret.
  ///
  /// What cannot be read is a secret as a whole.
  package static func redacted(connection: String) -> String {
    let start = connection.drop { $0.isWhitespace }
    for scheme in ["postgresql://", "postgres://"] where start.hasPrefix(scheme) {
      return scheme + redacted(address: start.dropFirst(scheme.count))
    }
    guard let parameters = parameters(of: connection) else { return "" }
    return parameters.map { name, value in
      "\(name)=\(isSecret(name) || name == "passfile" ? quoted(placeholder) : quoted(value))"
    }.joined(separator: " ")
  }

  /// What follows the scheme of a URI: `user:password@host/database?name=value`.
  private static func redacted(address: Substring) -> String {
    let query = address.firstIndex(of: "?")
    var base = String(address[..<(query ?? address.endIndex)])
    let authority = base.firstIndex(of: "/") ?? base.endIndex
    if let at = base[..<authority].lastIndex(of: "@"), let colon = base[..<at].firstIndex(of: ":") {
      base.replaceSubrange(base.index(after: colon)..<at, with: encodedPlaceholder)
    }
    guard let query else { return base }
    let parameters = address[address.index(after: query)...].split(separator: "&").map { parameter -> String in
      let name = parameter.prefix { $0 != "=" }
      return isSecret(String(name)) || name == "passfile" ? "\(name)=\(encodedPlaceholder)" : String(parameter)
    }
    return base + "?" + parameters.joined(separator: "&")
  }

  private static let encodedPlaceholder = "%3Csecret%3E"

  /// The pairs of `name=value name = 'va\'lue'`; `nil` if it is not such a list.
  private static func parameters(of text: String) -> [(name: String, value: String)]? {
    var parameters: [(name: String, value: String)] = []
    var rest = text[...]
    while true {
      rest = rest.drop(while: \.isWhitespace)
      if rest.isEmpty { return parameters }
      guard let equals = rest.firstIndex(of: "=") else { return nil }
      let name = rest[..<equals].reversed().drop(while: \.isWhitespace).reversed()
      guard !name.isEmpty, !name.contains(where: \.isWhitespace) else { return nil }
      rest = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
      guard let value = takeValue(from: &rest) else { return nil }
      parameters.append((String(name), value))
    }
  }

  /// Takes a value, in quotes or up to a blank, with `\` before what stands for itself; `nil` if it does not end.
  private static func takeValue(from rest: inout Substring) -> String? {
    var value = ""
    let isQuoted = rest.first == "'"
    if isQuoted { rest.removeFirst() }
    while let character = rest.first {
      if isQuoted ? character == "'" : character.isWhitespace { break }
      rest.removeFirst()
      if character == "\\", let next = rest.first {
        value.append(next)
        rest.removeFirst()
      } else {
        value.append(character)
      }
    }
    if isQuoted {
      guard rest.first == "'" else { return nil }
      rest.removeFirst()
    }
    return value
  }

  private static func quoted(_ value: String) -> String {
    let isPlain = !value.isEmpty && !value.contains { $0.isWhitespace || $0 == "'" || $0 == "\\" }
    if isPlain { return value }
    let escaped = value.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    return "'\(escaped)'"
  }
}
