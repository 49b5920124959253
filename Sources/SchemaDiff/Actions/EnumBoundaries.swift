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
        let names = action.statements.map(\.text).filter { !$0.hasPrefix("DO ") }
        let quoted = SQLLiteral.quote(label)
        if !names.contains(where: { $0.contains(" ADD VALUE ") }), names.contains(where: { $0.contains(quoted) }) {
          action.needsCommitted.insert(.label(type, label))
        }
      }
      return action
    }
  }
}

extension Decisions {
  var extensionsCreated: [ObjectIdentity] {
    objects.filter { $0.key.kind == .extension && ($0.value == .create || $0.value == .rebuild) }.keys.sorted()
  }
  var extensionsDropped: [ObjectIdentity] {
    objects.filter { $0.key.kind == .extension && ($0.value == .drop || $0.value == .rebuild) }.keys.sorted()
  }
}
