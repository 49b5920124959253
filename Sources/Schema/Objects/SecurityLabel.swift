/// A label that a module such as SELinux or an anonymiser reads on an object.
package struct SecurityLabel: Sendable, Equatable {
  /// The module that gives it its meaning; a server without it refuses the label.
  package var provider: Identifier
  /// The kind of object as the statement names it, such as `COLUMN`.
  package var kind: String
  /// The object as SQL, such as `public.users.email`.
  package var object: String
  package var label: String

  package init(provider: Identifier, kind: String, object: String, label: String) {
    self.provider = provider
    self.kind = kind
    self.object = object
    self.label = label
  }
}
