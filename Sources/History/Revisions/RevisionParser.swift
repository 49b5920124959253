internal import Diagnostics

extension Revision {
  /// Reads one revision.
  ///
  /// - Throws: ``HistoryError`` with `invalidRevision` that says which part cannot be read.
  package init(_ text: String) throws(HistoryError) {
    var parser = RevisionParser(text: text)
    self = try parser.parse()
  }
}

extension RevisionRange {
  /// Reads `A`, `^A`, `A..B` or `A...B`; a missing end is `HEAD`.
  package init(_ text: String) throws(HistoryError) {
    if text.hasPrefix("^"), text.utf8.count > 1 {
      self = .excluded(try Revision(String(text.dropFirst())))
      return
    }
    guard let (left, right, isSymmetric) = Self.split(text) else {
      self = .single(try Revision(text))
      return
    }
    let first: Revision = left.isEmpty ? .head : try Revision(left)
    let second: Revision = right.isEmpty ? .head : try Revision(right)
    self = isSymmetric ? .symmetric(first, second) : .range(first, second)
  }

  /// Finds the dots; those within braces, in a path or in a searched text do not count.
  private static func split(_ text: String) -> (left: String, right: String, isSymmetric: Bool)? {
    guard !text.hasPrefix(":/") else { return nil }
    let bytes = Array(text.utf8)
    var depth = 0
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "."):
        guard depth == 0, index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: ".") else { continue }
        let isSymmetric = index + 2 < bytes.count && bytes[index + 2] == UInt8(ascii: ".")
        return (
          String(decoding: bytes[..<index], as: UTF8.self),
          String(decoding: bytes[(index + (isSymmetric ? 3 : 2))...], as: UTF8.self), isSymmetric
        )
      default: continue
      }
    }
    return nil
  }
}

/// Reads a revision from left to right.
struct RevisionParser {
  private let text: String
  private var rest: Substring.UTF8View

  init(text: String) {
    self.text = text
    rest = Substring(text).utf8
  }

  mutating func parse() throws(HistoryError) -> Revision {
    if text.hasPrefix(":/") {
      guard text.utf8.count > 2 else { throw invalid("there is no text after ':/'") }
      return .matching(String(text.dropFirst(2)))
    }
    var revision = try base()
    while let sign = rest.first {
      switch sign {
      case UInt8(ascii: "~"):
        rest.removeFirst()
        revision = .ancestor(revision, try number() ?? 1)
      case UInt8(ascii: "^"):
        rest.removeFirst()
        if rest.first == UInt8(ascii: "{") {
          revision = try peel(revision)
        } else {
          revision = .parent(revision, try number() ?? 1)
        }
      case UInt8(ascii: "@"):
        rest.removeFirst()
        revision = try slot(of: revision, isNamed: true)
      case UInt8(ascii: ":"):
        rest.removeFirst()
        let path = String(Substring(rest))
        rest = Substring().utf8
        revision = .path(revision, path)
      default:
        throw invalid("'\(Substring(rest))' is not understood")
      }
    }
    return revision
  }

  private mutating func base() throws(HistoryError) -> Revision {
    let start = rest.startIndex
    var end = start
    while end < rest.endIndex {
      let byte = rest[end]
      if byte == UInt8(ascii: "~") || byte == UInt8(ascii: "^") || byte == UInt8(ascii: ":") { break }
      if byte == UInt8(ascii: "@"), case let next = rest.index(after: end),
        next < rest.endIndex, rest[next] == UInt8(ascii: "{")
      {
        break
      }
      end = rest.index(after: end)
    }
    let name = String(Substring(rest[start..<end]))
    rest = rest[end...]
    guard !name.isEmpty else {
      guard rest.first == UInt8(ascii: "@") else {
        throw invalid(text.isEmpty ? "it is empty" : "there is no name before '\(Substring(rest))'")
      }
      rest.removeFirst()
      return try slot(of: .head, isNamed: false)
    }
    return name == "HEAD" || name == "@" ? .head : .name(name)
  }

  /// Reads what follows `@`: `{…}`.
  private mutating func slot(of base: Revision, isNamed: Bool) throws(HistoryError) -> Revision {
    let content = try braces()
    if let view = Revision.View(rawValue: content) {
      guard case .name(let target) = base else { throw invalid("'@{\(content)}' follows the name of a target") }
      return .database(target: target, view)
    }
    if content.hasPrefix("-"), let number = Int(content.dropFirst()) {
      guard !isNamed, number > 0 else { throw invalid("'@{\(content)}' stands without a name before it") }
      return .previousBranch(number)
    }
    if let number = Int(content), number >= 0 { return .recorded(base, .back(number)) }
    if let date = CommitDate(content) { return .recorded(base, .at(date)) }
    if let seconds = Self.age(content) { return .recorded(base, .ago(seconds)) }
    throw invalid(
      "'@{\(content)}' is neither a number, a date, 'db' nor 'live'",
      hints: ["dates are written as 2026-01-31, 2026-01-31T12:00:00Z, 'yesterday' or '3 days ago'"])
  }

  /// Reads what follows `^`: `{…}`.
  private mutating func peel(_ base: Revision) throws(HistoryError) -> Revision {
    let content = try braces()
    if content.hasPrefix("/") {
      guard content.utf8.count > 1 else { throw invalid("there is no text after '^{/'") }
      return .ancestorMatching(base, String(content.dropFirst()))
    }
    guard let peel = Revision.Peel(rawValue: content) else {
      let closest = Suggestions.closest(to: content, among: Revision.Peel.allCases.map(\.rawValue))
      throw invalid(
        "'^{\(content)}' is not understood",
        hints: closest.isEmpty
          ? ["'^{schema}', '^{tree}', '^{commit}' and '^{/text}' are"] : closest.map { "did you mean '^{\($0)}'?" })
    }
    return .peeled(base, peel)
  }

  private mutating func braces() throws(HistoryError) -> String {
    guard rest.first == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
      throw invalid("a brace is missing")
    }
    let content = String(Substring(rest[rest.index(after: rest.startIndex)..<end]))
    rest = rest[rest.index(after: end)...]
    return content
  }

  private mutating func number() throws(HistoryError) -> Int? {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !digits.isEmpty else { return nil }
    guard let number = Int(Substring(digits)) else { throw invalid("'\(Substring(digits))' is too large") }
    rest = rest[digits.endIndex...]
    return number
  }

  /// Reads `yesterday` and such as `3 days ago` or `2.weeks.ago`.
  private static func age(_ text: String) -> Int64? {
    if text == "now" { return 0 }
    if text == "yesterday" { return 86_400 }
    let words = text.split { $0 == " " || $0 == "." }
    guard words.count == 3, words[2] == "ago", let count = Int64(words[0]), (0...10_000_000_000).contains(count)
    else {
      return nil
    }
    let units: [Substring: Int64] = [
      "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_746, "year": 31_556_952,
    ]
    return units[words[1].hasSuffix("s") ? words[1].dropLast() : words[1]].map { $0 * count }
  }

  private func invalid(_ reason: String, hints: [String] = []) -> HistoryError {
    HistoryError(.invalidRevision, "'\(text)' is not a revision: \(reason)", hints: hints)
  }
}
