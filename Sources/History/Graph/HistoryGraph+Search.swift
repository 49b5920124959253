package import GitStore

extension HistoryGraph {
  /// Returns the positions of the versions that carry a change: one for each rebase and cherry-pick of it.
  package func positions(of change: ChangeID) -> [Int] {
    table.changes.indices.filter { table.changes[$0] == change }
  }

  /// Returns the positions of the versions whose change id starts with these letters.
  package func positions(changePrefix prefix: String) -> [Int] {
    guard let (pattern, mask) = ChangeID.pattern(prefix: prefix) else { return [] }
    return table.changes.indices.filter { table.changes[$0]?.matches(pattern, mask) ?? false }
  }

  /// Returns the ids of the versions that start with these hexadecimal digits, in order.
  package func ids(withPrefix digits: String) -> [ObjectID] {
    guard let low = ObjectID(hex: digits + String(repeating: "0", count: max(0, 40 - digits.utf8.count))),
      let high = ObjectID(hex: digits + String(repeating: "f", count: max(0, 40 - digits.utf8.count)))
    else { return [] }
    return table.ids.filter { low <= $0 && $0 <= high }.sorted()
  }

  /// Returns the positions of the versions whose migration has this name.
  package func positions(named name: String) -> [Int] {
    let bytes = Array(name.utf8)
    return (0..<count).filter { table.isName(at: $0, bytes) }
  }
}

extension ChangeID {
  /// A pattern for ``matches(_:_:)``; `nil` unless the text is letters from `k` to `z`.
  fileprivate static func pattern(prefix: String) -> (pattern: ChangeID, mask: ChangeID)? {
    let length = prefix.utf8.count
    guard length <= 2 * byteCount else { return nil }
    let padding = String(repeating: "z", count: 2 * byteCount - length)
    guard let pattern = ChangeID(prefix + padding),
      let mask = ChangeID(String(repeating: "k", count: length) + padding)
    else { return nil }
    return (pattern, mask)
  }
}
