/// What kind of thing a tree entry names.
package enum FileMode: UInt32, Sendable {
  case tree = 0o40000
  case blob = 0o100644
  case executable = 0o100755
  case link = 0o120000
  /// A commit of another repository.
  case submodule = 0o160000
}

/// One line of a tree: a mode, a name, an id.
package struct TreeEntry: Sendable, Equatable {
  package var mode: FileMode
  package var name: String
  package var id: ObjectID

  package init(mode: FileMode, name: String, id: ObjectID) {
    self.mode = mode
    self.name = name
    self.id = id
  }

  /// Git sorts a folder as though its name ended in a slash.
  private var sortKey: [UInt8] {
    mode == .tree ? Array(name.utf8) + [UInt8(ascii: "/")] : Array(name.utf8)
  }

  private var isNameAllowed: Bool {
    !name.isEmpty && name != "." && name != ".." && name.lowercased() != ".git"
      && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
  }

  /// Returns the bytes Git stores for a tree with these entries, in Git's order.
  static func encode(_ entries: [TreeEntry]) throws(GitError) -> [UInt8] {
    var seen: Set<[UInt8]> = []
    for entry in entries {
      guard entry.isNameAllowed else {
        throw GitError(.invalidObject, "a tree cannot hold an entry named '\(entry.name)'")
      }
      guard seen.insert(Array(entry.name.utf8)).inserted else {
        throw GitError(.invalidObject, "a tree cannot hold two entries named '\(entry.name)'")
      }
    }
    let sorted = entries.map { (key: $0.sortKey, entry: $0) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    var bytes: [UInt8] = []
    for (_, entry) in sorted {
      bytes.append(contentsOf: String(entry.mode.rawValue, radix: 8).utf8)
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: entry.name.utf8)
      bytes.append(0)
      bytes.append(contentsOf: entry.id.bytes)
    }
    return bytes
  }

  /// Reads what Git stores for a tree.
  static func decode(_ bytes: [UInt8], id tree: ObjectID) throws(GitError) -> [TreeEntry] {
    var entries: [TreeEntry] = []
    var position = 0
    while position < bytes.count {
      guard let space = bytes[position...].firstIndex(of: UInt8(ascii: " ")),
        let nul = bytes[space...].firstIndex(of: 0), nul + ObjectID.byteCount < bytes.count,
        let number = UInt32(String(decoding: bytes[position..<space], as: UTF8.self), radix: 8),
        let mode = FileMode(anyOf: number),
        let id = ObjectID(bytes: bytes[(nul + 1)...(nul + ObjectID.byteCount)])
      else { throw .malformed(.tree, tree) }
      entries.append(TreeEntry(mode: mode, name: String(decoding: bytes[(space + 1)..<nul], as: UTF8.self), id: id))
      position = nul + 1 + ObjectID.byteCount
    }
    return entries
  }
}

extension FileMode {
  /// Old repositories hold other permission bits; only the type and the owner's execute bit count.
  fileprivate init?(anyOf number: UInt32) {
    if let mode = FileMode(rawValue: number) {
      self = mode
    } else if number & 0o170000 == 0o100000 {
      self = number & 0o100 == 0 ? .blob : .executable
    } else {
      return nil
    }
  }
}
