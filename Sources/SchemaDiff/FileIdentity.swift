package import Schema

/// Tells which object a snapshot file is about.
package enum FileIdentity {
  /// The identity by the path; a name that the path has only in part is taken from the text.
  package static func identity(path: String, text: String) -> ObjectIdentity? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 || parts.count == 3, let file = parts.last, file.hasSuffix(".sql") else { return nil }
    let isInSchema = parts.count == 3
    let folder = parts[parts.count - 2]
    guard let kind = ObjectKind.allCases.first(where: { $0.folder == folder && $0.isInSchema == isInSchema }) else {
      return nil
    }
    if path.utf8.contains(UInt8(ascii: "~")) {
      guard let written = SubjectName(text) else { return nil }
      return ObjectIdentity(
        kind: kind, schema: isInSchema ? written.schema.map(Identifier.init) : nil, name: Identifier(written.name),
        arguments: kind.isOverloaded ? written.arguments : nil)
    }
    let stem = file.dropLast(".sql".count)
    let open = kind.isOverloaded ? stem.utf8.firstIndex(of: UInt8(ascii: "(")) ?? stem.endIndex : stem.endIndex
    guard let name = SnapshotPath.unescape(String(stem[..<open])) else { return nil }
    var arguments: String?
    if kind.isOverloaded {
      guard stem.hasSuffix(")"), let list = SnapshotPath.unescape(String(stem[open...].dropFirst().dropLast())) else {
        return nil
      }
      arguments = list
    }
    let schema = isInSchema ? SnapshotPath.unescape(parts[0]).map(Identifier.init) : nil
    return ObjectIdentity(kind: kind, schema: schema, name: Identifier(name), arguments: arguments)
  }
}

/// The first name in a file: that of the object it creates.
private struct SubjectName {
  let schema: String?
  let name: String
  /// What stands in parentheses behind the name.
  let arguments: String?

  init?(_ text: String) {
    let words = StatementWords(text)
    guard let first = (words.first..<words.end).first(where: words.isName) else { return nil }
    var next = first + 1
    if words.kind(next) == .dot, words.isName(next + 1) {
      (schema, name) = (words.name(first), words.name(next + 1))
      next += 2
    } else {
      (schema, name) = (nil, words.name(first))
    }
    arguments = words.parenthesized(at: next)
  }
}
