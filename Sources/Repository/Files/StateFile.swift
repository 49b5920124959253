package import GitStore

/// A file below `.git/confiture` that holds how far a command in several steps has come, or what one keeps for the next;
/// local, and of one work tree.
package struct StateFile: Sendable {
  private let path: String
  private let name: String

  package init(_ name: String, in store: ObjectStore) {
    self.name = name
    path = "\(store.gitDirectory)/confiture/\(name)"
  }

  package var exists: Bool { FileAccess.kind(path) == .file }

  /// The text of the file; `nil` when there is none.
  package func read() throws -> String? { try TextFile.read(path, as: ".git/confiture/\(name)") }

  package func write(_ text: String) throws { try FileAccess.write(Array(text.utf8), to: path) }

  package func remove() throws { try FileAccess.remove(path, upTo: FileAccess.folder(of: path)) }
}
