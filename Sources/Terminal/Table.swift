/// Rows in aligned columns, two spaces apart, without lines between them.
/// ```
/// var table = Table(["TARGET", "VERSION", "BEHIND"], alignment: [.leading, .leading, .trailing])
/// table.add("production", "4f2a91c", "3")
/// ```
package struct Table: Sendable {
  package enum Alignment: Sendable { case leading, trailing }

  private let titles: [String]
  private let alignment: [Alignment]
  private var rows: [[String]] = []

  /// Makes a table; without titles it has no heading. Columns align at their start unless said otherwise.
  package init(_ titles: [String] = [], alignment: [Alignment] = []) {
    self.titles = titles
    self.alignment = alignment
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// Adds a row; cells may be styled, and rows may be of different lengths.
  package mutating func add(_ cells: String...) { rows.append(cells) }

  package mutating func add(_ cells: [String]) { rows.append(cells) }

  /// Returns the lines, without spaces at their end, and the last column cut when a width is given.
  package func lines(style: Style = .plain, width: Int? = nil) -> [String] {
    let heading = titles.isEmpty ? [] : [titles.map(style.bold)]
    let all = heading + rows
    var widths: [Int] = []
    for row in all {
      for (column, cell) in row.enumerated() {
        let cellWidth = DisplayWidth.of(cell)
        if column < widths.count { widths[column] = max(widths[column], cellWidth) } else { widths.append(cellWidth) }
      }
    }
    return all.map { line(of: $0, widths: widths, limit: width) }
  }

  /// Returns the lines as one text with a line break at the end of each.
  package func text(style: Style = .plain, width: Int? = nil) -> String {
    lines(style: style, width: width).map { $0 + "\n" }.joined()
  }

  private func line(of row: [String], widths: [Int], limit: Int?) -> String {
    var result = ""
    for (column, cell) in row.enumerated() {
      let isTrailing = column < alignment.count && alignment[column] == .trailing
      let isLast = column == row.count - 1
      if column > 0 { result += "  " }
      var shown = cell
      if isLast, let limit, !cell.contains("\u{1B}") {
        shown = DisplayWidth.truncated(cell, to: max(limit - DisplayWidth.of(result), 8))
      }
      result += isLast && !isTrailing ? shown : DisplayWidth.padded(shown, to: widths[column], trailing: isTrailing)
    }
    while result.hasSuffix(" ") { result.removeLast() }
    return result
  }
}
