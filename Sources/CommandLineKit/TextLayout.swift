/// Breaks prose into lines and sets lists in two columns.
enum TextLayout {
  /// Joins the lines of each paragraph and breaks them at `width`; lines that begin with a space are kept as they are.
  static func wrapped(_ text: String, width: Int, indentation: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: indentation)
    var lines: [String] = []
    var paragraph: [Substring] = []
    func endParagraph() {
      guard !paragraph.isEmpty else { return }
      lines += words(paragraph.joined(separator: " "), width: max(20, width - indentation)).map { margin + $0 }
      paragraph = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(" ") || line.isEmpty {
        endParagraph()
        lines.append(line.isEmpty ? "" : margin + line)
      } else {
        paragraph.append(line)
      }
    }
    endParagraph()
    return lines
  }

  private static func words(_ line: String, width: Int) -> [String] {
    var lines: [String] = []
    var current = ""
    for word in line.split(separator: " ") {
      if current.isEmpty {
        current = String(word)
      } else if current.unicodeScalars.count + 1 + word.unicodeScalars.count <= width {
        current += " " + word
      } else {
        lines.append(current)
        current = String(word)
      }
    }
    return lines + [current]
  }

  /// Sets a list of terms and what they mean, the meaning in a column of its own.
  static func twoColumns(
    _ rows: [(term: String, text: String)], width: Int, column: Int, term style: (String) -> String
  ) -> [String] {
    rows.flatMap { row -> [String] in
      let texts = wrapped(row.text, width: width, indentation: column)
      let length = row.term.unicodeScalars.count + 2
      guard length + 2 <= column, let first = texts.first else { return ["  " + style(row.term)] + texts }
      let gap = String(repeating: " ", count: column - length)
      return ["  " + style(row.term) + gap + first.drop { $0 == " " }] + texts.dropFirst()
    }
  }
}
