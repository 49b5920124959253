package import Documents
package import SchemaDiff

/// Changes of objects as people and programs read them.
package enum DiffText {
  package static func summary(_ change: ObjectChange) -> String {
    let sign =
      switch change.kind {
      case .added: "A"
      case .removed: "D"
      case .modified: "M"
      case .columnOrderOnly: "O"
      }
    return "\(sign)  \(change.name)"
  }

  /// Unified diffs of the objects' DDL.
  package static func lines(_ changes: [ObjectChange]) -> [String] {
    changes.flatMap { change -> [String] in
      if change.kind == .columnOrderOnly { return ["\(change.name): only the order of columns differs", ""] }
      let old = change.oldText == nil ? "/dev/null" : "a/\(change.path)"
      let new = change.newText == nil ? "/dev/null" : "b/\(change.path)"
      let body = UnifiedDiff.text(
        change.oldText ?? "", change.newText ?? "", labels: (old, new))
      var lines =
        ["diff \(change.name)"] + body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if lines.last == "" { lines.removeLast() }
      return lines
    }
  }

  package static func json(_ change: ObjectChange) -> JSONValue {
    .object([
      "kind": .string(change.kind.rawValue), "object": .string(change.name), "path": .string(change.path),
      "old": .optional(change.oldText), "new": .optional(change.newText),
    ])
  }
}
