package import GitStore

/// Who wrote a migration or started a run.
package struct Author: Sendable, Hashable {
  package var name: String
  package var email: String

  /// Leaves out what a commit cannot hold, such as angle brackets.
  package init(name: String, email: String) {
    self.name = Signature.cleaned(name)
    self.email = Signature.cleaned(email)
  }

  /// Reads `Name <email>`; without angle brackets all of it is the name.
  package init(_ text: String) {
    guard let open = text.lastIndex(of: "<"), text.last == ">" else {
      self.init(name: text, email: "")
      return
    }
    self.init(name: String(text[..<open]), email: String(text[text.index(after: open)...].dropLast()))
  }

  /// `Name <email>`.
  package var text: String { email.isEmpty ? name : "\(name) <\(email)>" }

  package func signature(at date: CommitDate) -> Signature {
    Signature(name: name, email: email, when: date.seconds, offset: date.offset)
  }
}
