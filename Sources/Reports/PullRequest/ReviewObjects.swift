import SchemaDiff

/// The part of a review on the objects that change, one by one.
enum ReviewObjects {
  /// Diffs of more lines are folded.
  private static let longestOpen = 12
  /// How much of an object's changes is said in words.
  private static let mostWords = 15

  static func section(_ review: SchemaReview) -> ReportLayout.Section? {
    guard !review.changes.isEmpty else { return nil }
    let command = MarkdownText.code(MarkdownText.clip(review.command, to: 300))
    // What is gone is looked at first.
    let changes = [ObjectChange.Kind.removed, .modified, .added, .columnOrderOnly].flatMap { kind in
      review.changes.filter { $0.kind == kind }
    }
    return ReportLayout.Section("#### Objects\n\n", parts: changes.map { part($0, command) }) { count in
      "… and \(count) more: \(command)\n\n"
    }
  }

  private static func part(_ change: ObjectChange, _ command: String) -> ReportLayout.Part {
    let name = MarkdownText.code(MarkdownText.clip(change.name, to: 300))
    let title = "**\(change.kind == .columnOrderOnly ? "order only" : change.kind.word)** \(name)"
    let words = DifferenceSummary.lines(within: change)
    let gone: (ReportLayout.Stage, String) = (.parts, "")
    guard change.kind != .columnOrderOnly else {
      let order = words.first.flatMap { $0.split(separator: ": ", maxSplits: 1).last }.map(String.init) ?? ""
      return ReportLayout.Part(
        "\(title): the same but for the order of its columns: \(MarkdownText.code(MarkdownText.clip(order, to: 300)))\n\n",
        shorter: [(.words, "\(title)\n\n"), gone])
    }
    let counted =
      words.isEmpty ? title : "\(title): \(words.count) \(words.count == 1 ? "difference" : "differences")"
    let inWords = words.isEmpty ? "\(title)\n\n" : "\(title)\n\n\(list(words))\n"
    let difference = Difference(change)
    let left = "The diff (\(difference.size)) is left out: \(command)\n\n"
    return ReportLayout.Part(
      inWords + difference.markdown(foldingAbove: longestOpen),
      shorter: [(.differences, inWords + left), (.words, "\(counted)\n\n"), gone])
  }

  private static func list(_ words: [String]) -> String {
    let shown = words.prefix(mostWords).map { "- " + MarkdownText.code($0) + "\n" }
    return shown.joined() + (words.count > mostWords ? "- … and \(words.count - mostWords) more\n" : "")
  }
}

/// The DDL of an object before and after.
private struct Difference {
  private let lines: [String]
  /// Such as `3 lines added, 1 removed`.
  let size: String

  init(_ change: ObjectChange) {
    let hunks = UnifiedDiff(change.oldText ?? "", change.newText ?? "").hunks
    let isWhole = change.oldText == nil || change.newText == nil
    lines = hunks.flatMap { hunk in (isWhole ? [] : [hunk.header]) + hunk.lines.map(\.patchText) }
    func count(_ side: UnifiedDiff.Line.Side) -> Int {
      hunks.reduce(0) { $0 + $1.lines.count { $0.side == side } }
    }
    let counts = [(count(.new), "added"), (count(.old), "removed")].filter { $0.0 > 0 }
    size = counts.enumerated().map { index, part in
      index == 0 ? "\(part.0) \(part.0 == 1 ? "line" : "lines") \(part.1)" : "\(part.0) \(part.1)"
    }.joined(separator: ", ")
  }

  func markdown(foldingAbove longest: Int) -> String {
    guard !lines.isEmpty else { return "" }
    let block = MarkdownText.block(lines, "diff")
    let shown = lines.count > longest ? MarkdownText.details("DDL: \(size)", block) : block
    return shown.joined(separator: "\n") + "\n\n"
  }
}
