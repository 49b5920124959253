internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import Postgres
internal import Processes
internal import Repository
internal import Scratch

struct ScratchStatus: SessionCommand {
  static let name = "status"
  static let summary = "Show the private server that proofs and local databases run on."
  static let examples = [Example("confiture scratch status", "where it is and what it holds")]
  static let formats = ["text", "json"]

  func run(in session: Session) throws {
    let status = try ScratchServer.status(try session.scratchSettings(), environment: session.environment)
    var text = [
      status.isRunning ? "running" : "not running", "directory   \(status.directory ?? "a server of your own")",
    ]
    text.append("PostgreSQL  \(status.version)")
    if status.isRunning {
      text.append("address     \(status.address.redacted)")
      text.append("databases   \(status.databases.count), templates \(status.templates.count)")
    }
    session.present(
      text: text,
      json: .object([
        "running": .bool(status.isRunning), "directory": .optional(status.directory),
        "version": .string(status.version),
        "address": .string(status.address.redacted), "databases": .strings(status.databases),
        "templates": .integer(status.templates.count),
      ]))
  }
}

struct ScratchStart: SessionCommand {
  static let name = "start"
  static let summary = "Start the scratch server, as any command that needs it does by itself."
  static let examples = [Example("confiture scratch start", "warm it up")]

  func run(in session: Session) throws {
    let server = try ScratchServer.attach(try session.scratchSettings(), environment: session.environment)
    session.present(text: ["running: \(server.connectionString(database: "postgres").redacted)"], json: .null)
  }
}

struct ScratchStop: SessionCommand {
  static let name = "stop"
  static let summary = "Stop the scratch server; its databases are kept."
  static let examples = [Example("confiture scratch stop", "stop it now rather than after idling")]
  static let parameters: [Parameter<Self>] = [
    .flag("force", \.force, "Stop it although other commands are using it.", short: "f")
  ]

  var force = false

  func run(in session: Session) throws {
    let wasRunning = try ScratchServer.stop(
      try session.scratchSettings(), environment: session.environment, force: force)
    session.present(text: [wasRunning ? "stopped" : "it was not running"], json: .null)
  }
}

struct ScratchPsql: SessionCommand {
  static let name = "psql"
  static let summary = "Open psql on the local scratch database of this project."
  static let examples = [
    Example("confiture scratch psql", "look around in the local database"),
    Example("confiture scratch psql -- -c 'SELECT 1'", "what follows -- goes to psql"),
  ]
  static let parameters: [Parameter<Self>] = [
    .arguments(\.arguments, "<argument>", "Arguments for psql.")
  ]

  var arguments: [String] = []

  func run(in session: Session) throws {
    let project = try session.project()
    let scratch = try session.scratch(for: project)
    let target = try LocalDatabase.target(forProjectAt: project.root, on: scratch)
    let invocation = scratch.psqlInvocation(
      database: target.address.database ?? "postgres", arguments: arguments, environment: session.environment)
    let status = try ChildProcess.runInteractive(invocation)
    if status != .exited(0) {
      throw CommandFailure(.scratchPsql, "psql ended: \(status)")
    }
  }
}
