package import SchemaDiff

/// The text of a script that makes planned changes, with comments that say what each of them does and costs.
package struct CommentedScript: Sendable, Equatable {
  package let text: String
  /// The line that each change begins at, counted from 1.
  private let starts: [(line: Int, change: SchemaChange)]

  /// - Parameters:
  ///   - changes: In the order in which they are run.
  ///   - title: The first line; `nil` for none.
  package init(_ changes: [SchemaChange], title: String?) {
    self.init([changes], title: title)
  }

  /// Groups of changes between which a transaction has to end.
  package init(_ groups: [[SchemaChange]], title: String?) {
    var lines = title.map { ["-- " + Self.line($0), ""] } ?? []
    var starts: [(line: Int, change: SchemaChange)] = []
    for changes in groups {
      let isBlock = groups.count > 1 && changes.flatMap(\.statements).allSatisfy(\.isTransactional)
      if isBlock { lines += ["BEGIN;", ""] }
      for change in changes {
        starts.append((lines.count + 1, change))
        lines += Self.comments(on: change).map { "-- " + Self.line($0) }
        for statement in change.statements {
          lines += (statement.text + ";").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        lines.append("")
      }
      if isBlock { lines += ["COMMIT;", ""] }
    }
    if lines.last == "" { lines.removeLast() }
    text = lines.map { $0 + "\n" }.joined()
    self.starts = starts
  }

  package static func == (left: CommentedScript, right: CommentedScript) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  /// The change that a line belongs to.
  package func change(atLine line: Int) -> SchemaChange? { starts.last { $0.line <= line }?.change }

  // MARK: Comments

  /// What a change does and costs, a line each.
  package static func comments(on change: SchemaChange) -> [String] {
    ["\(change.object): \(change.summary)"] + costs(of: change)
  }

  /// What a change costs, a line each.
  package static func costs(of change: SchemaChange) -> [String] {
    let effects = change.effects
    return effects.locks.map { lock in
      "locks \(lock.table): \(lock.mode)" + (lock.isLong ? ", while it goes through all rows" : "")
    } + effects.losses.map { "loses \($0)" } + effects.rewrites.map { "writes \($0) anew" }
      + effects.conditions.map { "fails if \($0)" }
  }

  /// On one line, whatever names have in them.
  private static func line(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
  }
}
