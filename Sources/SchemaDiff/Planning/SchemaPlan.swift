package import Schema

/// The migrations that lead from one schema to another, in order.
package struct SchemaPlan: Sendable, Equatable {
  package let migrations: [PlannedMigration]
  /// What the first migration gives another name: declared, following from that, or plain to see.
  package let renames: [Rename]

  package init(migrations: [PlannedMigration], renames: [Rename] = []) {
    self.migrations = migrations
    self.renames = renames
  }

  /// Whether the two schemas are the same.
  package var isEmpty: Bool { migrations.isEmpty }
}

/// Changes that make one migration: what comes before a boundary that must be committed, or after it.
package struct PlannedMigration: Sendable, Equatable {
  /// What it is for, to tell the migrations of one plan apart, such as `validate constraints`.
  package let purpose: String
  /// In the order in which they are run.
  package let changes: [SchemaChange]

  package init(purpose: String, changes: [SchemaChange]) {
    self.purpose = purpose
    self.changes = changes
  }

  /// Its `up.sql`.
  package var script: String {
    changes.flatMap(\.statements).map { $0.text + ";\n" }.joined(separator: "\n")
  }
}

/// One change of a schema: what it does, with which statements, and what it costs.
package struct SchemaChange: Sendable, Equatable {
  /// The object that changes, as it is named before the change, or after it if it is new.
  package let object: ObjectIdentity
  /// What is done to the object, such as `add column email`.
  package let summary: String
  /// In order; at least one.
  package let statements: [ChangeStatement]
  package let effects: ChangeEffects

  package init(
    object: ObjectIdentity, summary: String, statements: [ChangeStatement], effects: ChangeEffects = ChangeEffects()
  ) {
    self.object = object
    self.summary = summary
    self.statements = statements
    self.effects = effects
  }
}

/// One statement of a change.
package struct ChangeStatement: Sendable, Equatable {
  /// Without a semicolon.
  package let text: String
  /// Whether it may run within a transaction, unlike `CREATE INDEX CONCURRENTLY`.
  package let isTransactional: Bool

  package init(_ text: String, isTransactional: Bool = true) {
    self.text = text
    self.isTransactional = isTransactional
  }
}

/// What a change costs those who use the database meanwhile, and what it takes from them.
package struct ChangeEffects: Sendable, Equatable {
  /// The tables that exist before and are locked, each with its strongest lock.
  package var locks: [TableLock] = []
  /// The data that is gone after, such as `the rows of table public.users`.
  package var losses: [String] = []
  /// The tables, materialized views and indexes whose files are written anew.
  package var rewrites: [QualifiedName] = []
  /// What rows could make it fail, such as `a row of public.users has no email`.
  package var conditions: [String] = []

  package init() {}
}

/// A lock on a table that exists before.
package struct TableLock: Sendable, Equatable {
  package let table: QualifiedName
  package let mode: LockMode
  /// Whether the whole table is read or written while it is held.
  package let isLong: Bool

  package init(table: QualifiedName, mode: LockMode, isLong: Bool = false) {
    self.table = table
    self.mode = mode
    self.isLong = isLong
  }
}
