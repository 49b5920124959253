/// A cast between two types.
package struct Cast: Sendable, Equatable {
  /// Types as `format_type` prints them.
  package var source: String
  package var target: String
  /// `WITH FUNCTION …`, `WITHOUT FUNCTION` or `WITH INOUT`, and when it is taken by itself.
  package var definition: String
  package var comment: String?

  package init(source: String, target: String, definition: String) {
    self.source = source
    self.target = target
    self.definition = definition
  }
}
