internal import Schema

/// The names of an object as its file's path tells them.
struct ObjectFile {
  let schema: String?
  /// Without argument types.
  let name: String
  let arguments: String?

  init?(path: String) {
    guard path.hasSuffix(".sql") else { return nil }
    let parts = path.dropLast(4).split(separator: "/").map(String.init)
    guard parts.count == 2 || parts.count == 3, let last = parts.last else { return nil }
    schema = parts.count == 3 ? SnapshotPath.unescape(parts[0]) : nil
    if let open = last.firstIndex(of: "("), last.hasSuffix(")") {
      arguments = SnapshotPath.unescape(String(last[last.index(after: open)...].dropLast()))
      guard let name = SnapshotPath.unescape(String(last[..<open])) else { return nil }
      self.name = name
    } else {
      arguments = nil
      guard let name = SnapshotPath.unescape(last) else { return nil }
      self.name = name
    }
  }

  var qualifiedName: String { (schema.map { "\($0)." } ?? "") + name }

  func matches(_ text: String) -> Bool {
    let suffix = arguments.map { "(\($0))" } ?? ""
    return [qualifiedName, name, qualifiedName + suffix, name + suffix].contains {
      $0.utf8.elementsEqual(text.utf8)
    }
  }
}
