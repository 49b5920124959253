/// A possibly qualified name as it stands in SQL text, unquoted and folded as PostgreSQL folds it.
package struct ObjectName: Sendable, Equatable, CustomStringConvertible {
  package var schema: String?
  package var name: String

  package init(schema: String? = nil, name: String) {
    self.schema = schema
    self.name = name
  }

  package var description: String { schema.map { "\($0).\(name)" } ?? name }
}

/// One SQL statement of a migration.
package struct Statement: Sendable, Equatable {
  /// What Confiture has to know about a statement in order to run it.
  package enum Command: Sendable, Equatable {
    case begin
    case commit
    case rollback
    /// `CREATE INDEX CONCURRENTLY`; the name is absent where PostgreSQL chooses it.
    case createIndexConcurrently(index: String?, table: ObjectName, ifNotExists: Bool)
    case dropIndexConcurrently([ObjectName])
    /// Any other statement that PostgreSQL refuses inside a transaction block, by its leading words.
    case outsideTransaction(String)
    case createRole(name: String)
    case dropRole(names: [String])
    /// `ALTER DATABASE | ROLE … SET`: changes what a new session starts with.
    case sessionDefault
    /// `COPY … FROM STDIN` with the data that follows it in the file.
    case copy(data: String)
    case ordinary
  }

  /// The text without its semicolon and without surrounding blanks and comments.
  package var text: String
  /// Where ``text`` starts in the file, in UTF-8 bytes.
  package var utf8Offset: Int
  /// Counted from 1.
  package var line: Int
  package var command: Command
  /// The leading keywords, such as `CREATE TABLE`, for display.
  package var tag: String

  package init(text: String, utf8Offset: Int, line: Int, command: Command, tag: String) {
    self.text = text
    self.utf8Offset = utf8Offset
    self.line = line
    self.command = command
    self.tag = tag
  }

  /// PostgreSQL refuses it inside a transaction block.
  package var runsOutsideTransaction: Bool {
    switch command {
    case .createIndexConcurrently, .dropIndexConcurrently, .outsideTransaction: true
    case .begin, .commit, .rollback, .createRole, .dropRole, .sessionDefault, .copy, .ordinary: false
    }
  }

  /// A block or a procedure, whose body may commit: only without a transaction around it.
  package var mayEndTransactions: Bool { tag == "DO" || tag == "CALL" }

  /// A definition that runs no function of the user's and sets nothing, so that the session is after it as before.
  package var leavesSessionAlone: Bool {
    guard command == .ordinary, Self.plainDefinitions.contains(tag) else { return false }
    return !Self.callingWords.contains { Self.mentions($0, in: text) }
  }

  private static let callingWords = ["select", "set_config", "temp", "values", "execute"]

  /// Whether the text has a word of small ASCII letters somewhere, in any case.
  private static func mentions(_ word: String, in text: String) -> Bool {
    var text = text
    return text.withUTF8 { text in
      let word = Array(word.utf8)
      guard text.count >= word.count else { return false }
      return (0...(text.count - word.count)).contains { start in
        word.indices.allSatisfy { unsafe (text[start + $0] | 0x20) == word[$0] || text[start + $0] == word[$0] }
      }
    }
  }

  private static let plainDefinitions: Set<String> = [
    "CREATE TABLE", "CREATE TYPE", "CREATE SEQUENCE", "CREATE SCHEMA", "CREATE POLICY", "COMMENT ON TABLE",
    "COMMENT ON COLUMN", "COMMENT ON", "DROP TABLE", "DROP INDEX", "DROP VIEW", "DROP TYPE", "DROP FUNCTION",
    "DROP SEQUENCE",
    "DROP SCHEMA", "DROP TRIGGER", "DROP POLICY",
  ]

  /// What libpg_query's grammar (PostgreSQL 15's) objects to, or `nil` when it reads the statement.
  ///
  /// A statement that cannot be read is still run and proved; lint says that it was not read.
  package var grammarObjection: String? { Scanner.grammarObjection(to: text) }
}
