internal import Postgres
package import SQLSyntax

/// A verify script, to be run inside the transaction of its migration.
package struct VerifyScript {
  package var origin: ScriptOrigin
  package var statements: [Statement]

  package init(origin: ScriptOrigin, statements: [Statement]) {
    self.origin = origin
    self.statements = statements
  }
}

/// What is sent for one transaction, each statement with its place in a file.
struct TransactionBatch {
  /// Where an error is shown.
  struct Place {
    var statement: Statement
    var origin: ScriptOrigin
    /// The statement itself was sent as it stands, so that the server's position counts.
    var isExact: Bool
  }

  struct Entry {
    var sql: SQLText
    var place: Place?
    /// The data that follows it.
    var copyData: String?
    /// The statement whose time is told.
    var timed: Statement?

    var name: String { place?.statement.tag ?? "bookkeeping" }
  }

  private(set) var entries: [Entry]
  private var last: Place?

  init(opening: [SQLText]) { entries = (opening + ["BEGIN"]).map { Entry(sql: $0) } }

  init(alone statement: Statement, as sql: SQLText, of origin: ScriptOrigin) {
    entries = []
    append(statement, as: sql, of: origin)
  }

  mutating func append(_ statement: Statement, as sql: SQLText, of origin: ScriptOrigin) {
    var data: String?
    if case .copy(let text) = statement.command { data = text }
    let place = Place(statement: statement, origin: origin, isExact: sql.text == statement.text)
    entries.append(Entry(sql: sql, place: place, copyData: data, timed: statement))
    last = place
    last?.isExact = false
  }

  /// The script sees the session as a new one, and what is deferred as done; nothing that it does is kept.
  mutating func append(_ verify: VerifyScript) {
    checkDeferred()
    entries += (["SAVEPOINT confiture_verify"] + Worker.resettingSettings).map { Entry(sql: $0) }
    for statement in verify.statements {
      let place = Place(statement: statement, origin: verify.origin, isExact: true)
      entries.append(Entry(sql: SQLText(unescaped: statement.text), place: place))
    }
    entries.append(Entry(sql: "ROLLBACK TO SAVEPOINT confiture_verify"))
  }

  mutating func append(closing: [SQLText], _ ending: SegmentRunner.Ending) {
    // Deferred triggers run in the session that the script left, before the bookkeeping changes it.
    if !closing.isEmpty || ending != .commit { checkDeferred() }
    entries += closing.map { Entry(sql: $0) }
    switch ending {
    case .commit: entries.append(Entry(sql: "COMMIT", place: last))
    case .rollback: entries.append(Entry(sql: "ROLLBACK"))
    case .open: break
    }
  }

  /// A deferred constraint fails here; the last statement is the nearest place.
  private mutating func checkDeferred() {
    entries.append(Entry(sql: "SET CONSTRAINTS ALL IMMEDIATE", place: last))
  }
}
