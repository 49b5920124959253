/// The difference of two texts, line by line, as `diff -u` and git show it.
///
/// ```swift
/// UnifiedDiff.text("a\nb\n", "a\nc\n", labels: ("old", "new"))
/// // --- old, +++ new, @@ -1,2 +1,2 @@, then the lines " a", "-b", "+c"
/// ```
package struct UnifiedDiff: Sendable, Equatable {
  package let hunks: [Hunk]

  /// A stretch of changed lines with some unchanged ones around.
  package struct Hunk: Sendable, Equatable {
    /// Counted from 1; where the hunk has no line of the old text, the line before it.
    package let oldStart: Int
    package let oldCount: Int
    package let newStart: Int
    package let newCount: Int
    package let lines: [Line]

    /// Such as `@@ -1,2 +1,3 @@`.
    package var header: String { "@@ -\(Self.place(oldStart, oldCount)) +\(Self.place(newStart, newCount)) @@" }

    private static func place(_ start: Int, _ count: Int) -> String { count == 1 ? "\(start)" : "\(start),\(count)" }
  }

  package struct Line: Sendable, Equatable {
    package enum Side: Sendable { case both, old, new }

    package let side: Side
    /// Without its line end.
    package let text: String
    /// Whether it is the last line of a text that does not end in a line end.
    package let lacksLineEnd: Bool

    /// The line as in a patch.
    package var patchText: String {
      let sign = side == .both ? " " : side == .old ? "-" : "+"
      return sign + text + (lacksLineEnd ? "\n\\ No newline at end of file" : "")
    }
  }

  /// Compares two texts, keeping `context` unchanged lines around what changed.
  package init(_ old: String, _ new: String, context: Int = 3) {
    self.init(old, new, context: context, mostEdits: LineDifference.mostEdits)
  }

  /// As above; beyond `mostEdits` edits a rougher difference will do.
  init(_ old: String, _ new: String, context: Int, mostEdits: Int) {
    let (old, new) = (TextLines(old), TextLines(new))
    var hunks: [Hunk] = []
    var open: HunkBuilder?
    var position = (old: 0, new: 0)
    let kept = LineDifference(old.lines, new.lines, mostEdits: mostEdits).kept
    for pair in kept + [(old.lines.count, new.lines.count)] {
      if pair.old > position.old || pair.new > position.new {
        if let builder = open, position.old - builder.end.old > 2 * context {
          hunks.append(builder.hunk(trailing: context))
          open = nil
        }
        var builder = open ?? HunkBuilder(old, new, before: position, context: context)
        builder.append(from: position, to: pair)
        open = builder
      }
      position = (pair.old + 1, pair.new + 1)
    }
    if let open { hunks.append(open.hunk(trailing: context)) }
    self.hunks = hunks
  }

  /// The diff with its two heading lines; empty if the texts are equal.
  package static func text(_ old: String, _ new: String, context: Int = 3, labels: (old: String, new: String))
    -> String
  {
    let hunks = UnifiedDiff(old, new, context: context).hunks
    guard !hunks.isEmpty else { return "" }
    var text = "--- \(labels.old)\n+++ \(labels.new)\n"
    for hunk in hunks {
      text += hunk.header + "\n"
      for line in hunk.lines { text += line.patchText + "\n" }
    }
    return text
  }
}

/// Collects the lines of one hunk.
private struct HunkBuilder {
  private let old: TextLines
  private let new: TextLines
  private let start: (old: Int, new: Int)
  private var lines: [UnifiedDiff.Line] = []
  /// The positions after the lines so far.
  private(set) var end: (old: Int, new: Int)

  init(_ old: TextLines, _ new: TextLines, before change: (old: Int, new: Int), context: Int) {
    self.old = old
    self.new = new
    let leading = min(context, change.old, change.new)
    start = (change.old - leading, change.new - leading)
    end = start
  }

  /// Adds the unchanged lines up to `change`, and the changed ones from there to `changeEnd`.
  mutating func append(from change: (old: Int, new: Int), to changeEnd: (old: Int, new: Int)) {
    for index in end.old..<change.old { lines.append(old.line(index, .both)) }
    for index in change.old..<changeEnd.old { lines.append(old.line(index, .old)) }
    for index in change.new..<changeEnd.new { lines.append(new.line(index, .new)) }
    end = changeEnd
  }

  func hunk(trailing context: Int) -> UnifiedDiff.Hunk {
    let trailing = min(context, old.lines.count - end.old)
    let after = (end.old..<end.old + trailing).map { old.line($0, .both) }
    let counts = (old: end.old + trailing - start.old, new: end.new + trailing - start.new)
    return UnifiedDiff.Hunk(
      oldStart: counts.old == 0 ? start.old : start.old + 1, oldCount: counts.old,
      newStart: counts.new == 0 ? start.new : start.new + 1, newCount: counts.new, lines: lines + after)
  }
}
