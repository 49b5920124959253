internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Postgres
internal import Processes
internal import Repository

struct BisectRun: BisectStep {
  static let name = "run"
  static let summary = "Let a command say of each version whether it is good."
  static let discussion = """
    For each version that has to be looked at, a scratch database is made, and the command is started with PGHOST, PGPORT,
    PGUSER and PGDATABASE set, without a shell. Its exit code is the verdict: 0 good, 125 cannot be told, any other up to
    127 bad; beyond that, or by a signal, the search ends.

    Databases are loaded from snapshots. Where migrations wrote rows, they are built by running the migrations, unless
    --schema-only is given.
    """
  static let examples = [
    Example("confiture bisect run ./check.sh", "a script that looks at the database"),
    Example("confiture bisect run -- psql -qc 'SELECT name FROM users'", "options of the command stand behind --"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .arguments(\.command, "<command>", "The program and its arguments.").required,
    .flag("schema-only", \.schemaOnly, "Load snapshots also where migrations wrote rows."),
  ]

  var command: [String] = []
  var schemaOnly = false

  func run(in session: Session) throws {
    let project = try session.project()
    var state = try open(in: project)
    let versions = try session.versions(of: project)
    let databases = BisectDatabase(try session.resealing(in: project), isSchemaOnly: schemaOnly)
    while case .look(let id, let remaining, _) = state.bisection.next(in: versions.graph) {
      guard !session.world.isInterrupted() else { throw ExecutionError.interrupted }
      let version = try versions.version(id)
      session.progress("\(version.name), \(counted(remaining, "version")) left")
      let status = try databases.withDatabase(of: version, in: versions.graph) { try ask($0, session) }
      session.progress(nil)
      let verdict = try Self.verdict(status, of: version)
      switch verdict {
      case "good": state.bisection.good.append(id)
      case "bad": state.bisection.bad = id
      default: state.bisection.skipped.insert(id)
      }
      session.say("\(verdict): \(version.name) (\(id.short()))")
      state.log.append("confiture bisect \(verdict) \(id.short())")
      try state.store(in: project)
    }
    if state.bisection.next(in: versions.graph) == .unknownEnds {
      throw CommandFailure(
        .bisectNotStarted, "a bad and a good version have to be named first",
        hints: ["confiture bisect bad REV", "confiture bisect good REV"])
    }
    try advance(&state, in: project, versions, session, placing: false)
  }

  /// Runs the command on a database; what it prints is talk.
  private func ask(_ address: ConnectionString, _ session: Session) throws -> ProcessResult.Status {
    let program = command.first ?? ""
    let isPath = program.contains("/")
    let invocation = Invocation(
      isPath ? session.path(program) : program, Array(command.dropFirst()),
      environment: session.environment.merging(address.environment) { $1 }, directory: session.workingDirectory)
    let result = try ChildProcess.run(invocation)
    for text in [result.outputText, result.errorText] where !text.isEmpty {
      session.say(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
    return result.status
  }

  private static func verdict(_ status: ProcessResult.Status, of version: Version) throws -> String {
    switch status {
    case .exited(0): return "good"
    case .exited(125): return "skip"
    case .exited(1...127): return "bad"
    case .exited(let code):
      throw CommandFailure(
        .bisectCommand, "the command ended with \(code) at '\(version.name)', which is no verdict",
        hints: ["0 is good, 125 cannot be told, any other up to 127 bad"])
    case .signaled(let signal):
      throw CommandFailure(
        .bisectCommand, "the command was ended by signal \(signal) at '\(version.name)'",
        hints: ["what was found out is kept: confiture bisect run goes on"])
    }
  }
}
