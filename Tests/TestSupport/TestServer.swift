internal import Glibc
package import Scratch
internal import Synchronization

/// The PostgreSQL server of the tests: a scratch server in a folder of its own, shared by all test runs of a user.
///
/// `CONFITURE_POSTGRES_BIN` chooses the version. Without a server the tests fail, and say what to install.
package enum TestServer {
  /// Attaches at the first call; this process then keeps the server.
  package static func shared() throws -> ScratchServer { try attached.get() }

  /// The settings of the shared server: a test that needs a server to stop makes its own folder.
  package static var settings: ScratchSettings {
    ScratchSettings(directory: "\(memoryFolder)/confiture-test-\(geteuid())", idleTimeout: .seconds(300))
  }

  /// What of the environment scratch may see.
  package static var environment: [String: String] {
    var environment: [String: String] = [:]
    for name in ["PATH", "CONFITURE_POSTGRES_BIN"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    return environment
  }

  /// A folder in memory where there is one: servers start five times faster in it.
  package static var memoryFolder: String { access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/var/tmp" }

  /// Creates a database that stays until this process ends, for many tests to look at or to copy.
  package static func createLastingDatabase() throws -> String {
    _ = dropsLasting
    let name = try shared().createTemporaryDatabase()
    lasting.withLock { $0.append(name) }
    return name
  }

  private static let lasting = Mutex<[String]>([])

  private static let dropsLasting: Void = {
    atexit {
      guard let server = try? TestServer.shared() else { return }
      for name in TestServer.lasting.withLock({ $0 }) { try? server.dropDatabase(name) }
    }
  }()

  private static let attached = Result { try ScratchServer.attach(settings, environment: environment) }
}
