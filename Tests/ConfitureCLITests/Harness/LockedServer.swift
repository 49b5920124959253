import FoundationEssentials
import Postgres
import Scratch
import TestSupport

/// A server that asks for a password, in a folder of its own.
final class LockedServer: Sendable {
  static let password = "Pa55-of-ada"

  private let folder: TemporaryFolder
  private let settings: ScratchSettings
  private let server: ScratchServer

  init() throws {
    folder = try TemporaryFolder(in: TestServer.memoryFolder)
    // Its servers run as another user when we are root.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    settings = ScratchSettings(directory: "\(folder.path)/servers", idleTimeout: .seconds(60))
    try StoppedServer.write(to: "\(folder.path)/servers")
    server = try ScratchServer.attach(settings, environment: TestServer.environment)
    let admin = try Connection(server.connectionString(database: "postgres"), applicationName: "confiture test")
    try admin.script("CREATE ROLE ada LOGIN SUPERUSER PASSWORD '\(Self.password)'")
    try admin.execute("CREATE DATABASE shop OWNER ada")
    let rules = try admin.query("SHOW hba_file").text(0, 0)
    let text = try String(contentsOfFile: rules, encoding: .utf8)
    try Data(("local all ada scram-sha-256\n" + text).utf8).write(to: URL(filePath: rules))
    try admin.execute("SELECT pg_reload_conf()")
    _ = eventually { (try? Connection(ConnectionString(self.address(password: "-")), applicationName: "x")) == nil }
  }

  deinit { _ = try? ScratchServer.stop(settings, environment: TestServer.environment) }

  /// The address of the database `shop`.
  func address(password: String) -> String {
    let server = server.connectionString(database: "shop")
    return "postgresql://ada:\(password)@/shop?host=\(server.host ?? "")&port=\(server.port ?? "")"
  }
}
