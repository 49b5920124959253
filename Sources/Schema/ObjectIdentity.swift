/// What makes an object the same object in two schemas: its kind, schema, name and argument types.
package struct ObjectIdentity: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let kind: ObjectKind
  /// `nil` for kinds outside schemas, such as extensions.
  package let schema: Identifier?
  package let name: Identifier
  /// The argument types of a routine or an operator as in its signature, without the parentheses; the access method of
  /// an operator class or family.
  package let arguments: String?

  package init(kind: ObjectKind, schema: Identifier? = nil, name: Identifier, arguments: String? = nil) {
    self.kind = kind
    self.schema = schema
    self.name = name
    self.arguments = arguments
  }

  /// Such as `table public.users` or `function public.f(integer)`.
  package var description: String { "\(kind.rawValue) \(qualifiedName)" }

  /// Such as `public.users` or `public.f(integer)`, unquoted.
  package var qualifiedName: String {
    let prefix = schema.map { "\($0.text)." } ?? ""
    guard let arguments else { return prefix + name.text }
    let isOfMethod = kind == .operatorClass || kind == .operatorFamily
    return prefix + name.text + (isOfMethod ? " using \(arguments)" : "(\(arguments))")
  }

  package static func == (left: ObjectIdentity, right: ObjectIdentity) -> Bool {
    left.kind == right.kind && left.schema == right.schema && left.name == right.name
      && left.argumentIdentifier == right.argumentIdentifier
  }

  package static func < (left: ObjectIdentity, right: ObjectIdentity) -> Bool {
    if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
    if left.schema != right.schema { return (left.schema ?? "") < (right.schema ?? "") }
    if left.name != right.name { return left.name < right.name }
    return (left.argumentIdentifier ?? "") < (right.argumentIdentifier ?? "")
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(schema)
    hasher.combine(name)
    hasher.combine(argumentIdentifier)
  }

  private var argumentIdentifier: Identifier? { arguments.map(Identifier.init) }
}
