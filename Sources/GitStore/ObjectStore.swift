internal import Synchronization

/// A Git repository: objects and references as values.
///
/// Safe to share between threads; calls take a lock and are short.
/// ```swift
/// let store = try ObjectStore(opening: "/srv/app/.git")
/// let id = try store.writeBlob(Array("hello\n".utf8))
/// ```
package final class ObjectStore: Sendable {
  /// What the lock guards.
  struct State: ~Copyable {
    var handle: RepositoryHandle
    var batch: Batch?
  }

  let state: Mutex<State>

  /// The Git folder of this work tree, without a slash at its end.
  package let gitDirectory: String
  /// The Git folder that all work trees of the repository share, without a slash at its end.
  package let commonDirectory: String
  /// The folder with the files; `nil` in a bare repository.
  package let workTree: String?

  private init(_ handle: consuming sending RepositoryHandle) {
    gitDirectory = Self.withoutSlash(handle.gitDirectory)
    commonDirectory = Self.withoutSlash(handle.commonDirectory)
    workTree = handle.workTree.map(Self.withoutSlash)
    state = Mutex(State(handle: handle, batch: nil))
  }

  /// Opens the repository whose Git folder or work tree this is.
  package convenience init(opening path: String) throws(GitError) {
    let handle: RepositoryHandle
    do throws(GitError) {
      handle = try RepositoryHandle(opening: path)
    } catch {
      throw error.explained(whenOpening: path)
    }
    self.init(handle)
  }

  /// Creates a repository whose work tree is this folder; opens it where there is one already.
  package static func create(at path: String) throws(GitError) -> ObjectStore {
    do throws(GitError) {
      return ObjectStore(try RepositoryHandle(creatingAt: path))
    } catch {
      throw error.explained(whenOpening: path)
    }
  }

  /// Finds the repository that encloses a folder, as Git does: upwards, within one file system, not above `ceilings`.
  package static func discover(from path: String, ceilings: [String] = []) throws(GitError) -> ObjectStore? {
    guard let found = try RepositoryHandle.discover(from: path, ceilings: ceilings) else { return nil }
    return try ObjectStore(opening: found)
  }

  private static func withoutSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}

// Reading and writing objects.
extension ObjectStore {
  /// Returns kind and content of an object as Git stores them.
  package func readRaw(_ id: ObjectID) throws(GitError) -> (kind: ObjectKind, bytes: [UInt8]) {
    let found = try withState { (state) throws(GitError) -> (kind: ObjectKind, bytes: [UInt8])? in
      if let pending = state.batch?.objects[id] { return pending }
      return try state.handle.read(id)
    }
    guard let found else { throw .notFound(id) }
    return found
  }

  /// Returns what an object is, or `nil` when it is not there.
  package func kind(of id: ObjectID) throws(GitError) -> ObjectKind? {
    try withState { (state) throws(GitError) in
      if let pending = state.batch?.objects[id] { return pending.kind }
      return try state.handle.kind(of: id)
    }
  }

  /// Whether the repository holds an object.
  package func contains(_ id: ObjectID) -> Bool {
    state.withLock { $0.batch?.objects[id] != nil || $0.handle.contains(id) }
  }

  /// Returns all objects whose id starts with these (at least four) hexadecimal digits, in order.
  ///
  /// - Complexity: One look-up unless the prefix is ambiguous, then O(objects in the repository).
  package func resolve(prefix: String) throws(GitError) -> [ObjectID] {
    try withState { (state) throws(GitError) in
      let digits = prefix.lowercased()
      let pending = state.batch.map { $0.objects.keys.filter { $0.hex.hasPrefix(digits) } } ?? []
      return try Set(state.handle.objects(withPrefix: digits) + pending).sorted()
    }
  }

  package func readBlob(_ id: ObjectID) throws(GitError) -> [UInt8] { try read(id, as: .blob) }

  package func readTree(_ id: ObjectID) throws(GitError) -> [TreeEntry] {
    try TreeEntry.decode(read(id, as: .tree), id: id)
  }

  package func readCommit(_ id: ObjectID) throws(GitError) -> Commit {
    try Commit(id: id, bytes: read(id, as: .commit))
  }

  package func readTag(_ id: ObjectID) throws(GitError) -> AnnotatedTag {
    try AnnotatedTag(id: id, bytes: read(id, as: .tag))
  }

  private func read(_ id: ObjectID, as kind: ObjectKind) throws(GitError) -> [UInt8] {
    let (found, bytes) = try readRaw(id)
    guard found == kind else {
      throw GitError(.wrongKind, "the object '\(id.hex)' is a \(found.rawValue), not a \(kind.rawValue)")
    }
    return bytes
  }

  /// Stores an object and returns its id; an object that is already there is left alone.
  @discardableResult
  package func writeRaw(_ kind: ObjectKind, _ bytes: [UInt8]) throws(GitError) -> ObjectID {
    try withState { (state) throws(GitError) in
      guard state.batch != nil else { return try state.handle.write(kind, bytes) }
      let id = try RepositoryHandle.hash(kind, bytes)
      if state.batch?.objects[id] == nil, !state.handle.containsAsFarAsKnown(id) {
        state.batch?.add(id, kind, bytes)
      }
      return id
    }
  }

  @discardableResult
  package func writeBlob(_ bytes: [UInt8]) throws(GitError) -> ObjectID { try writeRaw(.blob, bytes) }

  /// Stores a tree; the entries may come in any order.
  @discardableResult
  package func writeTree(_ entries: [TreeEntry]) throws(GitError) -> ObjectID {
    try writeRaw(.tree, TreeEntry.encode(entries))
  }

  /// Stores a commit; the same values give the same id everywhere.
  @discardableResult
  package func writeCommit(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
  ) throws(GitError) -> ObjectID {
    try writeRaw(
      .commit,
      Commit.encode(tree: tree, parents: parents, author: author, committer: committer, message: message))
  }

  /// Stores an annotated tag; a reference to it is the caller's business.
  @discardableResult
  package func writeTag(
    target: ObjectID, name: String, tagger: Signature, message: String
  ) throws(GitError) -> ObjectID {
    guard let kind = try kind(of: target) else { throw .notFound(target) }
    return try writeRaw(
      .tag, AnnotatedTag.encode(target: target, kind: kind, name: name, tagger: tagger, message: message))
  }

  /// Returns the id that an object would have, without storing it.
  package static func hash(_ kind: ObjectKind, _ bytes: [UInt8]) throws(GitError) -> ObjectID {
    try RepositoryHandle.hash(kind, bytes)
  }

  /// Lets what other processes wrote meanwhile be found.
  package func refresh() throws(GitError) {
    try withState { (state) throws(GitError) in try state.handle.refresh() }
  }

  func withState<R>(_ body: (inout sending State) throws(GitError) -> sending R) throws(GitError) -> sending R {
    try state.withLock(body)
  }
}
