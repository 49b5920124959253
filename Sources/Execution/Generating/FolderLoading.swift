internal import Diagnostics
package import Postgres
internal import SQLSyntax

/// Runs the statements of SQL files in an empty database, whatever the order of the files.
///
/// Each file keeps its own order, as far as it goes: at a statement that does not run yet, the next file has its turn,
/// and the file goes on there when the others have come further. Where all files wait, statements further down are
/// tried, as long as what fails only lacks something.
package struct FolderLoading {
  private let folder: SchemaFolder
  private let connection: Connection
  private var cursors: [Cursor]
  /// The file whose settings the session has.
  private var current: Int?

  /// What of a file is still to be run.
  private struct Cursor {
    var pending: [Statement]
    /// The settings that the file has made so far, to be made again when it goes on.
    var settings: [Statement] = []
    var failure: PostgresError?
  }

  private init(_ folder: SchemaFolder, _ connection: Connection) {
    self.folder = folder
    self.connection = connection
    cursors = folder.files.map { file in
      Cursor(pending: file.statements.filter { ![.begin, .commit, .rollback].contains($0.command) })
    }
  }

  /// Loads the files into a database.
  ///
  /// - Parameters:
  ///   - folder: The files.
  ///   - connection: A session on an empty database.
  ///   - createsRoles: Roles that are named and missing are made.
  /// - Throws: ``GenerationError`` that names file, line and what the server said.
  package static func load(_ folder: SchemaFolder, into connection: Connection, createsRoles: Bool) throws {
    if createsRoles { try ScratchRoles.provide(folder.roles, over: connection) }
    try connection.execute("SET check_function_bodies = off")
    var loading = FolderLoading(folder, connection)
    try loading.run()
    try connection.execute("RESET ALL")
  }

  // MARK: Rounds

  private mutating func run() throws {
    while cursors.contains(where: { !$0.pending.isEmpty }) {
      if try advanceFiles() { continue }
      guard try advanceStatements() else { throw failure() }
    }
  }

  /// Runs each file as far as it goes; false when none went anywhere.
  private mutating func advanceFiles() throws -> Bool {
    var isFurther = false
    for index in cursors.indices {
      while let statement = cursors[index].pending.first {
        guard try attempt(statement, of: index) else { break }
        cursors[index].pending.removeFirst()
        isFurther = true
      }
    }
    return isFurther
  }

  /// Runs the first statement of any file that goes although those before it do not.
  private mutating func advanceStatements() throws -> Bool {
    for index in cursors.indices {
      guard let first = cursors[index].failure, Self.lacksSomething(first) else { continue }
      for (place, statement) in cursors[index].pending.enumerated().dropFirst() {
        if try attempt(statement, of: index, keepsFailure: true) {
          cursors[index].pending.remove(at: place)
          return true
        }
      }
    }
    return false
  }

  /// Classes of SQLSTATE: undefined things, and what is not valid as long as something is missing.
  private static func lacksSomething(_ error: PostgresError) -> Bool {
    ["42P01", "42883", "42704", "3F000", "42703", "42P17", "42809", "42830"].contains(error.sqlState)
  }

  // MARK: Statements

  private mutating func attempt(_ statement: Statement, of file: Int, keepsFailure: Bool = false) throws -> Bool {
    try enter(file)
    do { try run(statement) } catch let error as PostgresError {
      guard error.code == .statementFailed || error.sqlState != nil, !connection.isBroken else { throw error }
      if !keepsFailure { cursors[file].failure = error }
      return false
    }
    cursors[file].failure = nil
    if statement.tag == "SET" || statement.tag == "RESET" || statement.text.contains("set_config") {
      cursors[file].settings.append(statement)
    }
    return true
  }

  private func run(_ statement: Statement) throws {
    if case .copy(let data) = statement.command {
      _ = try connection.copyIn(SQLText(unescaped: statement.text), Array(data.utf8))
    } else {
      try connection.execute(SharedRoles.lenient(statement))
    }
  }

  /// Gives the session the settings of a file.
  private mutating func enter(_ file: Int) throws {
    guard current != file else { return }
    if let current, cursors[current].settings.isEmpty, cursors[file].settings.isEmpty {
      self.current = file
      return
    }
    current = file
    try connection.execute("RESET ALL")
    try connection.execute("SET check_function_bodies = off")
    for setting in cursors[file].settings { try run(setting) }
  }

  private func failure() -> any Error {
    let stuck = cursors.indices.filter { !cursors[$0].pending.isEmpty }
    let located = stuck.compactMap { index in
      cursors[index].pending.first.flatMap { statement in
        cursors[index].failure.map { (folder.files[index], statement, $0) }
      }
    }
    guard let (file, statement, error) = located.first(where: { !Self.lacksSomething($0.2) }) ?? located.first else {
      return GenerationError(.statement, "the files cannot be put in an order")
    }
    let location = SourceLocation(
      file: file.path, utf8Offset: statement.utf8Offset + (error.positionUTF8Offset ?? 0), in: file.text)
    var details = [error.detail].compactMap { $0 }
    let others = located.filter { $0.0.path != file.path }.prefix(8)
    details += others.map { "\($0.path):\($1.line): \($2.serverMessage ?? $2.message)" }
    return GenerationError(
      .statement, "\(error.serverMessage ?? error.message)", at: location, details: details,
      hints: [error.serverHint].compactMap { $0 })
  }
}
