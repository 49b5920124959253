internal import GitStore
internal import Synchronization

/// Finds single files in the trees of many snapshots; a folder that several have is read once.
final class SnapshotFiles: Sendable {
  private let store: ObjectStore
  private let found = Mutex<[Key: ObjectID?]>([:])

  private struct Key: Hashable {
    var tree: ObjectID
    var path: Substring
  }

  init(_ store: ObjectStore) { self.store = store }

  /// The blob of a file below a tree; `nil` when there is none.
  func blob(_ path: String, in tree: ObjectID) throws -> ObjectID? { try blob(Substring(path), in: tree) }

  private func blob(_ path: Substring, in tree: ObjectID) throws -> ObjectID? {
    let key = Key(tree: tree, path: path)
    if let known = found.withLock({ $0[key] }) { return known }
    let slash = path.utf8.firstIndex(of: UInt8(ascii: "/"))
    let name = slash.map { path[..<$0] } ?? path
    let entry = try store.readTree(tree).first { $0.name.utf8.elementsEqual(name.utf8) }
    var result: ObjectID?
    if let entry {
      if let slash {
        if entry.mode == .tree { result = try blob(path[path.utf8.index(after: slash)...], in: entry.id) }
      } else if entry.mode != .tree {
        result = entry.id
      }
    }
    found.withLock { $0[key] = .some(result) }
    return result
  }
}
