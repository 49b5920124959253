/// The lines of a text, which end in LF.
struct TextLines {
  /// Without their line ends. A last line that lacks one ends in `\0` instead, so that it differs from one that has it.
  let lines: [Substring]
  private let lacksLastLineEnd: Bool

  init(_ text: String) {
    var lines: [Substring] = []
    let bytes = text.utf8
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(text[start..<end])
      start = bytes.index(after: end)
    }
    lacksLastLineEnd = start < bytes.endIndex
    if lacksLastLineEnd { lines.append(Substring(text[start...] + "\0")) }
    self.lines = lines
  }

  func line(_ index: Int, _ side: UnifiedDiff.Line.Side) -> UnifiedDiff.Line {
    let lacksLineEnd = lacksLastLineEnd && index == lines.count - 1
    let text = lacksLineEnd ? lines[index].dropLast() : lines[index]
    return UnifiedDiff.Line(side: side, text: String(text), lacksLineEnd: lacksLineEnd)
  }
}
