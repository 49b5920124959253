import Schema

/// New labels of an enumerated type cannot be used before they are committed.
enum EnumBoundaries {
  /// Has every action that names a new label wait for its commit.
  static func marked(_ actions: [Action]) -> [Action] {
    let added = actions.flatMap { action in
      action.produces.compactMap { resource -> (type: NameKey, label: String)? in
        if case .label(let type, let label) = resource { (type, label) } else { nil }
      }
    }
    if added.isEmpty { return actions }
    return actions.map { action in
      var action = action
      for (type, label) in added where !action.produces.contains(.label(type, label)) {
        if action.statements.contains(where: { !$0.text.hasPrefix("DO ") && uses($0.text, label, of: type) }) {
          action.needsCommitted.insert(.label(type, label))
        }
      }
      return action
    }
  }
}

extension EnumBoundaries {
  /// Whether a statement has the label as a value of the type. Canonical text casts each; bodies in quotes may not.
  private static func uses(_ statement: String, _ label: String, of type: NameKey) -> Bool {
    if statement.contains(" ADD VALUE ") { return false }
    // As a string is printed: quotes are doubled, and backslashes too.
    let doubled = label.replacing("'", with: "''")
    let forms = [doubled, doubled.replacing("\\", with: "\\\\")]
    let literals = ["'\(forms[0])'", "E'\(forms[1])'"]
    // Rows may hold any text that becomes a value.
    let converts = statement.hasPrefix("INSERT INTO ") || statement.contains(" USING ")
    if !converts, !forms.contains(where: statement.contains) { return false }
    let words = StatementWords(statement)
    for index in words.first..<words.end {
      switch words.kind(index) {
      case .dollarString where words.text(from: index, to: index + 1).contains(literals[0]): return true
      case .string where words.kind(index + 1) == .typecast && words.kind(index + 3) == .dot:
        let name = NameKey("\(words.name(index + 2)).\(words.name(index + 4))")
        let text = words.text(from: index, to: index + 1)
        let isArray = words.kind(index + 5) == .openBracket
        if name == type, isArray ? forms.contains(where: text.contains) : literals.contains(text) { return true }
      case .typecast where converts && words.kind(index - 1) != .string && words.kind(index + 2) == .dot:
        if NameKey("\(words.name(index + 1)).\(words.name(index + 3))") == type { return true }
      default: break
      }
    }
    return false
  }
}
