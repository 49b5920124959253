internal import Dispatch
internal import Synchronization

/// Blocking work on threads of its own, so many at once and no more.
package enum Threads {
  /// Does the work for each item and returns what came of it, in the order of the items.
  package static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], atOnce limit: Int, _ work: @escaping @Sendable (Item) -> Result
  ) -> [Result] {
    let results = Results<Result>(count: items.count)
    run(min(limit, items.count)) { _ in
      while let index = results.next() { results.set(work(items[index]), at: index) }
    }
    return results.all
  }

  /// Runs the same work on so many threads, and waits for all of them.
  package static func run(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    // A queue of its own gets a thread, also while others block.
    for index in 0..<count { DispatchQueue(label: "confiture.fleet").async(group: group) { work(index) } }
    group.wait()
  }

  private final class Results<Element: Sendable>: Sendable {
    private let state: Mutex<(next: Int, elements: [Element?])>

    init(count: Int) { state = Mutex((0, [Element?](repeating: nil, count: count))) }

    /// The next item that nobody has; `nil` when there is none.
    func next() -> Int? {
      state.withLock { state in
        guard state.next < state.elements.count else { return nil }
        state.next += 1
        return state.next - 1
      }
    }

    func set(_ element: Element, at index: Int) { state.withLock { $0.elements[index] = element } }

    var all: [Element] { state.withLock { $0.elements.compactMap(\.self) } }
  }
}

/// Wakes threads that wait for others of this process; what other processes do is noticed by looking again.
final class Bell: Sendable {
  private let waiting = Mutex(0)
  private let semaphore = DispatchSemaphore(value: 0)

  /// Waits for the next ring, or until it is time to look again.
  func wait(atMost limit: Duration) {
    waiting.withLock { $0 += 1 }
    _ = semaphore.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds)))
    waiting.withLock { $0 = max(0, $0 - 1) }
  }

  func ring() {
    let count = waiting.withLock { $0 }
    for _ in 0..<count { semaphore.signal() }
  }
}
