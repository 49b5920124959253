package import GitStore

/// One command that moved references of the local repository, for `undo` and `HEAD@{1}`.
package struct Operation: Sendable, Equatable {
  /// What a reference held before and after; `nil` where there was none.
  package struct Change: Sendable, Equatable {
    package var reference: String
    package var before: ObjectID?
    package var after: ObjectID?

    package init(reference: String, before: ObjectID?, after: ObjectID?) {
      self.reference = reference
      self.before = before
      self.after = after
    }
  }

  /// Such as `commit` or `switch feature`.
  package var command: String
  package var author: Author
  package var date: CommitDate
  package var changes: [Change]
  /// The branch of the workspace before and after, where the command changed it.
  package var switched: Switch?
  /// The commit of the operation that this one takes back.
  package var undoes: ObjectID?

  package struct Switch: Sendable, Equatable {
    package var from: String
    package var to: String

    package init(from: String, to: String) {
      self.from = from
      self.to = to
    }
  }

  package init(command: String, author: Author, date: CommitDate, changes: [Change] = [], switched: Switch? = nil) {
    self.command = command
    self.author = author
    self.date = date
    self.changes = changes
    self.switched = switched
  }
}
