/// A definition that has a say in what later statements do to rows.
package enum RowDefinition: Sendable {
  /// A function or procedure; the text is the whole statement.
  case routine(ObjectName, text: String)
  case trigger(table: ObjectName, text: String)
  case rule(table: ObjectName)
  case view(ObjectName, text: String)
  /// One of these, and it cannot be told of what.
  case unreadable
}

extension Statement {
  /// What it defines, of the things that take part when rows are touched.
  package var rowDefinition: RowDefinition? {
    guard tag.hasPrefix("CREATE") else { return nil }
    guard let tree = ParseTree.statements(of: text), tree.count == 1 else {
      let words = (try? Scanner.tokens(of: text)).map { WordEffect(text, $0).names.prefix(6) } ?? []
      return words.contains(where: Self.definingWords.contains) ? .unreadable : nil
    }
    let root = tree[0]
    switch root.kind {
    case "CreateFunctionStmt":
      let names = root.names("funcname")
      return names.last.map { .routine(ObjectName(schema: names.dropLast().last, name: $0), text: text) }
    case "CreateTrigStmt": return root.node("relation")?.relationName.map { .trigger(table: $0, text: text) }
    case "RuleStmt": return root.node("relation")?.relationName.map { .rule(table: $0) }
    case "ViewStmt": return root.node("view")?.relationName.map { .view($0, text: text) }
    case "CreateTableAsStmt" where root.word("objtype") == "OBJECT_MATVIEW":
      return root.node("into")?.node("rel")?.relationName.map { .view($0, text: text) }
    default: return nil
    }
  }

  private static let definingWords: Set<String> = ["function", "procedure", "trigger", "rule", "view"]
}
