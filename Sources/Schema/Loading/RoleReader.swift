/// Reads the roles that a statement names.
struct RoleReader {
  private let words: StatementWords

  init(_ words: StatementWords) { self.words = words }

  func read(into roles: inout Set<NameKey>) {
    switch words.word(words.first) {
    case "GRANT": readList(after: "TO", into: &roles)
    case "REVOKE": readList(after: "FROM", into: &roles)
    case "ALTER":
      if words.isWord(words.first + 1, "DEFAULT") {
        readDefaultPrivileges(into: &roles)
      } else if let owner = words.firstWord("OWNER", from: words.first), words.isWord(owner + 1, "TO") {
        add(owner + 2, to: &roles)
      }
    case "CREATE":
      if words.isWord(words.first + 1, "POLICY") {
        readList(after: "TO", into: &roles)
      } else if words.isWord(words.first + 1, "USER"), words.isWord(words.first + 3, "FOR") {
        add(words.first + 4, to: &roles)
      }
    default: break
    }
  }

  /// `ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA s GRANT … TO b`.
  private func readDefaultPrivileges(into roles: inout Set<NameKey>) {
    if words.isWord(words.first + 3, "FOR") { readNames(from: words.first + 5, into: &roles) }
    if words.firstWord("GRANT", from: words.first) != nil, words.firstWord("REVOKE", from: words.first) == nil {
      readList(after: "TO", into: &roles)
    } else {
      readList(after: "FROM", into: &roles)
    }
  }

  private func readList(after word: StaticString, into roles: inout Set<NameKey>) {
    guard let start = words.firstWord(word, from: words.first) else { return }
    readNames(from: start + 1, into: &roles)
  }

  private func readNames(from start: Int, into roles: inout Set<NameKey>) {
    var index = start
    while index < words.end {
      add(index, to: &roles)
      guard words.kind(index + 1) == .comma else { return }
      index += 2
    }
  }

  /// Adds the role at the index, unless it is a keyword (`PUBLIC`, `CURRENT_USER`) or one of the server's own.
  private func add(_ index: Int, to roles: inout Set<NameKey>) {
    guard words.isName(index) else { return }
    let name = words.name(index)
    if !name.utf8.starts(with: "pg_".utf8) { roles.insert(NameKey(name)) }
  }
}
