internal import Dispatch
internal import GitStore
package import History
internal import SQLSyntax
internal import Synchronization

/// What running a step needs of the repository, read and made ready.
package struct StepMaterial: Sendable {
  /// `nil` for a merge without one.
  package var migration: Migration?
  package var patch: String?
  /// What the version introduced, for the registry.
  package var objects: RegistryObjectRows

  init(of id: ObjectID, in store: ObjectStore) throws {
    migration = try SchemaCommits(store).readMigration(id)
    patch = migration.map { PatchID.of($0.up) }
    objects = RegistryObjectRows(try RegistryObjects(store).introduced(by: id))
  }
}

/// Reads the material of coming steps on a thread of its own while the server is busy with the one before.
final class MaterialPrefetch: Sendable {
  private let store: ObjectStore
  private let ready: [ObjectID: DispatchSemaphore]
  private let results = Mutex<[ObjectID: Result<StepMaterial, any Error>]>([:])
  /// How far the reading may be ahead.
  private static let distance = 32
  /// Begins at zero and is then raised, since a semaphore that ends below its first value stops the process.
  private let permits = DispatchSemaphore(value: 0)
  private let isCancelled = Mutex(false)

  init(_ ids: [ObjectID], from store: ObjectStore) {
    self.store = store
    ready = Dictionary(ids.map { ($0, DispatchSemaphore(value: 0)) }, uniquingKeysWith: { first, _ in first })
    for _ in 0..<Self.distance { permits.signal() }
    let queue = DispatchQueue(label: "confiture.prefetch")
    queue.async { [self] in
      var seen: Set<ObjectID> = []
      for id in ids where seen.insert(id).inserted {
        permits.wait()
        if isCancelled.withLock({ $0 }) { return }
        let result = Result { try StepMaterial(of: id, in: store) }
        results.withLock { $0[id] = result }
        ready[id]?.signal()
      }
    }
  }

  /// Waits for the material of a step; `nil` when it was not asked for, or is taken already.
  func take(_ id: ObjectID) throws -> StepMaterial? {
    guard let semaphore = ready[id], !isCancelled.withLock({ $0 }) else { return nil }
    semaphore.wait()
    // Whoever asks again finds the door open.
    semaphore.signal()
    guard let result = results.withLock({ $0.removeValue(forKey: id) }) else { return nil }
    permits.signal()
    return try result.get()
  }

  /// Lets the thread end.
  func cancel() {
    isCancelled.withLock { $0 = true }
    permits.signal()
  }
}

/// Material that was read, for all who need it: many targets go the same way.
package final class SharedMaterial: Sendable {
  private let known = Mutex<[ObjectID: StepMaterial]>([:])

  package init() {}

  func material(of id: ObjectID, in store: ObjectStore) throws -> StepMaterial {
    if let material = known.withLock({ $0[id] }) { return material }
    let material = try StepMaterial(of: id, in: store)
    known.withLock { $0[id] = material }
    return material
  }
}
