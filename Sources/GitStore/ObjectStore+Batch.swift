internal import CLibgit2
internal import Synchronization

/// Objects that were written inside `ObjectStore.batch` and are not on disk yet.
struct Batch {
  private(set) var objects: [ObjectID: (kind: ObjectKind, bytes: [UInt8])] = [:]
  private(set) var order: [ObjectID] = []
  /// How many calls of `batch` are under way, one inside the other.
  var depth = 1

  mutating func add(_ id: ObjectID, _ kind: ObjectKind, _ bytes: [UInt8]) {
    objects[id] = (kind, bytes)
    order.append(id)
  }
}

extension ObjectStore {
  /// From this many objects on a batch becomes a pack; fewer are stored singly, as Git does with small pushes.
  package static let packThreshold = 32

  /// Runs `body` and stores all the objects it wrote at its end, together.
  ///
  /// Inside, they can be read at once. Should `body` throw or the process die, none of them is stored. Move
  /// references after the batch, or they may name what is not there. What other threads write at the same time
  /// joins the batch; a batch within a batch joins the outer one.
  package func batch<R>(_ body: () throws -> R) throws -> R {
    state.withLock { state in
      if state.batch == nil { state.batch = Batch() } else { state.batch?.depth += 1 }
    }
    let result: R
    do {
      result = try body()
    } catch {
      leaveBatch(discarding: true)
      throw error
    }
    try finishBatch()
    return result
  }

  /// Stores what a batch has gathered so far, so that a long import is safe up to here and memory stays small.
  package func flushBatch() throws(GitError) {
    try withState { (state) throws(GitError) in
      guard let batch = state.batch else { return }
      try state.handle.store(batch)
      state.batch = Batch()
      state.batch?.depth = batch.depth
    }
  }

  private func leaveBatch(discarding: Bool) {
    state.withLock { state in
      guard let batch = state.batch else { return }
      if batch.depth > 1 { state.batch?.depth -= 1 } else { state.batch = nil }
    }
  }

  private func finishBatch() throws(GitError) {
    try withState { (state) throws(GitError) in
      guard let batch = state.batch else { return }
      guard batch.depth == 1 else {
        state.batch?.depth -= 1
        return
      }
      state.batch = nil
      try state.handle.store(batch)
    }
  }
}

extension RepositoryHandle {
  /// Stores the objects of a batch: as one pack, or singly when they are few.
  borrowing func store(_ batch: Batch) throws(GitError) {
    guard batch.order.count >= ObjectStore.packThreshold else {
      for id in batch.order {
        if let object = batch.objects[id] { _ = try write(object.kind, object.bytes) }
      }
      return
    }
    // A second handle, so that the memory store never sees what is written outside the batch.
    let packing = try RepositoryHandle(opening: gitDirectory)
    try packing.writePack(batch)
    try refresh()
  }

  /// Puts the objects into a store in memory, from which libgit2 builds a pack and its index, both synced.
  private borrowing func writePack(_ batch: Batch) throws(GitError) {
    try unsafe withPointers { (repository, database) throws(GitError) in
      var memory: UnsafeMutablePointer<git_odb_backend>?
      try git("git_mempack_new") { unsafe git_mempack_new(&memory) }
      // The database owns the memory store from here on.
      try git("git_odb_add_backend") { unsafe git_odb_add_backend(database, memory, 999) }
      let builder = try unsafe PackBuilder(for: repository)
      for id in batch.order {
        guard let object = batch.objects[id] else { continue }
        _ = try write(object.kind, object.bytes)
        try builder.insert(id)
      }
      try builder.write(intoFolder: commonDirectory + "objects/pack")
    }
  }
}

/// Owns one `git_packbuilder *`.
@safe private struct PackBuilder: ~Copyable {
  private let raw: OpaquePointer

  init(for repository: OpaquePointer) throws(GitError) {
    var raw: OpaquePointer?
    try git("git_packbuilder_new") { unsafe git_packbuilder_new(&raw, repository) }
    guard let raw = unsafe raw else { throw GitError(.library, "no pack builder was made") }
    unsafe self.raw = raw
  }

  deinit { unsafe git_packbuilder_free(raw) }

  borrowing func insert(_ id: ObjectID) throws(GitError) {
    var object = id.raw
    try git("git_packbuilder_insert") { unsafe git_packbuilder_insert(raw, &object, nil) }
  }

  borrowing func write(intoFolder folder: String) throws(GitError) {
    try git("git_packbuilder_write") { unsafe git_packbuilder_write(raw, folder, 0, nil, nil) }
  }
}
