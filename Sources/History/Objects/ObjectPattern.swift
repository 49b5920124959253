/// What a word behind `--` names: an object, a file of the snapshot, or a folder of it.
///
/// `public.users`, `users`, `public.f(integer)`; `schema/public/tables/users.sql`, `schema/public`, also as the files
/// are in the workspace, below `db/`.
package struct ObjectPattern: Sendable, Equatable {
  package let text: String
  /// Below `schema/`, without a slash at the end; `nil` for the name of an object.
  private let path: String?

  package init(_ text: String) {
    self.text = text
    var rest = Substring(text)
    while rest.hasSuffix("/") { rest.removeLast() }
    if rest.hasPrefix("db/") { rest.removeFirst(3) }
    if rest == "schema" {
      path = ""
    } else if rest.hasPrefix("schema/") {
      path = String(rest.dropFirst("schema/".count))
    } else {
      path = nil
    }
  }

  /// Whether a file is meant, by its path below `schema/`.
  func matches(_ file: String) -> Bool {
    guard let path else { return ObjectFile(path: file)?.matches(text) ?? false }
    return path.isEmpty || file.utf8.elementsEqual(path.utf8) || file.hasPrefix(path + "/")
  }
}
