package import SchemaDiff

/// How the statements of a migration are grouped into transactions.
package enum TransactionMode: String, Sendable, CaseIterable {
  /// All statements in one transaction.
  case single
  /// As the text says, with statements that cannot be in a transaction on their own.
  case segments
  /// Each statement on its own.
  case none
}

/// What `migration.yaml` says about a migration.
package struct MigrationManifest: Sendable, Equatable {
  /// The newest format that this version reads and writes.
  package static let format = 1

  package var kind = VersionKind.step
  package var change: ChangeID
  /// One line.
  package var title: String
  /// Paragraphs below the title; empty for none.
  package var details: String
  package var author: Author
  package var date: CommitDate
  /// Whether the down restores the parent's schema.
  package var reversible: Bool
  package var transaction: TransactionMode
  /// Whether it may change rows, so that a snapshot does not hold all of its effect.
  package var writesData: Bool
  /// What the down does not restore, a line each.
  package var differences: [String]
  /// Migrations that must come first, as the author or another tool declared.
  package var requires: [String]
  /// Migrations that must come first, as was found out.
  package var inferredRequires: [String]
  /// What the migration gives another name: declared, never guessed.
  package var renames: [Rename]
  /// The data that up takes away, a line each, such as `the rows of table public.users`.
  package var losses: [String]
  /// The data that down takes away.
  package var downLosses: [String]
  /// Migrations of other lines, by name or change id, whose rows this one may change before or after: the result is one.
  package var commutes: [String]
  /// Migrations whose rows the scripts of a reconciliation change, so that nothing of them is lost.
  package var carries: [String]
  /// Where an imported migration comes from, such as `flyway V2__orders.sql`.
  package var origin: String?

  package init(
    change: ChangeID, title: String, details: String = "", author: Author, date: CommitDate, reversible: Bool = true,
    transaction: TransactionMode = .single, writesData: Bool = false, differences: [String] = [],
    requires: [String] = [], inferredRequires: [String] = [], renames: [Rename] = [],
    losses: [String] = [], downLosses: [String] = [], commutes: [String] = [], carries: [String] = [],
    origin: String? = nil
  ) {
    self.change = change
    self.title = title
    self.details = details
    self.author = author
    self.date = date
    self.reversible = reversible
    self.transaction = transaction
    self.writesData = writesData
    self.differences = differences
    self.requires = requires
    self.inferredRequires = inferredRequires
    self.renames = renames
    self.losses = losses
    self.downLosses = downLosses
    self.commutes = commutes
    self.carries = carries
    self.origin = origin
  }
}
