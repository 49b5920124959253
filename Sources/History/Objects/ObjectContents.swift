internal import GitStore
internal import Schema

/// What versions hold of the objects that some patterns name; what trees have in common is read once.
final class ObjectContents {
  /// A file that is meant, and its content.
  struct File: Hashable {
    var path: String
    var blob: ObjectID
  }

  private let store: ObjectStore
  private let patterns: [ObjectPattern]
  private var byFolder: [FolderKey: [File]] = [:]
  /// Whether files are meant, by their folders and names: most trees have the names of the one before.
  private var verdicts: [String: [Identifier: Bool]] = [:]

  private struct FolderKey: Hashable {
    var tree: ObjectID
    var path: String
  }

  init(_ store: ObjectStore, of patterns: [ObjectPattern]) {
    self.store = store
    self.patterns = patterns
  }

  /// The files of a snapshot that are meant, in the order of its trees.
  func files(inSchema tree: ObjectID) throws -> [File] { try files(below: tree, "") }

  private func files(below tree: ObjectID, _ path: String) throws -> [File] {
    let key = FolderKey(tree: tree, path: path)
    if let known = byFolder[key] { return known }
    var found: [File] = []
    var verdicts = verdicts.removeValue(forKey: path) ?? [:]
    defer { self.verdicts[path] = verdicts }
    for entry in try store.readTree(tree) {
      var inner: String { path.isEmpty ? entry.name : "\(path)/\(entry.name)" }
      if entry.mode == .tree {
        found += try files(below: entry.id, inner)
        continue
      }
      let name = Identifier(entry.name)
      let isMeant: Bool
      if let known = verdicts[name] {
        isMeant = known
      } else {
        isMeant = patterns.contains { $0.matches(inner) }
        verdicts[name] = isMeant
      }
      if isMeant { found.append(File(path: inner, blob: entry.id)) }
    }
    byFolder[key] = found
    return found
  }
}
