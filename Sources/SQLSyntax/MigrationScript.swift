/// How a migration's statements are grouped into transactions.
package enum TransactionGrouping: Sendable, Equatable {
  /// Everything in one transaction, but for what PostgreSQL refuses there and what the file groups itself.
  case asWritten
  /// Each statement on its own, for migrations that declare it or cannot run otherwise.
  case eachStatement
}

/// Statements that succeed or fail together.
package struct Segment: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// One transaction.
    case transaction
    /// A transaction that the file itself rolls back.
    case rolledBack
    /// One statement that PostgreSQL refuses inside a transaction block.
    case alone
  }

  package var kind: Kind
  package var statements: [Statement]

  package init(kind: Kind, statements: [Statement]) {
    self.kind = kind
    self.statements = statements
  }
}

/// The text of a migration, split and grouped: what the executor runs.
package struct MigrationScript: Sendable, Equatable {
  package var segments: [Segment]
  /// The file has `BEGIN` and `COMMIT` of its own.
  package var ownsTransactions: Bool

  package var statements: [Statement] { segments.flatMap(\.statements) }

  /// All of it is one transaction, so that the registry's rows can be part of it.
  package var isSingleTransaction: Bool {
    segments.isEmpty || (segments.count == 1 && segments[0].kind == .transaction)
  }

  /// Reads a migration's text.
  ///
  /// - Throws: ``SQLSyntaxError``; with `openTransaction` when the file begins a transaction and never ends it.
  package init(_ text: String, grouping: TransactionGrouping = .asWritten) throws(SQLSyntaxError) {
    let statements = try StatementSplitter.statements(of: text)
    ownsTransactions = statements.contains { $0.command == .begin }
    switch grouping {
    case .asWritten: segments = try Self.grouped(statements)
    case .eachStatement: segments = Self.separate(statements)
    }
  }

  /// A file that says by a comment that it must not run in one transaction, in the words of the tools it may come from.
  package static func declaresNoTransaction(_ text: String) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "\n")).prefix(40).contains { bytes in
      guard bytes.contains(UInt8(ascii: "-")), let line = String(bytes) else { return false }
      let lower = line.lowercased()
      guard lower.contains("transaction") || lower.contains("txmode") else { return false }
      return line.contains(
        /(?i)^\s*--\s*(\+goose\s+no\s+transaction|migrate:(up|down)\s.*transaction:\s*false|atlas:txmode\s+none|postgres-migrations\s+disable-transaction|disable-transaction|no-transaction|confiture:\s*no-transaction)\b/
      )
    }
  }

  private static func separate(_ statements: [Statement]) -> [Segment] {
    statements.compactMap { statement in
      switch statement.command {
      case .begin, .commit, .rollback: nil
      case .createIndexConcurrently, .dropIndexConcurrently, .outsideTransaction:
        Segment(kind: .alone, statements: [statement])
      case .createRole, .dropRole, .sessionDefault, .copy:
        Segment(kind: .transaction, statements: [statement])
      case .ordinary:
        Segment(kind: statement.mayEndTransactions ? .alone : .transaction, statements: [statement])
      }
    }
  }

  private static func grouped(_ statements: [Statement]) throws(SQLSyntaxError) -> [Segment] {
    var segments: [Segment] = []
    var current: [Statement] = []
    var opened: Statement?
    func close(_ kind: Segment.Kind) {
      if !current.isEmpty { segments.append(Segment(kind: kind, statements: current)) }
      current = []
      opened = nil
    }
    for statement in statements {
      switch statement.command {
      case .begin:
        if opened == nil { close(.transaction) }
        opened = opened ?? statement
      case .commit: close(.transaction)
      case .rollback: close(.rolledBack)
      case .createIndexConcurrently, .dropIndexConcurrently, .outsideTransaction:
        if opened == nil {
          close(.transaction)
          segments.append(Segment(kind: .alone, statements: [statement]))
        } else {
          current.append(statement)  // The server's refusal is the right message: the file asks for it.
        }
      case .createRole, .dropRole, .sessionDefault, .copy, .ordinary:
        current.append(statement)
      }
    }
    if let opened {
      throw SQLSyntaxError(
        .openTransaction, "the transaction that begins here is never committed", utf8Offset: opened.utf8Offset,
        hints: ["add COMMIT at the end, or remove BEGIN: Confiture runs each migration in a transaction by itself"])
    }
    close(.transaction)
    return segments
  }
}
