/// How many columns of a terminal a text takes.
package enum DisplayWidth {
  /// Counts columns; escape sequences of ``Style`` take none, wide characters and emoji two.
  package static func of(_ text: String) -> Int {
    var width = 0
    var isEscape = false
    for character in text {
      if isEscape {
        if character.isLetter { isEscape = false }
      } else if character == "\u{1B}" {
        isEscape = true
      } else {
        width += columns(of: character)
      }
    }
    return width
  }

  /// Cuts plain text to a number of columns, with `…` at the end of what was cut.
  package static func truncated(_ text: String, to width: Int) -> String {
    guard of(text) > width else { return text }
    var result = ""
    var used = 1
    for character in text {
      used += columns(of: character)
      if used > width { break }
      result.append(character)
    }
    return width > 0 ? result + "…" : ""
  }

  /// Adds spaces up to a number of columns.
  package static func padded(_ text: String, to width: Int, trailing: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - of(text)))
    return trailing ? space + text : text + space
  }

  private static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F ? 0 : 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    let isEmoji = scalar.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{FE0F}")
    return isEmoji || isWide(scalar.value) ? 2 : 1
  }

  /// The blocks of East Asian wide and fullwidth characters; Unicode Standard Annex 11.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}

/// Text from outside, made safe to print.
package enum PrintableText {
  /// Replaces control characters, which could move the cursor or hide text; tabs become spaces.
  package static func line(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isControl($0) }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\t": result += "    "
      case "\u{0}"..."\u{1F}": result.unicodeScalars.append(Unicode.Scalar(0x2400 + scalar.value) ?? "?")
      case _ where isControl(scalar): result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
      || (0x2066...0x2069).contains(scalar.value)
  }
}
