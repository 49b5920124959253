/// Text of others inside of Markdown, whatever characters it has.
enum MarkdownText {
  /// A span of code on one line; its quotes are longer than any in the text.
  static func code(_ text: String) -> String {
    let text = oneLine(text)
    let quotes = String(repeating: "`", count: longestRun(in: text) + 1)
    // A space on each side is taken away again, unless there is nothing else.
    let isBlank = text.utf8.allSatisfy { $0 == UInt8(ascii: " ") }
    let edges: [Character?] = ["`", " "]
    let space = !isBlank && (edges.contains(text.first) || edges.contains(text.last)) ? " " : ""
    return quotes + space + (text.isEmpty ? " " : text) + space + quotes
  }

  /// The fence of a block of code, longer than any in its lines.
  static func fence(around lines: some Sequence<String>) -> String {
    String(repeating: "`", count: max(3, (lines.map(longestRun).max() ?? 0) + 1))
  }

  /// Lines as a block of code.
  static func block(_ lines: [String], _ language: String) -> [String] {
    let lines = lines.map(visible)
    let fence = fence(around: lines)
    return [fence + language] + lines + [fence]
  }

  /// Lines that are shown on a click on the summary, which is HTML.
  static func details(_ summary: String, _ lines: [String]) -> [String] {
    ["<details><summary>\(summary)</summary>", ""] + lines + ["", "</details>"]
  }

  static func html(_ text: String) -> String {
    oneLine(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  /// Text on one line that shows as it is: no markup, no mention of people, issues or addresses.
  static func prose(_ text: String) -> String {
    var result = ""
    let scalars = Array(oneLine(text).unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "$": result += "<span>$</span>"
      case "@", "#", ":":
        result.unicodeScalars.append(scalar)
        if next != " " { result += noLink }
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "!", "|", "~", "^": result += "\\\(scalar)"
      case "-", "+", "=": result += result.isEmpty ? "\\\(scalar)" : String(scalar)
      case ".": result += startsListOrAddress(after: result) ? "\\." : "."
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether a point after this text makes an item of a list of it, or an address.
  private static func startsListOrAddress(after text: String) -> Bool {
    text.utf8.suffix(3).map { $0 | 0x20 } == Array("www".utf8) || text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// One line of Markdown within a cell of a table; bars that ``prose(_:)`` escaped stay as they are.
  static func cell(_ markdown: String) -> String {
    var result = ""
    var isEscaped = false
    for scalar in markdown.unicodeScalars {
      if scalar == "|", !isEscaped { result += "\\" }
      isEscaped = scalar == "\\" && !isEscaped
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// The text cut to so many characters.
  static func clip(_ text: String, to count: Int) -> String {
    text.count > count ? text.prefix(count) + "…" : text
  }

  /// A word joiner: keeps what follows from being taken for a link or a name.
  private static let noLink = "\u{2060}"

  private static func oneLine(_ text: String) -> String {
    visible(text.replacing("\r\n", with: " ").replacing("\n", with: " "))
  }

  /// The text with characters that hide, or that reorder what is around them, written as their numbers.
  private static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isTreacherous) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isTreacherous(scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "⟨U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "⟩"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isTreacherous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: false
    case 0x00...0x1F, 0x7F...0x9F: true
    // Zero-width and separators, then what turns the direction of text.
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
    default: false
    }
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
