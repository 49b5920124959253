package import Repository

/// In which order the tenants of a rollout come.
package struct Waves: Sendable, Equatable {
  /// The names of each wave; the first is the canary's, where there is one.
  package var waves: [[String]]
  /// The first wave is the canary's.
  package var hasCanary: Bool

  /// Puts the canary first, then waves of these sizes, then all that are left.
  ///
  /// - Parameters:
  ///   - names: Those to be moved, in their order.
  ///   - canary: Those that go first; who is not among the names has nothing to do.
  ///   - sizes: Of each wave after that: a number, or a percentage of all that are to be moved.
  package init(_ names: [String], canary: [String], sizes: [Share]) {
    let first = canary.filter { names.contains($0) }
    var rest = names.filter { !first.contains($0) }[...]
    var waves = first.isEmpty ? [] : [first]
    for size in sizes where !rest.isEmpty {
      waves.append(Array(rest.prefix(size.of(names.count))))
      rest = rest.dropFirst(size.of(names.count))
    }
    if !rest.isEmpty { waves.append(Array(rest)) }
    self.waves = waves
    hasCanary = !first.isEmpty
  }
}
