internal import Documents
package import GitStore
internal import History
internal import Postgres
internal import Repository

/// What was last seen in the databases of tenants, in a file of the work tree that nobody shares.
///
/// It is only believed of a database that its server has counted no write in since; see ``ServerWrites``.
package struct FleetMemory: Sendable {
  /// One database as it was seen.
  struct Entry: Sendable, Equatable {
    /// Of the server, when it was asked: before the database was looked at.
    var life: String
    var counters: ServerWrites.Counters
    /// Seconds since 1970.
    var seen: Double
    var lines: [RegistryLine: TenantState]
  }

  private(set) var entries: [String: Entry] = [:]

  package init() {}

  /// Addresses are remembered without their passwords.
  subscript(address: ConnectionString) -> Entry? {
    get { entries[address.redacted] }
    set { entries[address.redacted] = newValue }
  }

  // MARK: The file

  private static let format = 1

  /// Reads what was seen; what cannot be read was not seen.
  package init(of environment: String, in store: ObjectStore) {
    guard let text = try? Self.file(environment, store).read(), let read = try? Self(text: text) else { return }
    self = read
  }

  /// Keeps it for the next time, where the repository can be written.
  package func keep(of environment: String, in store: ObjectStore) {
    try? Self.file(environment, store).write(text)
  }

  private static func file(_ environment: String, _ store: ObjectStore) -> StateFile {
    StateFile("seen/\(environment).jsonl", in: store)
  }

  /// A line of JSON for each database, after one with the format: a reader looks for places within a line only.
  var text: String {
    let lines = entries.sorted { $0.key < $1.key }.map { address, entry in
      JSONWriter.text(.object(["address": .string(address), "seen": entry.json]))
    }
    return ([JSONWriter.text(.object(["format": .integer(Self.format)]))] + lines).joined(separator: "\n") + "\n"
  }

  init(text: String) throws {
    var lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }[...]
    guard let first = lines.popFirst() else { return }
    var header = try JSONReader.parse(text: first, file: nil).mapping()
    guard try header.require("format").int() == Self.format else { return }
    for line in lines {
      var keys = try JSONReader.parse(text: line, file: nil).mapping()
      entries[try keys.require("address").string()] = try Entry(keys.require("seen"))
    }
  }
}

extension FleetMemory.Entry {
  fileprivate var json: JSONValue {
    .object([
      "life": .string(life), "database": .string(counters.database), "written": .string(counters.written),
      "seen": .number(seen),
      "lines": .object(
        Dictionary(lines.map { ($0.key.key, $0.value.json) }, uniquingKeysWith: { first, _ in first })),
    ])
  }

  fileprivate init(_ node: DocumentNode) throws {
    var keys = try node.mapping()
    life = try keys.require("life").string()
    counters = ServerWrites.Counters(
      database: try keys.require("database").string(), written: try keys.require("written").string())
    seen = try keys.require("seen").number()
    lines = [:]
    var states = try keys.require("lines").mapping()
    for (key, state) in states.takeRest() {
      lines[RegistryLine(schema: key.isEmpty ? nil : key)] = try TenantState(state)
    }
  }
}

extension TenantState {
  fileprivate var json: JSONValue {
    .object([
      "head": .optional(head?.hex), "exact": .bool(isExact), "changes": .string(changes), "open": .bool(hasOpenRun),
      "result": .optional(lastResult?.rawValue), "error": .optional(lastError),
    ])
  }

  fileprivate init(_ node: DocumentNode) throws {
    var keys = try node.mapping()
    func text(_ node: DocumentNode?) throws -> String? { try node.flatMap { $0.isNull ? nil : try $0.string() } }
    head = try text(keys.take("head")).flatMap { ObjectID(hex: $0) }
    isExact = try keys.require("exact").bool()
    changes = try keys.require("changes").string()
    hasOpenRun = try keys.require("open").bool()
    lastResult = try text(keys.take("result")).flatMap(Outcome.Result.init)
    lastError = try text(keys.take("error"))
  }
}
