/// Who did something, and when, as a commit records it.
package struct Signature: Sendable, Equatable {
  package var name: String
  package var email: String
  /// Seconds since 1970-01-01 00:00 UTC.
  package var when: Int64
  /// Minutes east of UTC.
  package var offset: Int

  package init(name: String, email: String, when: Int64, offset: Int) {
    self.name = name
    self.email = email
    self.when = when
    self.offset = offset
  }

  /// Returns the text without what a commit's header cannot hold: angle brackets, line ends, NUL, surrounding blanks.
  package static func cleaned(_ text: String) -> String {
    let kept = text.unicodeScalars.filter { !"<>\n\r\0".unicodeScalars.contains($0) }
    var trimmed = Substring(String(String.UnicodeScalarView(kept)))
    while trimmed.first == " " || trimmed.first == "\t" { trimmed.removeFirst() }
    while trimmed.last == " " || trimmed.last == "\t" { trimmed.removeLast() }
    return String(trimmed)
  }

  /// What a header line holds after its keyword: `Name <email> 1700000000 +0100`.
  func headerText() throws(GitError) -> String {
    guard !name.isEmpty, Self.cleaned(name) == name, Self.cleaned(email) == email, abs(offset) < 24 * 60 else {
      throw GitError(
        .invalidSignature,
        "the author '\(Self.cleaned(name)) <\(Self.cleaned(email))>' cannot be written in a commit",
        hints: ["git config user.name 'Your Name'"])
    }
    return "\(name) <\(email)> \(when) \(Self.zone(offset))"
  }

  init?(headerText text: Substring) {
    guard let open = text.lastIndex(of: "<"), let close = text.lastIndex(of: ">"), open < close else { return nil }
    let rest = text[text.index(after: close)...].split(separator: " ")
    guard rest.count == 2, let when = Int64(rest[0]), let offset = Self.offset(rest[1]) else { return nil }
    var name = text[..<open]
    if name.last == " " { name.removeLast() }
    self.init(name: String(name), email: String(text[text.index(after: open)..<close]), when: when, offset: offset)
  }

  private static func zone(_ offset: Int) -> String {
    let minutes = abs(offset)
    let digits = String(10_000 + minutes / 60 * 100 + minutes % 60).dropFirst()
    return (offset < 0 ? "-" : "+") + digits
  }

  private static func offset(_ zone: Substring) -> Int? {
    guard let sign = zone.first, sign == "+" || sign == "-", let digits = Int(zone.dropFirst()), digits >= 0 else {
      return nil
    }
    let minutes = digits / 100 * 60 + digits % 100
    return sign == "-" ? -minutes : minutes
  }
}
