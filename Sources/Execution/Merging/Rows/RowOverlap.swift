internal import History

/// Finds what makes the rows of two migrations depend on their order.
struct RowOverlap {
  private let first: RowToucher
  private let second: RowToucher
  private let reaches: [RowReach]

  init(_ first: RowToucher, _ second: RowToucher, _ reaches: [RowReach]) {
    self.first = first
    self.second = second
    self.reaches = reaches
  }

  /// In a few words; `nil` where the order makes no difference.
  var reason: String? {
    if first.touchesRows, second.touchesRows, first.isUnknown || second.isUnknown {
      return "what \((first.isUnknown ? first : second).version.name) writes cannot be told from its text"
    }
    for one in first.touches {
      for other in second.touches {
        if let reason = reason(one, other) { return reason }
      }
    }
    return filling(by: first, among: second) ?? filling(by: second, among: first)
  }

  private func reason(_ one: RowTouch, _ other: RowTouch) -> String? {
    let apart = tableOfDifferentColumns(one, other).map { Set([$0]) } ?? []
    let (ours, theirs) = (one.writes.subtracting(apart), other.writes.subtracting(apart))
    if let table = ours.intersection(theirs).min() { return "both write '\(table)'" }
    if let table = ours.intersection(other.reads.subtracting(apart)).min() {
      return "\(second.version.name) reads '\(table)', which \(first.version.name) writes"
    }
    if let table = theirs.intersection(one.reads.subtracting(apart)).min() {
      return "\(first.version.name) reads '\(table)', which \(second.version.name) writes"
    }
    return nil
  }

  /// The table of which both set columns, where neither looks at those of the other one.
  private func tableOfDifferentColumns(_ one: RowTouch, _ other: RowTouch) -> String? {
    guard let left = one.rowwise, let right = other.rowwise, left.table == right.table,
      left.columns.isDisjoint(with: other.words), right.columns.isDisjoint(with: one.words),
      !reaches.contains(where: { $0.hasKey(of: left.table, joining: left.columns, right.columns) })
    else { return nil }
    return left.table
  }

  private func filling(by one: RowToucher, among other: RowToucher) -> String? {
    guard other.touchesRows, let table = one.fills.sorted().first(where: other.mayWrite) else { return nil }
    return "\(one.version.name) decides what rows of '\(table)' have in a new column, and "
      + "\(other.version.name) writes some"
  }
}
