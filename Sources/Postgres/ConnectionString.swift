internal import CLibpq

/// How to reach a database: the parameters of a libpq connection string.
///
/// `description` and ``redacted`` never show a password; only libpq gets it. See "Connection Strings" in the
/// manual's chapter on libpq.
package struct ConnectionString: Sendable, Hashable, CustomStringConvertible {
  /// Keyword and value, as libpq names them; only what was said, no defaults.
  private var values: [String: String]

  /// Builds it from keywords, such as `host` and `dbname`.
  package init(parameters: [String: String]) { values = parameters }

  /// Reads a URI (`postgresql://user@host/database`) or a list of `keyword=value`.
  package init(_ text: String) throws(PostgresError) {
    guard text.utf8.contains(where: { $0 > 0x20 }) else {
      throw Self.refusal("the connection string is empty")
    }
    var message: UnsafeMutablePointer<CChar>?
    guard let options = unsafe PQconninfoParse(text, &message) else {
      let reason = unsafe message.map { unsafe String(cString: $0) } ?? "out of memory"
      unsafe PQfreemem(message)
      throw Self.refusal("the connection string cannot be read: \(Self.masked(reason))")
    }
    defer { unsafe PQconninfoFree(options) }
    values = [:]
    var next = unsafe options
    while let keyword = unsafe next.pointee.keyword {
      if let value = unsafe next.pointee.val {
        unsafe values[String(cString: keyword)] = unsafe String(cString: value)
      }
      unsafe next += 1
    }
  }

  package var database: String? { values["dbname"] }
  package var host: String? { values["host"] ?? values["hostaddr"] }
  package var port: String? { values["port"] }
  package var user: String? { values["user"] }

  /// The value of any libpq keyword, except secrets.
  package subscript(parameter: String) -> String? { Self.secrets.contains(parameter) ? nil : values[parameter] }

  /// The same server, another database.
  package func with(database: String) -> ConnectionString { with(parameter: "dbname", value: database) }

  /// The same with one keyword set, or taken away by `nil`.
  package func with(parameter: String, value: String?) -> ConnectionString {
    var copy = self
    copy.values[parameter] = value
    return copy
  }

  /// A URI for people, with `***` in place of a password.
  package var redacted: String {
    var uri = "postgresql://"
    if let user {
      uri += Self.percentEncoded(user) + (values["password"] == nil ? "" : ":***") + "@"
    }
    let host = values["host"] ?? ""
    let isSocket = host.hasPrefix("/") || host.hasPrefix("@") || host.contains(",")
    if !isSocket { uri += host.contains(":") ? "[\(host)]" : Self.percentEncoded(host) }
    if let port, !isSocket { uri += ":\(port)" }
    uri += "/" + Self.percentEncoded(database ?? "")
    var rest = values
    for keyword in ["user", "dbname"] + (isSocket ? [] : ["host", "port"]) { rest[keyword] = nil }
    if user != nil { rest["password"] = nil }
    let query = rest.sorted { $0.key < $1.key }.map { keyword, value in
      "\(keyword)=\(Self.secrets.contains(keyword) ? "***" : Self.percentEncoded(value, keeping: "/"))"
    }
    return uri + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }

  package var description: String { redacted }

  /// The environment variables by which a child such as psql reaches the same database: no secret in an argument.
  package var environment: [String: String] {
    var environment: [String: String] = [:]
    guard let options = unsafe PQconndefaults() else { return [:] }
    defer { unsafe PQconninfoFree(options) }
    var next = unsafe options
    while let keyword = unsafe next.pointee.keyword {
      if let variable = unsafe next.pointee.envvar, let value = unsafe values[String(cString: keyword)] {
        unsafe environment[String(cString: variable)] = value
      }
      unsafe next += 1
    }
    return environment
  }

  /// All of it, password included: for libpq and nobody else.
  var libpqParameters: [String: String] { values }

  private static let secrets: Set<String> = ["password", "sslpassword", "oauth_client_secret", "scram_client_key"]

  private static func refusal(_ message: String) -> PostgresError {
    PostgresError(.invalidConnectionString, message, hints: ["write it as postgresql://user@host:5432/database"])
  }

  /// Hides what libpq quotes, since it may be a piece of a password.
  private static func masked(_ reason: String) -> String {
    let parts = reason.trimmingNewline.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part in
      index.isMultiple(of: 2) ? String(part) : (part.utf8.count == 1 ? "'\(part)'" : "'…'")
    }.joined()
  }

  private static func percentEncoded(_ text: String, keeping kept: String = "") -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8).union(kept.utf8)
    return text.utf8.map { byte in
      plain.contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}

extension String {
  /// Without the newline that libpq ends its messages with.
  var trimmingNewline: String {
    var copy = self[...]
    while let last = copy.utf8.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: " ") { copy.removeLast() }
    return String(copy)
  }
}
