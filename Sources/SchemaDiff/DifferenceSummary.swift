/// Says in short lines what differs between an expected snapshot and another.
///
/// ```
/// table public.users: column email: text NOT NULL → text
/// index public.users_email_idx: missing
/// ```
package enum DifferenceSummary {
  /// What is said of a fact that only one of the texts has.
  private enum Wording {
    /// The other text should be like the first: `missing`, `unexpected`.
    case expectation
    /// The other text comes after the first: `removed`, `added` with what was added.
    case change

    fileprivate func removed(_ fact: ObjectFact) -> String {
      switch self {
      case .expectation: "missing"
      case .change: "removed"
      }
    }

    fileprivate func added(_ fact: ObjectFact) -> String {
      switch self {
      case .expectation: "unexpected"
      case .change: fact.value.isEmpty ? "added" : "added: \(ValueChange.clip(fact.value))"
      }
    }
  }

  /// The lines for the files of both, sorted by path and then by place in the file.
  package static func lines(
    from expected: [(path: String, text: String)], to actual: [(path: String, text: String)]
  ) -> [String] {
    lines(of: SnapshotDiff.changes(from: expected, to: actual))
  }

  /// The lines for changes from what is expected.
  package static func lines(of changes: [ObjectChange]) -> [String] { changes.flatMap { lines(of: $0) } }

  /// The lines for what one change does to an object, without the object's name; empty if it comes or goes as a whole.
  package static func lines(within change: ObjectChange) -> [String] {
    guard let old = change.oldText, let new = change.newText else { return [] }
    return lines(old, new, .change).map(\.text)
  }

  private static func lines(of change: ObjectChange) -> [String] {
    guard let old = change.oldText else { return ["\(change.name): unexpected"] }
    guard let new = change.newText else { return ["\(change.name): missing"] }
    return lines(old, new, .expectation).map { $0.isOwnObject ? $0.text : "\(change.name): \($0.text)" }
  }

  private static func lines(_ old: String, _ new: String, _ wording: Wording) -> [(text: String, isOwnObject: Bool)] {
    let (oldFacts, newFacts) = (ObjectFacts(old).facts, ObjectFacts(new).facts)
    var lines = differences(oldFacts, newFacts, wording)
    for group in ObjectFact.Group.allCases {
      if let order = order(group, oldFacts, newFacts) {
        lines.append(("order of \(group.rawValue): \(order)", false))
      }
    }
    return lines.isEmpty ? [("text differs", false)] : lines
  }

  // MARK: - Facts

  /// Takes away what both say, then pairs what is left by subject.
  private static func differences(
    _ old: [ObjectFact], _ new: [ObjectFact], _ wording: Wording
  ) -> [(text: String, isOwnObject: Bool)] {
    var newOnly = Dictionary(grouping: new) { FactKey($0.subject) }
    let oldOnly = old.filter { fact in
      guard let index = newOnly[FactKey(fact.subject)]?.firstIndex(of: fact) else { return true }
      newOnly[FactKey(fact.subject)]?.remove(at: index)
      return false
    }
    var result: [(text: String, isOwnObject: Bool)] = []
    for fact in oldOnly {
      let key = FactKey(fact.subject)
      let text: String
      if let other = newOnly[key]?.first {
        newOnly[key]?.removeFirst()
        text = ValueChange.text(fact.value, other.value)
      } else {
        text = wording.removed(fact)
      }
      result.append(("\(ValueChange.clip(fact.subject)): \(text)", fact.isOwnObject))
    }
    for fact in new {
      guard let index = newOnly[FactKey(fact.subject)]?.firstIndex(of: fact) else { continue }
      newOnly[FactKey(fact.subject)]?.remove(at: index)
      result.append(("\(ValueChange.clip(fact.subject)): \(wording.added(fact))", fact.isOwnObject))
    }
    return result
  }

  private struct FactKey: Hashable {
    let bytes: [UInt8]
    init(_ subject: String) { bytes = Array(subject.utf8) }
  }

  /// How the order of what both have differs, if it does.
  private static func order(_ group: ObjectFact.Group, _ old: [ObjectFact], _ new: [ObjectFact]) -> String? {
    func names(_ facts: [ObjectFact]) -> [String] { facts.filter { $0.group == group }.map(\.nameInGroup) }
    let (oldNames, newNames) = (names(old), names(new))
    let common = Set(oldNames).intersection(newNames)
    let (left, right) = (oldNames.filter(common.contains), newNames.filter(common.contains))
    guard left != right else { return nil }
    return ValueChange.text(left.joined(separator: ", "), right.joined(separator: ", "))
  }
}

/// Two values side by side, cut to what differs if they are long.
enum ValueChange {
  private static let longest = 60

  static func text(_ old: String, _ new: String) -> String {
    if old.utf8.contains(UInt8(ascii: "\n")) || new.utf8.contains(UInt8(ascii: "\n")) { return lines(old, new) }
    guard old.utf8.count > longest || new.utf8.count > longest else {
      return "\(old.isEmpty ? "none" : old) → \(new.isEmpty ? "none" : new)"
    }
    let (left, right) = (
      old.split(separator: " ", omittingEmptySubsequences: false),
      new.split(separator: " ", omittingEmptySubsequences: false)
    )
    let prefix = zip(left, right).prefix { $0 == $1 }.count
    let suffix = zip(left.dropFirst(prefix).reversed(), right.dropFirst(prefix).reversed()).prefix { $0 == $1 }.count
    func middle(_ words: [Substring]) -> String {
      let part = words.dropFirst(prefix).dropLast(suffix).joined(separator: " ")
      return (prefix > 0 ? "… " : "") + clip(part) + (suffix > 0 ? " …" : "")
    }
    return "\(middle(left)) → \(middle(right))"
  }

  /// The first lines that differ.
  private static func lines(_ old: String, _ new: String) -> String {
    let left = old.split(separator: "\n", omittingEmptySubsequences: false)
    let right = new.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(left, right).prefix { $0 == $1 }.count
    // What cannot be seen is not worth printing.
    if old.filter({ !$0.isWhitespace }) == new.filter({ !$0.isWhitespace }) {
      return "differs from line \(line + 1) in white space only"
    }
    func shown(_ lines: [Substring]) -> String {
      guard line < lines.count else { return "nothing" }
      return "'\(clip(String(lines[line].drop { $0 == " " })))'"
    }
    return "differs from line \(line + 1): \(shown(left)) → \(shown(right))"
  }

  /// The text's first line, cut to a length that reads well.
  static func clip(_ text: String) -> String {
    let line = text.prefix { $0 != "\n" }
    return line.count > longest || line.count < text.count ? line.prefix(longest) + "…" : text
  }
}
