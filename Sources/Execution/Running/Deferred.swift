internal import Dispatch
internal import Synchronization

/// A value that is made on a thread of its own, while whoever needs it later does something else.
final class Deferred<Value: Sendable>: Sendable {
  private let isMade = DispatchSemaphore(value: 0)
  private let result = Mutex<Result<Value, any Error>?>(nil)

  /// Begins to make it.
  init(_ make: @escaping @Sendable () throws -> Value) {
    DispatchQueue(label: "confiture.deferred").async { [self] in
      let made = Result { try make() }
      result.withLock { $0 = made }
      isMade.signal()
    }
  }

  /// Waits for the value.
  ///
  /// - Throws: What making it threw.
  func get() throws -> Value {
    isMade.wait()
    isMade.signal()
    guard let made = result.withLock({ $0 }) else {
      preconditionFailure("the thread signals once the value is there")
    }
    return try made.get()
  }
}
