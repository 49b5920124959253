package import GitStore
package import Schema

/// A version of the schema: the step that leads to it, and the state that results.
package struct SchemaCommit: Sendable, Equatable {
  package var id: ObjectID
  package var parents: [ObjectID]
  /// `nil` for a merge that needed no statements of its own.
  package var migration: Migration?
  /// The tree of its snapshot, `rev^{schema}`.
  package var schemaTree: ObjectID
  package var fingerprint: Fingerprint
  package var author: Author
  package var date: CommitDate
  package var message: String

  /// The first line of its message.
  package var title: String {
    String(message.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).first ?? "")
  }
}

/// Names of the entries of a schema commit's tree.
enum CommitEntry {
  static let migration = "migration"
  static let schema = "schema"
  static let fingerprint = "fingerprint"
}
