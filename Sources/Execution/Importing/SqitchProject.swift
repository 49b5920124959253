internal import Diagnostics
internal import History

/// A sqitch project: the plan names changes, their requirements, planners and tags.
enum SqitchProject {
  private struct Change {
    var name: String
    var requires: [String]
    var date: Int64?
    var planner: (name: String, email: String)?
    var note: String
    var tags: [String] = []
  }

  static func read(_ folder: SourceFolder) throws(ImportError) -> ImportedHistory {
    let plan = try folder.source("sqitch.plan")
    let changes = try parse(plan)
    var migrations: [ImportedMigration] = []
    var notes: [String] = []
    var names = UniqueNames()
    for (index, change) in changes.enumerated() {
      let file = self.file(of: change, at: index, in: changes)
      let name = names.unique(file.split(separator: "/").joined(separator: "-"))
      var migration = ImportedMigration(
        name: name, title: change.note.isEmpty ? change.name : change.note,
        up: try folder.source("deploy/\(file).sql"))
      migration.down = try folder.optionalSource("revert/\(file).sql")
      migration.verify = try folder.optionalSource("verify/\(file).sql")
      migration.author = change.planner
      migration.date = change.date
      migration.tags = change.tags
      migration.parents = try parents(
        of: change, at: index, in: changes, names: migrations.map(\.name), file: plan.file, notes: &notes)
      migrations.append(migration)
    }
    return ImportedHistory(format: .sqitch, migrations: migrations, notes: notes)
  }

  /// A change that is reworked later lives under the name of the first tag after it.
  private static func file(of change: Change, at index: Int, in changes: [Change]) -> String {
    let isReworked = changes[(index + 1)...].contains { $0.name == change.name }
    guard isReworked, let tag = changes[index...].lazy.compactMap(\.tags.first).first else { return change.name }
    return "\(change.name)@\(tag)"
  }

  private static func parents(
    of change: Change, at index: Int, in changes: [Change], names: [String], file: String, notes: inout [String]
  ) throws(ImportError) -> [String] {
    var parents: [Int] = []
    if let previous = changes[..<index].lastIndex(where: { $0.name == change.name }) { parents.append(previous) }
    for requirement in change.requires {
      if requirement.hasPrefix("!") { continue }
      if requirement.contains(":") {
        notes.append("'\(change.name)' requires '\(requirement)' of another project, which is not imported")
        continue
      }
      guard let found = resolve(requirement, before: index, in: changes) else {
        throw ImportError(
          .malformed, "'\(change.name)' requires '\(requirement)', which no earlier line of the plan names",
          at: .init(file: file, line: index + 1))
      }
      if !parents.contains(found) { parents.append(found) }
    }
    return parents.map { names[$0] }
  }

  private static func resolve(_ requirement: String, before index: Int, in changes: [Change]) -> Int? {
    let parts = requirement.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else { return changes[..<index].lastIndex { $0.name == requirement } }
    guard let tagged = changes[..<index].lastIndex(where: { $0.tags.contains(parts[1]) }) else { return nil }
    return parts[0].isEmpty ? tagged : changes[...tagged].lastIndex { $0.name == parts[0] }
  }

  private static func parse(_ plan: ImportedMigration.Source) throws(ImportError) -> [Change] {
    var changes: [Change] = []
    for (index, raw) in plan.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = raw.drop(while: \.isWhitespace)
      guard let first = line.first, first != "%", first != "#" else { continue }
      if first == "@" {
        guard !changes.isEmpty else { continue }
        let tag = line.dropFirst().prefix { !$0.isWhitespace }
        changes[changes.count - 1].tags.append(String(tag))
        continue
      }
      guard
        let match = line.prefixMatch(
          of: /(\S+)\s+(?:\[([^\]]*)\]\s+)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\s+(.*?)\s*<([^>]*)>(?:\s*#\s*(.*))?/)
      else {
        throw ImportError(
          .malformed, "this line of the plan cannot be read",
          at: .init(file: plan.file, line: index + 1, excerpt: String(raw)))
      }
      changes.append(
        Change(
          name: String(match.1), requires: (match.2 ?? "").split(whereSeparator: \.isWhitespace).map(String.init),
          date: CommitDate(match.3)?.seconds, planner: (String(match.4), String(match.5)),
          note: match.6.map(String.init) ?? ""))
    }
    return changes
  }
}

/// Hands out names once; a second one gets a number.
struct UniqueNames {
  private var taken: Set<String> = []

  mutating func unique(_ name: String) -> String {
    var candidate = name
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(name)-\(number)"
      number += 1
    }
    return candidate
  }
}
