internal import Dispatch
internal import Synchronization

extension Array where Element: Sendable {
  /// Maps in several threads where there are many elements; the results are in the order of the elements.
  ///
  /// - Parameters:
  ///   - size: From how many elements on it is worth while.
  ///   - transform: What becomes of an element.
  /// - Returns: What became of them.
  package func concurrentMap<Result: Sendable>(
    from size: Int = 256, _ transform: @Sendable (Element) -> Result
  ) -> [Result] {
    guard count >= size else { return map(transform) }
    // More pieces than threads, as some take longer than others.
    let pieces = 16
    let results = Mutex([[Result]](repeating: [], count: pieces))
    DispatchQueue.concurrentPerform(iterations: pieces) { piece in
      let mapped = self[count * piece / pieces..<count * (piece + 1) / pieces].map(transform)
      results.withLock { $0[piece] = mapped }
    }
    return results.withLock { $0.flatMap(\.self) }
  }
}
