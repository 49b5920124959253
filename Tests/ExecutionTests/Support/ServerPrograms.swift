import FoundationEssentials
import Postgres
import Processes
import Scratch
import TestSupport
import Testing

/// PostgreSQL's own programs, as a second opinion of what a database holds.
struct ServerPrograms {
  private let scratch: ScratchServer
  private let installation: PostgresInstallation

  init(_ scratch: ScratchServer) throws {
    self.scratch = scratch
    installation = try #require(scratch.installation)
  }

  /// Runs psql without the user's settings; stops at the first error.
  func psql(_ arguments: [String], on database: String) throws -> String {
    try run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1"] + arguments, on: database)
  }

  /// The lines of the schema as pg_dump writes it, without the registry, comments and blank lines.
  func dump(_ database: String) throws -> [String] {
    let text = try run("pg_dump", ["--schema-only", "--exclude-schema=confiture"], on: database)
    return text.split(separator: "\n").map { line in
      // Sorted lines are compared, so the comma of what stands last must not count.
      String(line.hasSuffix(",") ? line.dropLast() : line)
    }.filter { line in
      !line.hasPrefix("--") && !line.hasPrefix("\\restrict") && !line.hasPrefix("\\unrestrict")
        && !line.allSatisfy(\.isWhitespace)
    }
  }

  private func run(_ name: String, _ arguments: [String], on database: String) throws -> String {
    var environment = scratch.connectionString(database: database).environment
    environment["PATH"] = TestServer.environment["PATH"]
    let result = try ChildProcess.run(
      Invocation(installation.client(name), arguments, environment: environment))
    guard result.status == .exited(0) else {
      throw Failure(program: name, message: String(decoding: result.errors, as: UTF8.self))
    }
    return String(decoding: result.output, as: UTF8.self)
  }

  /// A program of the server said no.
  struct Failure: Error, CustomStringConvertible {
    let program: String
    let message: String
    var description: String { "\(program): \(message)" }
  }
}
