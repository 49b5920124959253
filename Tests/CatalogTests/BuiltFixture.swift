import Catalog
import Postgres
import Schema
import Scratch
import Synchronization
import TestSupport

/// What a fixture is in a database: built once, for all tests that only look at it.
struct BuiltFixture: Sendable {
  private let plain: DatabaseSchema
  private let withAccess: DatabaseSchema
  /// What `pg_dump --schema-only` prints of it; an error where it refuses.
  let dump: Result<String, any Error>
  /// The role that it was built as.
  let user: String
  /// What extensions have in the schema `public`.
  let membersOfPublic: Set<Identifier>

  func schema(includesAccess: Bool = false) -> DatabaseSchema { includesAccess ? withAccess : plain }

  func snapshot(includesAccess: Bool = false) -> Snapshot {
    schema(includesAccess: includesAccess).snapshot(SnapshotOptions(includesAccess: includesAccess))
  }

  /// `nil` when the server is too old for it.
  fileprivate init?(_ fixture: Fixture) throws {
    let built = try withSecondDatabase { connection -> BuiltFixture? in
      guard try fixture.build(in: connection) else { return nil }
      return try BuiltFixture(readFrom: connection)
    }
    guard let built else { return nil }
    self = built
  }

  private init(readFrom connection: Connection) throws {
    plain = try CatalogReader.schema(of: connection, options: SnapshotOptions(includesAccess: false))
    withAccess = try CatalogReader.schema(of: connection, options: SnapshotOptions(includesAccess: true))
    dump = Result { try SchemaDump.text(of: connection.address) }
    user = connection.user
    try connection.execute("RESET ALL")
    membersOfPublic = try ExtensionMembers.names(in: "public", connection)
  }
}

/// A fixture's snapshot, owners and grants too, in a database that it was loaded into: done once as well.
struct ReloadedFixture: Sendable {
  let snapshot: Snapshot
  let dump: Result<String, any Error>

  fileprivate init(_ built: BuiltFixture) throws {
    self = try withSecondDatabase { target in
      try SnapshotLoading.load(built.snapshot(includesAccess: true).texts, into: target, createRoles: false)
      return ReloadedFixture(
        snapshot: try CatalogReader.read(target, options: SnapshotOptions(includesAccess: true)),
        dump: Result { try SchemaDump.text(of: target.address) })
    }
  }

  private init(snapshot: Snapshot, dump: Result<String, any Error>) {
    self.snapshot = snapshot
    self.dump = dump
  }
}

extension Fixture {
  /// Reads it from a database; `nil` when the server is too old for it.
  func built() throws -> BuiltFixture? { try Self.builds[name].value { try BuiltFixture(self) } }

  /// Loads its snapshot into another database, with owners and grants; `nil` when the server is too old for it.
  func reloaded() throws -> ReloadedFixture? {
    guard let built = try built() else { return nil }
    return try Self.reloads[name].value { try ReloadedFixture(built) }
  }

  private static let builds = Cells<BuiltFixture?>()
  private static let reloads = Cells<ReloadedFixture>()
}

/// Values by name, each made by who asks first.
private final class Cells<Value: Sendable>: Sendable {
  private let cells = Mutex<[String: Cell]>([:])

  subscript(_ name: String) -> Cell {
    cells.withLock { cells in
      if let cell = cells[name] { return cell }
      let cell = Cell()
      cells[name] = cell
      return cell
    }
  }

  final class Cell: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)

    func value(_ make: () throws -> Value) throws -> Value {
      try result.withLock { result in
        let made = result ?? Result { try make() }
        result = made
        return made
      }.get()
    }
  }
}
