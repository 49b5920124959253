/// What logical replication takes in.
package struct Subscription: Sendable, Equatable {
  package var name: Identifier
  /// How to reach the publisher, without secrets: see ``SecretOption``.
  package var connection: String
  /// Sorted.
  package var publications: [Identifier]
  /// `name = value`, in order. Whether it is enabled is not among them: that is operation, not schema.
  package var options: [String]
  package var access: Access?

  package init(name: Identifier, connection: String, publications: [Identifier], options: [String]) {
    self.name = name
    self.connection = connection
    self.publications = publications
    self.options = options
  }
}
