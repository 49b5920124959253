@testable import SchemaDiff
import Testing

@Suite struct UnifiedDiffTests {
  @Test(arguments: [
    ("", "", ""), ("a\n", "a\n", ""),
    ("a\nb\n", "a\nc\n", "--- o\n+++ n\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
    ("", "a\nb\n", "--- o\n+++ n\n@@ -0,0 +1,2 @@\n+a\n+b\n"), ("a\n", "", "--- o\n+++ n\n@@ -1 +0,0 @@\n-a\n"),
    ("a\n", "a", "--- o\n+++ n\n@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n"),
    ("a\nb", "b", "--- o\n+++ n\n@@ -1,2 +1 @@\n-a\n b\n\\ No newline at end of file\n"),
    ("\n\n", "\n", "--- o\n+++ n\n@@ -1,2 +1 @@\n \n-\n"),
    ("a\r\nb\n", "a\nb\n", "--- o\n+++ n\n@@ -1,2 +1,2 @@\n-a\r\n+a\n b\n"),
  ])
  func `texts are shown as diff -u does`(old: String, new: String, expected: String) {
    #expect(UnifiedDiff.text(old, new, labels: ("o", "n")) == expected)
  }

  @Test func `hunks are apart when more than twice the context is unchanged`() {
    let old = (1...20).map { "\($0)\n" }
    func changed(_ lines: Int...) -> String {
      old.enumerated().map { lines.contains($0.offset + 1) ? "x\n" : $0.element }.joined()
    }
    func headers(_ new: String) -> [String] { UnifiedDiff(old.joined(), new).hunks.map(\.header) }
    #expect(headers(changed(1, 20)) == ["@@ -1,4 +1,4 @@", "@@ -17,4 +17,4 @@"])
    #expect(headers(changed(5, 12)) == ["@@ -2,14 +2,14 @@"])
    #expect(headers(changed(5, 13)) == ["@@ -2,7 +2,7 @@", "@@ -10,7 +10,7 @@"])
    #expect(UnifiedDiff(old.joined(), changed(10), context: 0).hunks.map(\.header) == ["@@ -10 +10 @@"])
  }

  @Test(arguments: 0..<200)
  func `a diff leads from one text to the other with the fewest edits`(seed: Int) {
    var random = Seeded(state: UInt64(seed) &* 7_919 &+ 1)
    let (old, new) = (random.lines(), random.lines())
    for mostEdits in [1_000, 2, 0] {
      let diff = UnifiedDiff(old.text, new.text, context: seed % 4, mostEdits: mostEdits)
      #expect(apply(diff, to: old.text) == new.text)
      let edits = diff.hunks.flatMap(\.lines).filter { $0.side != .both }.count
      if mostEdits == 1_000 { #expect(edits == fewestEdits(old.lines, new.lines)) }
    }
  }

  @Test func `a huge difference is found roughly and fast`() {
    let old = (0..<30_000).map { "a\($0)\n" }.joined()
    let new = (0..<30_000).map { $0 % 3 == 0 ? "b\($0)\n" : "a\($0)\n" }.joined()
    let diff = UnifiedDiff(old, new)
    #expect(apply(diff, to: old) == new)
    #expect(diff.hunks.flatMap(\.lines).filter { $0.side == .old }.count == 10_000)
  }

  /// What the hunks make of a text, by their line numbers.
  private func apply(_ diff: UnifiedDiff, to old: String) -> String {
    let lines = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let oldLines = old.hasSuffix("\n") || old.isEmpty ? Array(lines.dropLast()) : lines
    var result = ""
    var position = 0
    var lacksLineEnd = !old.isEmpty && !old.hasSuffix("\n")
    for hunk in diff.hunks {
      let start = hunk.oldCount == 0 ? hunk.oldStart : hunk.oldStart - 1
      for line in oldLines[position..<start] { result += line + "\n" }
      for line in hunk.lines where line.side != .old { result += line.text + (line.lacksLineEnd ? "" : "\n") }
      position = start + hunk.oldCount
      if position == oldLines.count { lacksLineEnd = false }
    }
    for line in oldLines[position...] { result += line + "\n" }
    return lacksLineEnd ? String(result.dropLast()) : result
  }

  private func fewestEdits(_ old: [String], _ new: [String]) -> Int {
    var row = Array(0...new.count)
    for (index, line) in old.enumerated() {
      var next = [index + 1]
      for (column, other) in new.enumerated() {
        next.append(line == other ? row[column] : min(row[column + 1], next[column]) + 1)
      }
      row = next
    }
    return row[new.count]
  }
}

/// Texts of few different lines, from a seed.
private struct Seeded {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  mutating func lines() -> (text: String, lines: [String]) {
    let lines = (0..<next(below: 14)).map { _ in String("abcd".dropFirst(next(below: 4)).prefix(1)) }
    let ends = lines.isEmpty || next(below: 4) > 0
    let text = lines.joined(separator: "\n") + (ends && !lines.isEmpty ? "\n" : "")
    return (text, ends ? lines : lines.dropLast() + [(lines.last ?? "") + "\0"])
  }
}
