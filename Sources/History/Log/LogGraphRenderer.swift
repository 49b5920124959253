/// Draws a history beside its log, as `git log --graph` does.
///
/// ```
/// *   Merge side
/// |\
/// | * Add c
/// * | Add b
/// |/
/// * Add a
/// ```
package struct LogGraphRenderer<ID: Hashable> {
  /// One line of the output.
  package struct Line: Sendable, Equatable {
    /// Asterisks, lines and blanks; all lines of one commit's text are indented alike.
    package var graph: String
    package var text: String

    /// The line as it is printed without colour.
    package var plain: String {
      var line = graph + text
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// What each column waits for.
  private var lanes: [ID] = []

  package init() {}

  /// Draws a commit and what lies between it and the next one.
  ///
  /// - Parameters:
  ///   - id: A commit; its children must have been drawn before.
  ///   - parents: Those parents that will be drawn, the first one first.
  ///   - text: The lines to print beside it, at least one.
  /// - Returns: The lines of its text and of the graph.
  package mutating func lines(for id: ID, parents: [ID], text: [String]) -> [Line] {
    let column = lanes.firstIndex(of: id) ?? lanes.count
    if column == lanes.count { lanes.append(id) }
    let commitRow = Row(lanes.count) { $0 == column ? "*" : "|" }
    var rows: [Row] = []
    replace(column, with: parents, rows: &rows)
    while let (left, right) = twins() { collapse(right, into: left, rows: &rows) }
    let after = Row(lanes.count) { _ in "|" }
    let width = max(commitRow.width, rows.first?.width ?? 0)
    var lines: [Line] = []
    for index in 0..<max(text.count, rows.count + 1) {
      let row = index == 0 ? commitRow : index <= rows.count ? rows[index - 1] : after
      lines.append(Line(graph: row.padded(to: width), text: index < text.count ? text[index] : ""))
    }
    return lines
  }

  /// Puts the first parent in the commit's column, the others in new columns to its right.
  private mutating func replace(_ column: Int, with parents: [ID], rows: inout [Row]) {
    guard let first = parents.first else {
      lanes.remove(at: column)
      if column < lanes.count {
        // The columns to the right close the gap.
        rows.append(Row(lanes.count + 1) { $0 < column ? "|" : " " }.drawing("/", atGaps: (column + 1)...lanes.count))
      }
      return
    }
    lanes[column] = first
    for parent in parents.dropFirst().reversed() {
      lanes.insert(parent, at: column + 1)
      rows.append(
        Row(lanes.count) { $0 <= column ? "|" : " " }.drawing("\\", atGaps: (column + 1)...(lanes.count - 1)))
    }
  }

  /// Two columns that wait for the same commit.
  private func twins() -> (left: Int, right: Int)? {
    for right in lanes.indices.dropFirst() {
      if let left = lanes[..<right].firstIndex(of: lanes[right]) { return (left, right) }
    }
    return nil
  }

  /// Leads a column leftwards into another one, across those between them.
  private mutating func collapse(_ right: Int, into left: Int, rows: inout [Row]) {
    lanes.remove(at: right)
    var row = Row(lanes.count + 1) { $0 < right ? "|" : " " }
    row = row.drawing("/", atGaps: right...lanes.count)
    guard right > left + 1 else {
      rows.append(row)
      return
    }
    if left + 2 < right { row = row.drawing("_", atGaps: (left + 2)...(right - 1)) }
    rows.append(row)
    rows.append(Row(lanes.count) { _ in "|" }.drawing("/", atGaps: (left + 1)...(left + 1)))
  }
}

/// One line of the graph: columns at even places, gaps between them at odd ones. Gap 1 is between columns 0 and 1.
private struct Row {
  private var characters: [Character]

  init(_ columns: Int, _ character: (Int) -> Character) {
    characters = (0..<columns).flatMap { [character($0), " "] }
  }

  var width: Int { characters.count }

  func drawing(_ character: Character, atGaps gaps: ClosedRange<Int>) -> Row {
    var row = self
    for gap in gaps { row.characters[2 * gap - 1] = character }
    return row
  }

  func padded(to width: Int) -> String {
    String(characters) + String(repeating: " ", count: max(0, width - characters.count))
  }
}
