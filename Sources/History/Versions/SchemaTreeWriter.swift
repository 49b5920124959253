internal import Glibc
internal import GitStore

/// Writes snapshots as trees; what is the same as in the snapshot before is not hashed again.
struct SchemaTreeWriter {
  /// A folder of the snapshot written last.
  private struct Folder {
    var entries: [TreeEntry] = []
    var tree: ObjectID
  }

  private var files: [String: (text: String, id: ObjectID)] = [:]
  private var folders: [String: Folder] = [:]

  /// Stores the files and the trees above them.
  ///
  /// - Complexity: O(files) comparisons of texts; only texts that changed are hashed.
  /// - Returns: The id of the topmost tree.
  mutating func write(_ snapshot: [(path: String, text: String)], to store: ObjectStore) throws -> ObjectID {
    var children: [String: Children] = ["": Children()]
    var written: [String: (text: String, id: ObjectID)] = [:]
    written.reserveCapacity(snapshot.count)
    for (path, text) in snapshot {
      let id: ObjectID
      if let old = files[path], Self.haveSameBytes(old.text, text) {
        id = old.id
      } else {
        id = try store.writeBlob(Array(text.utf8))
      }
      guard written.updateValue((text, id), forKey: path) == nil else {
        throw HistoryError(.malformedVersion, "the snapshot has two files '\(path)'")
      }
      let (folder, name) = Self.split(path)
      Self.addFolders(folder, to: &children)
      children[folder, default: Children()].files.append(TreeEntry(mode: .blob, name: name, id: id))
    }
    var newFolders: [String: Folder] = [:]
    let top = try writeFolder("", children: children, into: &newFolders, store)
    files = written
    folders = newFolders
    return top
  }

  /// What a folder holds, as far as it is known before the folders below it are written.
  private struct Children {
    var files: [TreeEntry] = []
    var folders: [String] = []
  }

  private func writeFolder(
    _ path: String, children: [String: Children], into written: inout [String: Folder], _ store: ObjectStore
  ) throws -> ObjectID {
    let own = children[path] ?? Children()
    var entries = own.files
    for name in own.folders {
      let inner = path.isEmpty ? name : "\(path)/\(name)"
      let id = try writeFolder(inner, children: children, into: &written, store)
      entries.append(TreeEntry(mode: .tree, name: name, id: id))
    }
    let tree: ObjectID
    if let old = folders[path], old.entries == entries {
      tree = old.tree
    } else {
      tree = try store.writeTree(entries)
    }
    written[path] = Folder(entries: entries, tree: tree)
    return tree
  }

  /// Notes a folder in the folder above it, once.
  private static func addFolders(_ folder: String, to children: inout [String: Children]) {
    guard children[folder] == nil else { return }
    children[folder] = Children()
    let (above, name) = split(folder)
    addFolders(above, to: &children)
    children[above, default: Children()].folders.append(name)
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
  }

  /// Unlike `==`, which takes composed and decomposed letters for the same.
  static func haveSameBytes(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    let fast = left.utf8.withContiguousStorageIfAvailable { a in
      right.utf8.withContiguousStorageIfAvailable { b in
        guard let first = a.baseAddress, let second = b.baseAddress else { return true }
        return memcmp(first, second, a.count) == 0
      }
    }
    return (fast ?? nil) ?? left.utf8.elementsEqual(right.utf8)
  }
}
