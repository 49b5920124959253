internal import Schema
internal import Scratch

/// Databases with the schema that a plan starts from, for one attempt to prove it after another.
///
/// A database that another can be made like is used up itself, which saves a copy; of any other, copies are used.
final class ProofStarts {
  private let base: ProofDatabase
  private let start: Snapshot
  private let twin: (() throws -> ProofDatabase)?
  private var isUsed = false

  init(_ base: ProofDatabase) {
    self.base = base
    start = base.snapshot
    twin = base.twin
  }

  /// Lends a database for one attempt.
  func withNext<R>(_ body: (ProofDatabase) throws -> R) throws -> R {
    if twin != nil, !isUsed {
      isUsed = true
      return try body(base)
    }
    let database = try twin?() ?? copy()
    defer {
      database.disconnect()
      // What cannot be dropped now is collected when this process has ended.
      try? database.scratch.dropDatabase(database.name)
    }
    return try body(database)
  }

  private func copy() throws -> ProofDatabase {
    base.disconnect()
    return try base.copied(base.scratch.createTemporaryDatabase(copying: base.name), as: start)
  }
}
