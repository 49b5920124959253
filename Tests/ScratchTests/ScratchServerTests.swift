import Diagnostics
import Glibc
import Postgres
import Processes
import TestSupport
import Testing

@testable import Scratch

/// A private server in a folder of its own, ended with the test.
private final class OwnScratch {
  let folder: TemporaryFolder
  var settings: ScratchSettings
  let environment = TestServer.environment

  /// - Parameters:
  ///   - idle: How long it stays unused.
  ///   - below: Where in its folder it lives.
  ///   - isNew: Whether there is nothing yet; otherwise a server that was stopped.
  /// - Throws: What the system refused.
  init(idle: Duration = .seconds(120), below: String = "", isNew: Bool = false) throws {
    folder = try TemporaryFolder(in: TestServer.memoryFolder)
    chmod(folder.path, 0o755)
    settings = ScratchSettings(directory: folder.path + "/scratch" + below, idleTimeout: idle)
    if !isNew, below.isEmpty { try StoppedServer.write(to: folder.path + "/scratch") }
  }

  deinit { _ = try? ScratchServer.stop(settings, environment: environment, force: true) }

  func attach() throws -> ScratchServer { try ScratchServer.attach(settings, environment: environment) }
  func status() throws -> ScratchStatus { try ScratchServer.status(settings, environment: environment) }
  func stop(force: Bool = false) throws -> Bool {
    try ScratchServer.stop(settings, environment: environment, force: force)
  }
}

private func answers(_ address: ConnectionString) -> Bool {
  (try? Connection(address, applicationName: "test").query("SELECT 1").int(0, 0)) == 1
}

