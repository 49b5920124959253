internal import CLibpq
internal import Glibc

/// The way from an address to an open session, and the explanation when there is none.
///
/// It is gone as far as that takes no waiting, so that the server begins its part while the client does something else;
/// ``finish(within:)`` goes the rest.
@safe struct ConnectionAttempt: ~Copyable {
  let address: ConnectionString
  /// Owned until the session is open; `nil` when there was no memory for it.
  private var connection: OpaquePointer?
  private var state = PGRES_POLLING_WRITING

  init(_ address: ConnectionString, applicationName: String, sessionSettings: [(String, String)]) {
    self.address = address
    let parameters = Self.startupParameters(address, applicationName, sessionSettings)
    unsafe connection = unsafe CStrings.withPointers(parameters.map(\.0) + [nil]) { keywords in
      unsafe CStrings.withPointers(parameters.map(\.1) + [nil]) { values in
        unsafe PQconnectStartParams(keywords.baseAddress, values.baseAddress, 0)
      }
    }
    guard let connection = unsafe connection else { return }
    // The verbose form of an error carries its SQLSTATE, which libpq keeps to itself for failed connections.
    _ = unsafe PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
    _ = unsafe poll(connection, until: ContinuousClock.now)
  }

  deinit { unsafe PQfinish(connection) }

  /// Waits until the session is open, within a limit for all hosts together.
  ///
  /// - Returns: What the caller owns from then on.
  consuming func finish(within limit: Duration) throws(PostgresError) -> OpaquePointer {
    guard let connection = unsafe connection else {
      throw PostgresError(.unreachable, "cannot connect to PostgreSQL: out of memory")
    }
    let ending = unsafe poll(connection, until: ContinuousClock.now + limit)
    guard ending == .connected else {
      throw unsafe explanation(of: connection, overTime: ending == .overTime ? limit : nil)
    }
    _ = unsafe PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
    unsafe self.connection = nil
    return unsafe connection
  }

  private enum Ending { case connected, failed, overTime }

  private mutating func poll(_ connection: OpaquePointer, until deadline: ContinuousClock.Instant) -> Ending {
    guard unsafe PQstatus(connection) != CONNECTION_BAD else { return .failed }
    while state != PGRES_POLLING_OK {
      guard state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING else { return .failed }
      let events = Int16(state == PGRES_POLLING_READING ? POLLIN : POLLOUT)
      guard unsafe SocketWait.wait(PQsocket(connection), for: events, until: deadline) != nil else {
        return .overTime
      }
      state = unsafe PQconnectPoll(connection)
    }
    return unsafe PQstatus(connection) == CONNECTION_OK ? .connected : .failed
  }

