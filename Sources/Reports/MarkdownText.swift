/// Text of others inside of Markdown, whatever characters it has.
enum MarkdownText {
  /// A span of code; its quotes are longer than any in the text.
  static func code(_ text: String) -> String {
    let quotes = String(repeating: "`", count: longestRun(in: text) + 1)
    let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return quotes + space + text + space + quotes
  }

  /// The fence of a block of code, longer than any in its lines.
  static func fence(around lines: some Sequence<String>) -> String {
    String(repeating: "`", count: max(3, (lines.map(longestRun).max() ?? 0) + 1))
  }

  static func html(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  private static func longestRun(in text: String) -> Int {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
