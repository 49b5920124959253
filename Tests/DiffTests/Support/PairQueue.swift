import Dispatch
import Synchronization

/// Works off a list on a few threads of its own, as what waits for servers and children must not hold the threads on
/// which all tests run.
enum PairQueue {
  /// Returns the results in the order of the items.
  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], threads: Int = 2, _ body: @escaping @Sendable (Item) -> Result
  ) async -> [Result] {
    let next = Atomic<Int>(0)
    let results = Mutex<[Int: Result]>([:])
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
          while case let index = next.add(1, ordering: .relaxed).oldValue, index < items.count {
            let result = body(items[index])
            results.withLock { $0[index] = result }
          }
        }
        continuation.resume()
      }
    }
    let found = results.withLock { $0 }
    return items.indices.compactMap { found[$0] }
  }
}
