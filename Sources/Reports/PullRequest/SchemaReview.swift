package import History
package import SchemaDiff

/// What there is to say about a change of schema before it is made.
package struct SchemaReview: Sendable {
  /// One of the two schemas that are compared.
  package struct Side: Sendable, Equatable {
    /// What the user calls it, such as `main` or `production@{live}`.
    package var label: String
    /// The short id of its commit; `nil` if it is not a version.
    package var commit: String?

    package init(label: String, commit: String? = nil) {
      self.label = label
      self.commit = commit
    }
  }

  /// A migration that one side has and the other does not.
  package struct Step: Sendable, Equatable {
    package enum Direction: Sendable { case apply, revert }

    package var direction: Direction
    /// The short id of its commit.
    package var commit: String
    package var migration: Migration

    package init(_ direction: Direction, commit: String, migration: Migration) {
      self.direction = direction
      self.commit = commit
      self.migration = migration
    }
  }

  package var old: Side
  package var new: Side
  /// The command that shows the whole difference, as it is typed.
  package var command: String
  package var changes: [ObjectChange]
  /// In the order in which they run; `nil` if they are not known, as one side is not a version.
  package var steps: [Step]?
  /// How Confiture itself would change the schema, or why it would not; `nil` if that was not asked.
  package var plan: Result<SchemaPlan, SchemaDiffError>?
  package var tables: ReviewedTables

  package init(
    old: Side, new: Side, command: String, changes: [ObjectChange], steps: [Step]? = nil,
    plan: Result<SchemaPlan, SchemaDiffError>? = nil, tables: ReviewedTables = ReviewedTables()
  ) {
    self.old = old
    self.new = new
    self.command = command
    self.changes = changes
    self.steps = steps
    self.plan = plan
    self.tables = tables
  }
}
