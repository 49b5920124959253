/// The statements of a snapshot in an order in which an empty database accepts them.
package struct LoadPlan: Sendable, Equatable {
  package let statements: [LoadStatement]
  /// The roles that the statements name, unquoted and sorted: those of policies, owners, grants, default privileges
  /// and user mappings. Not `PUBLIC`, the current user or the server's own.
  package let roles: [String]
}

/// One statement of a snapshot.
package struct LoadStatement: Sendable, Equatable {
  /// Without a semicolon.
  package let text: String
  /// The path of its file.
  package let path: String
  package let phase: LoadPhase
  /// Where it starts in the text of its file, in bytes of UTF-8.
  package let offset: Int

  package init(text: String, path: String, phase: LoadPhase, offset: Int) {
    self.text = text
    self.path = path
    self.phase = phase
    self.offset = offset
  }
}
