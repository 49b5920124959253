import Postgres
import Processes
import Scratch
import TestSupport

/// The programs that come with the server of the tests.
struct ServerPrograms: Sendable {
  struct Failure: Error {
    let program: String
    let message: String
  }

  let server: ScratchServer

  /// Runs a script as `psql -f` does: one statement after the other, to the first that fails.
  func psql(_ script: String, in address: ConnectionString) throws {
    _ = try run(
      "psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-"], address, options: "-c client_min_messages=warning",
      input: script)
  }

  /// Returns what `pg_dump --schema-only` prints.
  func dump(_ address: ConnectionString, includesAccess: Bool) throws -> String {
    let arguments = ["--schema-only"] + (includesAccess ? [] : ["--no-owner", "--no-privileges"])
    return try run("pg_dump", arguments, address)
  }

  private func run(
    _ name: String, _ arguments: [String], _ address: ConnectionString, options: String? = nil, input: String = ""
  ) throws -> String {
    let program = server.installation?.client(name) ?? name
    var environment = address.environment
    environment["PATH"] = TestServer.environment["PATH"]
    environment["PGOPTIONS"] = options
    environment["LC_ALL"] = "C"
    let result = try ChildProcess.run(
      Invocation(program, arguments, environment: environment, input: Array(input.utf8)), deadline: .seconds(60))
    guard result.isSuccess else { throw Failure(program: name, message: result.errorText) }
    return result.outputText
  }
}
