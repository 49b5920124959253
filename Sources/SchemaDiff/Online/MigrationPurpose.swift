import Schema

/// What the actions of a migration have in common, in words that are different for each migration of a plan.
enum MigrationPurpose {
  static func texts(for migrations: [[Action]]) -> [String] {
    var counts: [String: Int] = [:]
    return migrations.map { actions in
      let text = text(for: actions)
      counts[text, default: 0] += 1
      return counts[text] == 1 ? text : "\(text) \(counts[text] ?? 0)"
    }
  }

  private static func text(for actions: [Action]) -> String {
    func all(_ prefixes: String...) -> Bool {
      actions.allSatisfy { action in prefixes.contains { action.summary.hasPrefix($0) } }
    }
    switch actions.first?.stage ?? .change {
    case .validation: return "validate constraints"
    case .backfill: return actions.first?.summary ?? "fill columns"
    case .concurrent:
      if all("leave ") { return "detach partitions" }
      return all("drop ") ? "drop indexes" : "build indexes"
    case .change:
      if all("validate ") { return "validate constraints" }
      if all("add value ") { return "add enum values" }
      if all("set NOT NULL ") { return "set NOT NULL" }
      if all("put index ") { return "replace indexes" }
      return "change schema"
    }
  }
}
