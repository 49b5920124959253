import Schema
import Synchronization
import TestSupport

/// A schema that many histories begin with: made once by whom it is for, and copied.
final class SharedStart: Sendable {
  struct State: Sendable {
    let database: String
    let snapshot: Snapshot
  }

  private static let all = [MergeCase.shop, RandomLines.base].reduce(into: [String: SharedStart]()) {
    $0[$1] = SharedStart()
  }

  /// `nil` for a schema of one history only.
  static func of(_ sql: String) -> SharedStart? { all[sql] }

  private let sealed = Mutex<Result<State, any Error>?>(nil)
  private let judged = Mutex<Result<String, any Error>?>(nil)

  /// What the migration leads to that a history begins with.
  func state(running migration: (String) throws -> Snapshot) throws -> State {
    try sealed.withLock { state in
      let made =
        state
        ?? Result {
          let name = try TestServer.createLastingDatabase()
          return State(database: name, snapshot: try migration(name))
        }
      state = made
      return made
    }.get()
  }

  /// A database in which somebody else ran it, who shares nothing with those who seal.
  func database(running script: (String) throws -> Void) throws -> String {
    try judged.withLock { database in
      let made =
        database
        ?? Result {
          let name = try TestServer.createLastingDatabase()
          try script(name)
          return name
        }
      database = made
      return made
    }.get()
  }
}
