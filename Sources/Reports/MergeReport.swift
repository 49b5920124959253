package import Documents
internal import GitStore
package import History
package import Schema
package import SchemaDiff

/// What a merge comes to, for people and for programs.
package struct MergeReport: Sendable {
  package enum Result: Sendable {
    case upToDate
    case fastForward
    case proven(Fingerprint)
    /// Both sides did these in the same way: scripts leave out what is there, and lead to one schema.
    case provenByScripts(Fingerprint, [String])
    /// Something is put together from both sides, so that scripts have to lead there.
    case needsScripts([String])
    case conflicts([MergeConflict])
    /// A merge that is under way.
    case underWay(MergeState)
  }

  private let ours: String
  private let theirs: String
  private let result: Result

  package init(ours: Version, theirs: Version, theirName: String, result: Result) {
    self.ours = "\(ours.name) (\(ours.id.short()))"
    self.theirs = "\(theirName) (\(theirs.id.short()))"
    self.result = result
  }

  package init(_ state: MergeState) {
    ours = "\(state.branch) (\(state.ours.short()))"
    theirs = "\(state.theirName) (\(state.theirs.short()))"
    result = .underWay(state)
  }

  /// Whether nobody has to do anything.
  package var isClean: Bool {
    switch result {
    case .upToDate, .fastForward, .proven, .provenByScripts: true
    case .needsScripts, .conflicts, .underWay: false
    }
  }

  private var items: [MergeState.Item] {
    switch result {
    case .conflicts(let conflicts): conflicts.map { MergeState.Item($0) }
    case .underWay(let state): state.items
    case .upToDate, .fastForward, .proven, .provenByScripts, .needsScripts: []
    }
  }

  // MARK: Text

  package var lines: [String] {
    switch result {
    case .upToDate: ["already up to date"]
    case .fastForward: ["\(theirs) goes on from \(ours): a merge moves the branch on"]
    case .proven(let fingerprint):
      ["\(theirs) merges into \(ours)", "proven: both orders lead to \(fingerprint.short)"]
    case .provenByScripts(let fingerprint, let names):
      ["\(theirs) merges into \(ours) by scripts that leave out what both sides have:"] + names.map { "  \($0)" }
        + ["proven: the scripts lead from both sides to \(fingerprint.short)"]
    case .needsScripts(let names):
      ["\(theirs) merges into \(ours) by scripts, as both sides edited:"] + names.map { "  \($0)" }
    case .conflicts(let conflicts):
      ["\(theirs) does not merge into \(ours): \(Self.counted(conflicts.count))"] + itemLines
    case .underWay(let state): stateLines(state)
    }
  }

  private func stateLines(_ state: MergeState) -> [String] {
    var lines = ["merging \(theirs) into \(ours): \(Self.counted(state.open.count)) open"] + itemLines
    if let folder = state.folder {
      lines += [
        "", "the scripts are in db/migrations/\(folder):",
        "  up.sql and down.sql lead from and to \(ours)",
        "  up.from-2.sql and down.to-2.sql lead from and to \(theirs)",
        "confiture merge --continue proves and seals them",
      ]
    }
    return lines
  }

  private static func counted(_ count: Int) -> String { count == 1 ? "1 conflict" : "\(count) conflicts" }

  private var itemLines: [String] {
    items.enumerated().flatMap { index, item -> [String] in
      let conflict = item.conflict
      var lines = ["", "\(index + 1). \(conflict.kind.rawValue): \(conflict.key)"]
      if let decision = item.decision { lines[1] += "  [\(decision.word)]" }
      lines.append("   \(conflict.message)")
      for (label, text) in [("base", conflict.base), ("ours", conflict.ours), ("theirs", conflict.theirs)] {
        lines += Self.labelled(label, text)
      }
      if !conflict.ourMigrations.isEmpty {
        lines.append("   ours comes from \(conflict.ourMigrations.joined(separator: ", "))")
      }
      if !conflict.theirMigrations.isEmpty {
        lines.append("   theirs comes from \(conflict.theirMigrations.joined(separator: ", "))")
      }
      if item.decision == nil { lines.append("   \(conflict.suggestion)") }
      return lines
    }
  }

  private static let mostLines = 12

  private static func labelled(_ label: String, _ text: String?) -> [String] {
    guard let text else { return ["   \(label): none"] }
    var all = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    guard all.count > 1 else { return ["   \(label): \(all.first ?? "")"] }
    if all.count > mostLines { all = all.prefix(mostLines) + ["… and \(all.count - mostLines) lines more"] }
    return ["   \(label):"] + all.map { "     \($0)" }
  }

  // MARK: Markdown

  package var markdown: String {
    var lines: [String] = []
    switch result {
    case .upToDate: lines.append("Already up to date.")
    case .fastForward: lines.append("\(MarkdownText.code(theirs)) goes on from \(MarkdownText.code(ours)).")
    case .proven(let fingerprint):
      lines += [
        "**Merges.** \(MarkdownText.code(theirs)) into \(MarkdownText.code(ours)): both orders of the migrations lead to "
          + "the merged schema, \(MarkdownText.code(fingerprint.short))."
      ]
    case .provenByScripts(let fingerprint, let names):
      lines +=
        [
          "**Merges.** \(MarkdownText.code(theirs)) into \(MarkdownText.code(ours)): scripts that leave out what both sides "
            + "have lead from both to \(MarkdownText.code(fingerprint.short)).", "",
        ] + names.map { "- \(MarkdownText.code($0))" }
    case .needsScripts(let names):
      lines += ["**Merges by scripts**, as both sides edited:", ""] + names.map { "- \(MarkdownText.code($0))" }
    case .conflicts, .underWay:
      lines.append(
        "**\(Self.counted(items.filter { $0.decision == nil }.count))** between \(MarkdownText.code(ours)) and "
          + "\(MarkdownText.code(theirs)).")
      for item in items { lines += markdown(of: item) }
    }
    return lines.joined(separator: "\n")
  }

  private func markdown(of item: MergeState.Item) -> [String] {
    let conflict = item.conflict
    let decided = item.decision.map { " — decided: \($0.word)" } ?? ""
    var lines = [
      "", "### \(conflict.kind.rawValue): \(MarkdownText.code(conflict.key.description))\(decided)", "",
      MarkdownText.prose(conflict.message), "",
    ]
    for (label, text, names) in [
      ("base", conflict.base, []), ("ours", conflict.ours, conflict.ourMigrations),
      ("theirs", conflict.theirs, conflict.theirMigrations),
    ] as [(String, String?, [String])] {
      let from = names.isEmpty ? "" : " (\(names.map(MarkdownText.code).joined(separator: ", ")))"
      lines.append("\(label)\(from):")
      lines += [""] + MarkdownText.block((text ?? "-- none").split(separator: "\n").map(String.init), "sql") + [""]
    }
    return lines
  }

  // MARK: JSON

  package var json: JSONValue {
    var members: [String: JSONValue] = ["ours": .string(ours), "theirs": .string(theirs), "clean": .bool(isClean)]
    switch result {
    case .upToDate: members["result"] = "up-to-date"
    case .fastForward: members["result"] = "fast-forward"
    case .proven(let fingerprint):
      members["result"] = "proven"
      members["fingerprint"] = .string(fingerprint.hex)
    case .provenByScripts(let fingerprint, let names):
      members["result"] = "proven-by-scripts"
      members["fingerprint"] = .string(fingerprint.hex)
      members["common"] = .strings(names)
    case .needsScripts(let names):
      members["result"] = "needs-scripts"
      members["combined"] = .strings(names)
    case .conflicts: members["result"] = "conflicts"
    case .underWay(let state):
      members["result"] = "under-way"
      members["open"] = .integer(state.open.count)
      members["folder"] = .optional(state.folder)
    }
    members["conflicts"] = .array(items.map(\.json))
    return .object(members)
  }
}
