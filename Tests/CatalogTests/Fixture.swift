import Glibc
import Postgres
import Schema
import Scratch
import TestSupport
import Testing

/// A file of `Fixtures`: SQL that builds a schema of many constructs.
///
/// A comment at its start says what it needs: `-- roles: a "B c"`; a name such as `since-15` says from which major on
/// servers take it. Its last lines hold its fingerprints, which are the same on all of them.
struct Fixture: Sendable, CustomTestStringConvertible {
  let name: String
  let sql: String

  var testDescription: String { name }

  static let folder = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Fixtures"

  static let all: [Fixture] = names(in: folder).filter { $0.hasSuffix(".sql") }.sorted().map { file in
    Fixture(name: String(file.dropLast(4)), sql: text(of: "\(folder)/\(file)"))
  }

  /// The first major version of servers that take it.
  var firstMajor: Int {
    guard let position = name.firstRange(of: "since-") else { return 14 }
    return Int(name[position.upperBound...]) ?? 14
  }

  var path: String { "\(Self.folder)/\(name).sql" }

  /// The recorded fingerprint, without or with owners and grants.
  func fingerprint(includesAccess: Bool) -> String? {
    let mark = includesAccess ? "-- fingerprint with access: " : "-- fingerprint: "
    return sql.split(separator: "\n").first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
  }

  var roles: [String] {
    guard let line = sql.split(separator: "\n").first, line.hasPrefix("-- roles: ") else { return [] }
    return line.dropFirst(10).split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap {
      $0.offset.isMultiple(of: 2) ? $0.element.split(separator: " ").map(String.init) : [String($0.element)]
    }
  }

  /// Builds it in the database of a connection; returns false when the server is too old for it.
  func build(in connection: Connection) throws -> Bool {
    guard connection.serverVersion / 10_000 >= firstMajor else { return false }
    try Self.createRoles(roles, in: connection)
    try connection.script(sql)
    return true
  }

  /// Creates roles that are not there; tests that run at once may want the same.
  static func createRoles(_ roles: [String], in connection: Connection) throws {
    for role in roles {
      try connection.script(
        """
        DO $$BEGIN
          CREATE ROLE \(Identifier(role).sql) NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END$$
        """)
    }
  }

  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  static func text(of path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes the fingerprints into the file, under `CONFITURE_RECORD`.
  func record(_ fingerprint: String, withAccess: String) {
    var lines = sql.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !$0.hasPrefix("-- fingerprint")
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    let marks = ["-- fingerprint: \(fingerprint)", "-- fingerprint with access: \(withAccess)", ""]
    let text = (lines.map(String.init) + marks).joined(separator: "\n")
    let file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
    defer { close(file) }
    _ = text.withCString { write(file, $0, text.utf8.count) }
    Issue.record("recorded '\(name)'")
  }
}

/// A second database beside the test's own, dropped at the end.
func withSecondDatabase<R>(_ body: (Connection) throws -> R) throws -> R {
  let server = try TestServer.shared()
  let name = try server.createTemporaryDatabase()
  defer { try? server.dropDatabase(name) }
  let connection = try Connection(server.connectionString(database: name), applicationName: "confiture test")
  return try body(connection)
}

extension Snapshot {
  /// Paths and texts, as a loader takes them.
  var texts: [(path: String, text: String)] { files.map { ($0.path, $0.text) } }

  /// The text of one file.
  func text(_ path: String) -> String? { files.first { $0.path == path }?.text }
}
