/// A node of PostgreSQL's raw parse tree, by the names that PostgreSQL's grammar gives it.
///
/// Holds whatever the grammar says, known to us or not, so that a walk over it misses nothing.
struct SyntaxNode: Sendable {
  indirect enum Value: Sendable {
    case node(SyntaxNode)
    case list([SyntaxNode])
    case text(String)
    case flag(Bool)
    /// The name of a case of an enumeration, such as `OBJECT_TABLE`.
    case word(String)
    case number(Int)
  }

  /// Such as `UpdateStmt` or `RangeVar`.
  let kind: String
  /// Fields that hold something, in the grammar's order.
  let fields: [(name: String, value: Value)]

  subscript(name: String) -> Value? { fields.first { $0.name == name }?.value }

  func node(_ name: String) -> SyntaxNode? {
    guard case .node(let node)? = self[name] else { return nil }
    return node
  }

  func list(_ name: String) -> [SyntaxNode] {
    guard case .list(let nodes)? = self[name] else { return [] }
    return nodes
  }

  func text(_ name: String) -> String? {
    guard case .text(let text)? = self[name] else { return nil }
    return text
  }

  func word(_ name: String) -> String? {
    guard case .word(let word)? = self[name] else { return nil }
    return word
  }

  func isSet(_ name: String) -> Bool {
    guard case .flag(let flag)? = self[name] else { return false }
    return flag
  }

  /// Every node of the tree, this one first.
  func forEach(_ body: (SyntaxNode) -> Void) {
    body(self)
    for field in fields {
      switch field.value {
      case .node(let node): node.forEach(body)
      case .list(let nodes): for node in nodes { node.forEach(body) }
      case .text, .flag, .word, .number: continue
      }
    }
  }

  /// All nodes of a kind, in the order of the text as far as the grammar keeps it.
  func all(_ kind: String) -> [SyntaxNode] {
    var found: [SyntaxNode] = []
    forEach { if $0.kind == kind { found.append($0) } }
    return found
  }

  /// The strings of a list of names, such as those of a qualified name.
  func names(_ field: String) -> [String] { list(field).compactMap { $0.text("sval") } }

  /// What a `RangeVar` names.
  var relationName: ObjectName? { text("relname").map { ObjectName(schema: text("schemaname"), name: $0) } }
}
