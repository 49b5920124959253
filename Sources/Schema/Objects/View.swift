/// A view or a materialised view.
package struct View: Sendable, Equatable {
  package var name: QualifiedName
  package var isMaterialized: Bool
  /// Its query, canonical, without a semicolon.
  package var query: String
  /// Of a view that calls a routine which takes or gives its rows: a query of NULLs for the same columns, with which it
  /// is there before the routine.
  package var announcement: String?
  /// `name=value`, in the order they were set.
  package var options: [String] = []
  /// Only columns that have something set: a default, a comment, a statistics target.
  package var columns: [Column] = []
  /// Columns of tables that the query uses, sorted, if it names a table's columns by position.
  package var referencedColumns: [String] = []
  package var indexes: [Index] = []
  package var triggers: [Trigger] = []
  package var rules: [RewriteRule] = []
  package var statistics: [ExtendedStatistics] = []
  /// Of a materialised view; `nil` if it is the one that goes without saying.
  package var accessMethod: Identifier?
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, isMaterialized: Bool, query: String) {
    self.name = name
    self.isMaterialized = isMaterialized
    self.query = query
  }
}
