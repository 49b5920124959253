/// Puts colour around text, or leaves it alone.
package struct Style: Sendable {
  package let isColored: Bool

  package init(color: Bool) { isColored = color }

  package static let plain = Style(color: false)

  package func bold(_ text: String) -> String { wrap(text, in: 1) }
  package func dim(_ text: String) -> String { wrap(text, in: 2) }
  package func red(_ text: String) -> String { wrap(text, in: 31) }
  package func green(_ text: String) -> String { wrap(text, in: 32) }
  package func yellow(_ text: String) -> String { wrap(text, in: 33) }
  package func blue(_ text: String) -> String { wrap(text, in: 34) }
  package func cyan(_ text: String) -> String { wrap(text, in: 36) }

  private func wrap(_ text: String, in code: Int) -> String {
    isColored && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