@Suite(.timeLimit(.minutes(2))) struct ScratchServerTests {
  @Test func `a server starts, is private, stays for the next command, and stops`() throws {
    let own = try OwnScratch(isNew: true)
    #expect(try own.status().isRunning == false)
    #expect(try own.stop() == false)
    let address: ConnectionString
    do {
      let server = try own.attach()
      address = server.connectionString(database: "postgres")
      let connection = try Connection(address, applicationName: "test")
      #expect(connection.serverVersion == server.serverVersion)
      let names = [
        "listen_addresses", "fsync", "wal_level", "max_locks_per_transaction", "TimeZone", "server_encoding",
      ]
      let values = try names.map { try connection.query("SELECT current_setting(\($0))").text(0, 0) }
      #expect(values == ["", "off", "minimal", "1024", "UTC", "UTF8"])
      #expect(try connection.query("SELECT lower('É')").text(0, 0) == "é")
    }
    let first = try own.status()
    #expect(first.isRunning)
    #expect(try own.attach().serverVersion > 0)
    #expect(try own.status().processID == first.processID)
    #expect(try own.stop())
    #expect(try own.status().isRunning == false)
    #expect(!answers(address))
  }

  @Test func `a server whose socket was taken away is told with what helps`() throws {
    let own = try OwnScratch()
    _ = try own.attach()
    let socket = try #require(try own.status().socketDirectory)
    unlink("\(socket)/.s.PGSQL.5432")
    let error = #expect(throws: ScratchError.self) { try own.attach() }
    #expect(error?.code == .notStarted)
    #expect(error?.hints == ["confiture scratch stop ends it; the next command starts it anew"])
    #expect(try own.stop())
    _ = try own.attach()
  }

  @Test func `the folder lets nobody else in`() throws {
    let own = try OwnScratch(isNew: true)
    _ = try own.attach()
    let status = try own.status()
    for path in [status.directory, status.socketDirectory] {
      let path = try #require(path)
      #expect(FileAccess.status(path).map { $0.st_mode & 0o077 } == 0)
    }
    if UserIdentity.current.isRoot {
      let pid = try #require(status.processID)
      #expect(try #require(FileAccess.status("/proc/\(pid)")).st_uid != 0)
    }
  }

  @Test func `commands that begin at once share one server`() async throws {
    let own = try OwnScratch(isNew: true)
    let (settings, environment) = (own.settings, own.environment)
    let pids = try await withThrowingTaskGroup(of: Int32?.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let server = try ScratchServer.attach(settings, environment: environment)
          return try server.withTemporaryDatabase { address in
            _ = try Connection(address, applicationName: "test")
            return try ScratchServer.status(settings, environment: environment).processID
          }
        }
      }
      return try await group.reduce(into: [Int32?]()) { $0.append($1) }
    }
    #expect(Set(pids).count == 1)
    #expect(pids.first != .some(nil))
  }

  @Test func `what a crash left behind is cleaned up`() throws {
    let own = try OwnScratch()
    try own.attach().createDatabase("kept")
    let pid = try #require(try own.status().processID)
    kill(pid, SIGKILL)
    let server = try own.attach()
    #expect(try server.databaseExists("kept"))
    #expect(try own.status().processID != pid)
  }

  @Test func `empty databases have what the server keeps for their sessions, also after it was started again`() throws
  {
    let own = try OwnScratch()
    for _ in 0..<2 {
      let server = try own.attach()
      let name = try server.createTemporaryDatabase()
      let admin = try Connection(server.connectionString(database: "postgres"), applicationName: "test")
      let number = try admin.query("SELECT oid::text FROM pg_database WHERE datname = \(name)").text(0, 0)
      let folder = try #require(try own.status().directory)
      #expect(FileAccess.exists("\(folder)/data/base/\(number)/pg_internal.init"))
      let tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
      let connection = try Connection(server.connectionString(database: name), applicationName: "test")
      #expect(try connection.query(SQLText(unescaped: tables)).int(0, 0) == 0)
      #expect(throws: PostgresError.self) {
        try Connection(server.connectionString(database: EmptyDatabase.name), applicationName: "test")
      }
      #expect(try own.stop(force: true))
    }
    // Without the one that they are copies of, they are made of the server's own.
    let server = try own.attach()
    let admin = try Connection(server.connectionString(database: "postgres"), applicationName: "test")
    try admin.execute("ALTER DATABASE \(identifier: EmptyDatabase.name) IS_TEMPLATE false")
    try admin.execute("DROP DATABASE \(identifier: EmptyDatabase.name)")
    let name = try server.createTemporaryDatabase()
    #expect(answers(server.connectionString(database: name)))
  }

  @Test func `a stale file that names a living process is not believed`() throws {
    let own = try OwnScratch()
    _ = try own.attach()
    let status = try own.status()
    _ = try own.stop()
    let file = try #require(status.directory) + "/data/postmaster.pid"
    try FileAccess.write("\(getpid())\n/elsewhere\n0\n5432\n", to: file, owner: FileOwner(user: nil))
    #expect(try own.status().isRunning == false)
    #expect(answers(try own.attach().connectionString(database: "postgres")))
  }

  @Test func `it ends by itself after idling, and starts again when wanted`() throws {
    let own = try OwnScratch(idle: .milliseconds(300))
    // Held while it is looked at: a busy machine may take longer for that than the server idles.
    var server: ScratchServer? = try own.attach()
    let pid = try #require(try own.status().processID)
    server = nil
    #expect(eventually { kill(pid, 0) != 0 })
    #expect(try own.status().isRunning == false)
    server = try own.attach()
    #expect(answers(try #require(server).connectionString(database: "postgres")))
    withExtendedLifetime(server) {}
  }

  @Test func `it stays while it is used, by us or by another program`() throws {
    let own = try OwnScratch(idle: .milliseconds(100))
    var server: ScratchServer? = try own.attach()
    let pid = try #require(try own.status().processID)
    let address = try #require(server).connectionString(database: "postgres")
    // Longer than the idle time, many times over: the watcher looks every 20 ms.
    #expect(!eventually(within: .milliseconds(800)) { kill(pid, 0) != 0 })
    var session: Connection? = try Connection(address, applicationName: "another program")
    server = nil
    #expect(!eventually(within: .milliseconds(800)) { kill(pid, 0) != 0 })
    #expect(try #require(session).query("SELECT 1").int(0, 0) == 1)
    session = nil
    #expect(eventually { kill(pid, 0) != 0 })
  }

  @Test func `a watcher that was killed is replaced`() throws {
    let own = try OwnScratch(idle: .seconds(30))
    let first = try own.attach()
    let status = try own.status()
    let folder = try #require(status.directory)
    let watcher = try #require(watcherPID(of: folder))
    #expect(FileAccess.readText("/proc/\(watcher)/cmdline")?.hasPrefix("confiture: waits") == true)
    kill(watcher, SIGKILL)
    #expect(eventually { watcherPID(of: folder) == nil })
    let server = try own.attach()
    #expect(eventually { watcherPID(of: folder) != nil })
    #expect(try own.status().processID == status.processID)
    withExtendedLifetime((first, server)) {}
  }

  @Test func `stopping refuses while another command uses it, unless forced`() throws {
    let own = try OwnScratch()
    let server = try own.attach()
    let error = #expect(throws: ScratchError.self) { try own.stop() }
    #expect(error?.code == .inUse)
    #expect(error?.kind == .busy)
    #expect(answers(server.connectionString(database: "postgres")))
    #expect(try own.stop(force: true))
    #expect(!answers(server.connectionString(database: "postgres")))
  }

  @Test func `erasing takes the databases along`() throws {
    let own = try OwnScratch()
    try own.attach().createDatabase("lost")
    #expect(try ScratchServer.stop(own.settings, environment: own.environment, erasing: true))
    #expect(try own.attach().databaseExists("lost") == false)
  }

  @Test func `a long path gets its socket elsewhere`() throws {
    let own = try OwnScratch(below: "/" + String(repeating: "long", count: 20))
    #expect(answers(try own.attach().connectionString(database: "postgres")))
    let status = try own.status()
    let socket = try #require(status.socketDirectory)
    #expect(socket.hasPrefix("/tmp/confiture-"))
    _ = try own.stop()
    rmdir(socket)
  }

  @Test func `psql is given the way by its environment`() throws {
    let server = try TestServer.shared()
    var invocation = server.psqlInvocation(
      database: "postgres", arguments: ["-XAtc", "SELECT current_user"], environment: TestServer.environment)
    #expect(invocation.arguments == ["-XAtc", "SELECT current_user"])
    invocation.input = []
    #expect(try ChildProcess.run(invocation, deadline: .seconds(20)).outputText == "postgres\n")
  }

  /// The process that holds the watcher's lock, as the kernel lists it.
  private func watcherPID(of folder: String) -> Int32? {
    guard let status = FileAccess.status("\(folder)/watcher.lock") else { return nil }
    let locks = FileAccess.readText("/proc/locks") ?? ""
    for line in locks.split(separator: "\n") {
      let fields = line.split(separator: " ")
      if fields.count > 5, fields[3] == "WRITE", fields[5].hasSuffix(":\(status.st_ino)") { return Int32(fields[4]) }
    }
    return nil
  }
}
