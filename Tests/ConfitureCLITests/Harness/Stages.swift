import Postgres
import Processes
import Scratch
import TestSupport
import Testing

/// A project with the environments staging and production, each with a database of its own.
final class Stages: Sendable {
  let sandbox: Sandbox
  private let databases: [String: String]

  /// - Parameters:
  ///   - staging: Lines of the environment staging, besides its address.
  ///   - production: Lines of the environment production, besides its address and its source.
  ///   - migrations: The history of the branch main.
  /// - Throws: Why the databases or the project cannot be made.
  init(
    staging: [String] = [], production: [String] = [], migrations: [Shop.Migration] = Shop.line
  ) throws {
    let server = try TestServer.shared()
    var databases: [String: String] = [:]
    for name in ["staging", "production"] {
      let database = "stage_\(name)_\(UInt64.random(in: 0 ... .max))"
      try server.createDatabase(database, template: nil)
      databases[name] = database
    }
    self.databases = databases
    sandbox = try .withHistory(
      migrations,
      environment: [
        "STAGING_URL": Self.address(databases["staging"], on: server),
        "PRODUCTION_URL": Self.address(databases["production"], on: server),
      ])
    try configure(staging: staging, production: production)
  }

  deinit {
    guard let server = try? TestServer.shared() else { return }
    for database in databases.values { try? server.dropDatabase(database) }
  }

  private static func address(_ database: String?, on server: ScratchServer) -> String {
    let address = server.connectionString(database: database ?? "")
    return "postgresql:///\(database ?? "")?host=\(address.host ?? "")&port=\(address.port ?? "5432")"
      + "&user=\(address.user ?? "postgres")"
  }

  /// Writes `confiture.yaml`.
  func configure(staging: [String] = [], production: [String] = []) throws {
    var lines = ["environments:", "  staging:", "    url_env: STAGING_URL"]
    lines += staging.map { "    \($0)" }
    lines += ["  production:", "    url_env: PRODUCTION_URL", "    promotes_from: staging"]
    lines += production.map { "    \($0)" }
    try sandbox.configure(lines.joined(separator: "\n") + "\n")
  }

  /// Commits everything that is in the folder, as the code that it is.
  func commit(_ message: String = "Configuration") throws {
    try #require(try sandbox.program("git", "add", "-A").isSuccess)
    let result = try sandbox.program("git", "commit", "-qm", message)
    try #require(result.isSuccess, "\(result.errorText)")
  }

  /// The name of the database of an environment.
  func database(_ name: String) -> String { databases[name] ?? "" }

  /// Connects to the database of an environment.
  func connect(_ name: String) throws -> Connection {
    try Connection(
      TestServer.shared().connectionString(database: databases[name] ?? ""), applicationName: "confiture test")
  }

  /// Promotes a version to staging and deploys it there.
  func stage(_ revision: String = "main") throws {
    for arguments in [["promote", revision, "staging"], ["deploy", "staging", "--yes", "--quiet"]] {
      let run = sandbox.run(arguments)
      try #require(run.exit == 0, "\(run)")
    }
  }

  // MARK: Keys

  /// Makes a key; returns the line of its public half.
  @discardableResult
  func makeKey(_ name: String) throws -> String {
    let result = try sandbox.program(
      "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "\(sandbox.root)/.git/\(name)")
    try #require(result.isSuccess, "\(result.errorText)")
    return try publicKey(name)
  }

  /// The public half of a key, as files of signers have it.
  func publicKey(_ name: String) throws -> String {
    let line = try sandbox.folder.read(".git/\(name).pub")
    return line.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  }

  /// Writes the file of those who may approve.
  func allow(_ lines: [String]) throws {
    try sandbox.folder.write(lines.map { $0 + "\n" }.joined(), to: "db/allowed_signers")
  }

  /// Signs the plan that is next on an environment.
  @discardableResult
  func approve(_ environment: String = "production", with key: String, _ more: String...) -> CommandRun {
    sandbox.run(["approve", environment, "--key", "\(sandbox.root)/.git/\(key)", "--yes"] + more)
  }
}