  private static func startupParameters(
    _ address: ConnectionString, _ applicationName: String, _ sessionSettings: [(String, String)]
  ) -> [(String, String)] {
    var parameters = address.libpqParameters
    if !sessionSettings.isEmpty {
      let inherited = parameters["options"] ?? defaultOptions
      parameters["options"] = ([inherited].compactMap(\.self) + sessionSettings.map(option)).joined(
        separator: " ")
    }
    parameters["application_name"] = applicationName
    parameters["client_encoding"] = "UTF8"
    return parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// One setting as a command-line option of the server: spaces and backslashes are escaped there.
  private static func option(name: String, value: String) -> String {
    var escaped = ""
    for scalar in "\(name)=\(value)".unicodeScalars {
      if scalar == "\\" || scalar.properties.isWhitespace { escaped.unicodeScalars.append("\\") }
      escaped.unicodeScalars.append(scalar)
    }
    return "-c \(escaped)"
  }

  /// What libpq takes from its surroundings when no `options` are given, so that ours are added to it.
  private static var defaultOptions: String? {
    guard let options = unsafe PQconndefaults() else { return nil }
    defer { unsafe PQconninfoFree(options) }
    var next = unsafe options
    while let keyword = unsafe next.pointee.keyword {
      if unsafe String(cString: keyword) == "options" {
        return unsafe next.pointee.val.map { unsafe String(cString: $0) }
      }
      unsafe next += 1
    }
    return nil
  }

  // MARK: Failures

  private borrowing func explanation(of connection: OpaquePointer, overTime limit: Duration?) -> PostgresError {
    let place = unsafe place(of: connection)
    let text = unsafe String(cString: PQerrorMessage(connection)).trimmingNewline
    let server = ServerRefusal(in: text)
    var error: PostgresError
    if let server, server.sqlState.hasPrefix("28") {
      error = PostgresError(
        .authentication, "the server refused the login to \(place): \(server.message)",
        hints: ["check user and password, or put the password into ~/.pgpass or PGPASSWORD"])
    } else if unsafe PQconnectionNeedsPassword(connection) != 0 {
      error = PostgresError(
        .authentication, "the server asks for a password for \(place), and none was given",
        hints: ["put the password into ~/.pgpass, PGPASSWORD or the connection string"])
    } else if let server, server.sqlState == "3D000" {
      error = PostgresError(
        .noSuchDatabase, "the server has no such database: \(place): \(server.message)",
        hints: ["list the databases of the server with: psql -l"])
    } else if let server {
      error = PostgresError(.unreachable, "the server refused the connection to \(place): \(server.message)")
    } else if let limit {
      error = PostgresError(
        .unreachable, "no answer from \(place) within \(limit.components.seconds) s",
        hints: ["check that the server runs and that no firewall is between"])
    } else {
      error = PostgresError(
        .unreachable, "cannot reach \(place): \(Self.reason(in: text))",
        hints: ["check host and port, and that the server runs and accepts connections"])
    }
    error.sqlState = server?.sqlState
    error.serverMessage = server?.message
    return error
  }

  /// Host, port, database and user as libpq settled on them; no password is among them.
  private borrowing func place(of connection: OpaquePointer) -> String {
    func value(_ pointer: UnsafeMutablePointer<CChar>?, or said: String?) -> String {
      let text = unsafe pointer.map { unsafe String(cString: $0) } ?? ""
      return text.isEmpty ? said ?? "" : text
    }
    let host = unsafe value(PQhost(connection), or: address.host)
    let port = unsafe value(PQport(connection), or: address.port)
    let database = unsafe value(PQdb(connection), or: address.database)
    let user = unsafe value(PQuser(connection), or: address.user)
    return "database '\(database)' as user '\(user)' at '\(host.isEmpty ? "localhost" : host)' port \(port)"
  }

  /// libpq's reason without its repetition of the address, one line.
  private static func reason(in text: String) -> String {
    let lines = text.split(separator: "\n").map { line in
      line.firstMatch(of: /\ failed: (.*)$/).map { String($0.1) } ?? String(line)
    }
    return lines.first ?? text
  }
}

/// SQLSTATE and message of a server's refusal, found in libpq's verbose text: `FATAL:  28P01: password …`.
struct ServerRefusal: Equatable {
  let sqlState: String
  let message: String

  init?(in text: String) {
    guard let match = text.firstMatch(of: /:  ([0-9A-Z]{5}): ([^\n]+)/) else { return nil }
    sqlState = String(match.1)
    message = String(match.2)
  }
}

/// Waiting on a socket without losing time to signals.
enum SocketWait {
  /// Waits until the socket is ready, and returns what it is ready for; `nil` when the deadline has passed.
  static func wait(_ socket: Int32, for events: Int16, until deadline: ContinuousClock.Instant?) -> Int16? {
    while true {
      var entry = pollfd(fd: socket, events: events, revents: 0)
      var timeout: Int32 = -1
      if let deadline {
        let left = ContinuousClock.now.duration(to: deadline)
        let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
        timeout = Int32(clamping: max(0, milliseconds + (left > .zero ? 1 : 0)))
      }
      let ready = unsafe poll(&entry, 1, timeout)
      if ready > 0 { return entry.revents }
      if ready == 0, deadline != nil { return nil }
      if ready < 0, errno != EINTR { return Int16(POLLERR) }
    }
  }
}
