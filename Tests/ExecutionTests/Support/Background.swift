import Dispatch
import Postgres
import Synchronization
import TestSupport

/// Work on a thread of its own: what blocks on a lock must not hold one of the tests' few threads.
final class Background<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  /// The work did not end in time.
  struct TooLate: Error {}

  init(_ work: @escaping @Sendable () throws -> Value) {
    let database = TestDatabase.current
    DispatchQueue(label: "confiture test").async {
      let ended = Result { try TestDatabase.$current.withValue(database) { try work() } }
      self.result.withLock { $0 = ended }
      self.isDone.signal()
    }
  }

  var hasEnded: Bool { result.withLock { $0 != nil } }

  /// Waits for the end of the work.
  func value(within limit: DispatchTimeInterval = .seconds(20)) throws -> Value {
    guard isDone.wait(timeout: .now() + limit) == .success else { throw TooLate() }
    isDone.signal()
    return try result.withLock { result throws in
      guard let result else { throw TooLate() }
      return try result.get()
    }
  }
}

/// What was reported, from whatever thread.
final class Recording<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])

  func append(_ element: Element) { elements.withLock { $0.append(element) } }

  var all: [Element] { elements.withLock { $0 } }
}
