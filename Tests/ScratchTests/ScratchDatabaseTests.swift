import Diagnostics
import Glibc
import Postgres
import Processes
import TestSupport
import Testing

@testable import Scratch

@Suite(.timeLimit(.minutes(2))) struct ScratchDatabaseTests {
  private let server: ScratchServer
  private let mark: String

  init() throws {
    server = try TestServer.shared()
    mark = "t_\(getpid())_\(UInt32.random(in: 0 ... .max))"
  }

  private func connect(_ name: String) throws -> Connection {
    try Connection(server.connectionString(database: name), applicationName: "test")
  }

  @Test func `databases are created, copied and dropped`() throws {
    let (first, second) = (mark, mark + "_copy")
    defer { for name in [first, second] { try? server.dropDatabase(name) } }
    try server.createDatabase(first)
    #expect(try server.databaseExists(first))
    do { try connect(first).script("CREATE TABLE t (a int); INSERT INTO t VALUES (7)") }
    try server.createDatabase(second, template: first)
    #expect(try connect(second).query("SELECT a FROM t").int(0, 0) == 7)
    try server.dropDatabase(first)
    #expect(try server.databaseExists(first) == false)
    try server.dropDatabase(first)
    let error = #expect(throws: ScratchError.self) { try server.createDatabase(second) }
    #expect(error?.cause?.sqlState == "42P04")
  }

  @Test func `dropping disconnects who is still there`() throws {
    try server.createDatabase(mark)
    let session = try connect(mark)
    try server.dropDatabase(mark)
    #expect(try server.databaseExists(mark) == false)
    #expect(throws: PostgresError.self) { try session.query("SELECT 1") }
  }

  @Test func `a template that several commands drop at once is gone, and none of them loses its session`()
    async throws
  {
    try server.createDatabase(mark)
    defer { try? server.dropDatabase(mark) }
    let others = try (0..<3).map { _ in
      try ScratchServer.attach(TestServer.settings, environment: TestServer.environment)
    }
    for round in 0..<4 {
      let key = "dropped at once \(round) \(mark)"
      try server.saveTemplate(key, from: mark)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for other in others { group.addTask { try other.dropTemplate(key) } }
        try await group.waitForAll()
      }
      #expect(try !server.hasTemplate(key))
    }
  }

  @Test func `a template that somebody began to drop is dropped`() throws {
    try server.createDatabase(mark)
    defer { try? server.dropDatabase(mark) }
    let key = "half dropped \(mark)"
    try server.saveTemplate(key, from: mark)
    try connect("postgres").execute(
      """
      UPDATE pg_catalog.pg_database SET datconnlimit = -2, datistemplate = false
      WHERE pg_catalog.shobj_description(oid, 'pg_database') = \(key)
      """)
    try server.dropTemplate(key)
    #expect(try !server.hasTemplate(key))
  }

  @Test func `a template is copied by its key`() throws {
    let key = "4b825dc642cb6eb9a060e54bf8d69288fbee4904 access=\(mark)"
    let name = mark + "_made"
    defer {
      try? server.dropDatabase(name)
      try? server.dropTemplate(key)
    }
    #expect(try server.hasTemplate(key) == false)
    #expect(try server.createDatabase(name, fromTemplate: key) == false)
    #expect(try server.databaseExists(name) == false)
    let source = try server.createTemporaryDatabase()
    do { try connect(source).script("CREATE TABLE t ()") }
    try server.saveTemplate(key, from: source)
    try server.saveTemplate(key, from: source)
    try server.dropDatabase(source)
    #expect(try server.hasTemplate(key))
    #expect(try server.createDatabase(name, fromTemplate: key))
    #expect(try connect(name).query("SELECT to_regclass('t') IS NOT NULL").bool(0, 0))
    let inside = try server.withTemporaryDatabase(template: key) { address in
      try Connection(address, applicationName: "test").query("SELECT to_regclass('t') IS NOT NULL").bool(0, 0)
    }
    #expect(inside)
    #expect(
      try ScratchServer.status(TestServer.settings, environment: TestServer.environment).templates.contains(key))
  }

  @Test func `a temporary database is dropped when its body ends or throws`() throws {
    struct Stop: Error {}
    var names: [String] = []
    try server.withTemporaryDatabase { names.append($0.database ?? "") }
    #expect(throws: Stop.self) {
      try server.withTemporaryDatabase { address in
        names.append(address.database ?? "")
        throw Stop()
      }
    }
    #expect(names.count == 2)
    for name in names { #expect(try server.databaseExists(name) == false) }
    let error = #expect(throws: ScratchError.self) {
      try server.createTemporaryDatabase(fromTemplate: "none " + mark)
    }
    #expect(error?.code == .noTemplate)
  }

  @Test func `databases of processes that ended are collected`() throws {
    let names = DatabaseNames(isOwnServer: false)
    let child = try ChildProcess.spawnDetached(Invocation("/bin/true"))
    #expect(eventually { kill(child, 0) != 0 })
    // The child's number with a start that no process has.
    let gone = names.temporary + "\(ProcessMark(pid: child).text)_1"
    try server.createDatabase(gone)
    let mine = try server.createTemporaryDatabase()
    defer { try? server.dropDatabase(mine) }
    let second = try ScratchServer.attach(TestServer.settings, environment: TestServer.environment)
    #expect(try second.databaseExists(gone) == false)
    #expect(try second.databaseExists(mine))
  }

  @Test func `least recently used templates make room`() throws {
    let folder = try TemporaryFolder(in: TestServer.memoryFolder)
    chmod(folder.path, 0o755)
    let settings = ScratchSettings(directory: folder.path + "/s", idleTimeout: .seconds(60), maximumTemplates: 2)
    let own = try ScratchServer.attach(settings, environment: TestServer.environment)
    defer { _ = try? ScratchServer.stop(settings, environment: TestServer.environment, force: true) }
    try own.createDatabase("source")
    try own.saveTemplate("a", from: "source")
    try own.saveTemplate("b", from: "source")
    #expect(try own.createDatabase("copy", fromTemplate: "a"))
    try own.saveTemplate("c", from: "source")
    #expect(try ["a", "b", "c"].map { try own.hasTemplate($0) } == [true, false, true])
  }

  @Test func `copying a template that others drop and make is never torn`() async throws {
    let key = "contended " + mark
    let source = try server.createTemporaryDatabase()
    defer {
      try? server.dropTemplate(key)
      try? server.dropDatabase(source)
    }
    do { try connect(source).script("CREATE TABLE t ()") }
    let maker = try ScratchServer.attach(TestServer.settings, environment: TestServer.environment)
    let dropper = try ScratchServer.attach(TestServer.settings, environment: TestServer.environment)
    async let made: Void = { for _ in 0..<8 { try maker.saveTemplate(key, from: source) } }()
    async let dropped: Void = { for _ in 0..<40 { try dropper.dropTemplate(key) } }()
    for number in 0..<8 {
      let name = "\(mark)_\(number)"
      if try server.createDatabase(name, fromTemplate: key) {
        #expect(try connect(name).query("SELECT to_regclass('t') IS NOT NULL").bool(0, 0))
        try server.dropDatabase(name)
      }
    }
    try await made
    try await dropped
  }

  @Test func `a server of the user's own gets databases with a prefix, and is not stopped`() throws {
    let url = server.connectionString(database: "postgres")
    let settings = ScratchSettings(url: url)
    let own = try ScratchServer.attach(settings, environment: [:])
    #expect(own.isOwnServer)
    #expect(own.serverVersion == server.serverVersion)
    let name = mark
    defer { try? own.dropDatabase(name) }
    try own.createDatabase(name)
    #expect(own.connectionString(database: name).database == "confiture_scratch_" + name)
    #expect(try server.databaseExists("confiture_scratch_" + name))
    let key = "own " + mark
    defer { try? own.dropTemplate(key) }
    try own.saveTemplate(key, from: name)
    let temporary = try own.createTemporaryDatabase(fromTemplate: key)
    #expect(temporary.hasPrefix("confiture_scratch_tmp_"))
    try own.dropDatabase(temporary)
    let status = try ScratchServer.status(settings, environment: [:])
    #expect(status.databases.contains("confiture_scratch_" + name))
    #expect(status.databases.allSatisfy { $0.hasPrefix("confiture_scratch_") })
    #expect(status.templates.contains(key))
    #expect(throws: ScratchError.self) { try ScratchServer.stop(settings, environment: [:]) }
  }

  @Test func `a server of the user's own that is not there is unreachable`() throws {
    let settings = ScratchSettings(url: try ConnectionString("postgresql://u:s3cret@127.0.0.1:9/x"))
    let error = #expect(throws: ScratchError.self) { try ScratchServer.attach(settings, environment: [:]) }
    #expect(error?.kind == .unreachable)
    #expect(error?.cause?.code == .unreachable)
    #expect(error.map { "\($0)\($0.diagnostic)".contains("s3cret") } == false)
  }
}
