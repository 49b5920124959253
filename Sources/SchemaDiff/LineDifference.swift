/// How one list of lines becomes another: what both keep, in order.
///
/// Finds the fewest edits (Myers, "An O(ND) Difference Algorithm and Its Variations", 1986) while they are at most
/// ``mostEdits``; beyond that it keeps the lines that are unique in both, which takes O(n log n).
struct LineDifference {
  static let mostEdits = 1_000

  /// Pairs of positions of equal lines, increasing in both.
  let kept: [(old: Int, new: Int)]

  init(_ old: [Substring], _ new: [Substring], mostEdits: Int = LineDifference.mostEdits) {
    var numbers = LineNumbers()
    let old = old.map { numbers.number(of: $0) }
    let new = new.map { numbers.number(of: $0) }
    let prefix = zip(old, new).prefix { $0 == $1 }.count
    let suffix = zip(old.dropFirst(prefix).reversed(), new.dropFirst(prefix).reversed()).prefix { $0 == $1 }.count
    let oldMiddle = Array(old[prefix..<old.count - suffix])
    let newMiddle = Array(new[prefix..<new.count - suffix])
    let middle = Self.fewestEdits(oldMiddle, newMiddle, atMost: mostEdits) ?? Self.uniqueLines(oldMiddle, newMiddle)
    kept =
      (0..<prefix).map { ($0, $0) } + middle.map { ($0.old + prefix, $0.new + prefix) }
      + (0..<suffix).map { (old.count - suffix + $0, new.count - suffix + $0) }
  }

  // MARK: - Fewest edits

  private static func fewestEdits(_ old: [Int32], _ new: [Int32], atMost limit: Int) -> [(old: Int, new: Int)]? {
    guard !old.isEmpty, !new.isEmpty else { return [] }
    // For each count of edits the furthest position in `old` on each diagonal from -edits to edits, by twos.
    var history: [[Int32]] = []
    var furthest: [Int32] = []
    for edits in 0...min(old.count + new.count, limit) {
      var current = Array(repeating: Int32(0), count: edits + 1)
      for step in 0...edits {
        let diagonal = 2 * step - edits
        var position = edits == 0 ? 0 : start(of: step, edits, furthest)
        while position < old.count, position - diagonal < new.count, old[position] == new[position - diagonal] {
          position += 1
        }
        current[step] = Int32(position)
        if position >= old.count, position - diagonal >= new.count {
          return walkBack(history, old: old.count, new: new.count)
        }
      }
      history.append(current)
      furthest = current
    }
    return nil
  }

  /// Whether the best path to a diagonal came by a line of `new`, given the furthest positions one edit before.
  private static func isInsertion(_ step: Int, _ edits: Int, _ furthest: [Int32]) -> Bool {
    step == 0 || (step != edits && furthest[step - 1] < furthest[step])
  }

  private static func start(of step: Int, _ edits: Int, _ furthest: [Int32]) -> Int {
    isInsertion(step, edits, furthest) ? Int(furthest[step]) : Int(furthest[step - 1]) + 1
  }

  /// The lines kept on the path that `history` led to the end of both lists.
  private static func walkBack(_ history: [[Int32]], old: Int, new: Int) -> [(old: Int, new: Int)] {
    var kept: [(old: Int, new: Int)] = []
    var (old, new) = (old, new)
    for furthest in history.reversed() {
      let edits = furthest.count
      let step = (old - new + edits) / 2
      let inserts = isInsertion(step, edits, furthest)
      let start = start(of: step, edits, furthest)
      while old > start {
        old -= 1
        new -= 1
        kept.append((old, new))
      }
      if inserts { new -= 1 } else { old -= 1 }
    }
    while old > 0, new > 0 {
      old -= 1
      new -= 1
      kept.append((old, new))
    }
    return kept.reversed()
  }

  // MARK: - Unique lines

  private static func uniqueLines(_ old: [Int32], _ new: [Int32]) -> [(old: Int, new: Int)] {
    let inOld = positionsOfUnique(old)
    let pairs = positionsOfUnique(new).compactMap { line, position in inOld[line].map { (old: $0, new: position) } }
      .sorted { $0.new < $1.new }
    // The longest part whose positions in `old` increase too, by patience sorting.
    var tops: [Int] = []
    var previous = Array(repeating: -1, count: pairs.count)
    for (index, pair) in pairs.enumerated() {
      var (low, high) = (0, tops.count)
      while low < high {
        let middle = (low + high) / 2
        if pairs[tops[middle]].old < pair.old { low = middle + 1 } else { high = middle }
      }
      if low > 0 { previous[index] = tops[low - 1] }
      if low == tops.count { tops.append(index) } else { tops[low] = index }
    }
    var kept: [(old: Int, new: Int)] = []
    var index = tops.last ?? -1
    while index >= 0 {
      kept.append(pairs[index])
      index = previous[index]
    }
    return kept.reversed()
  }

  private static func positionsOfUnique(_ lines: [Int32]) -> [Int32: Int] {
    var positions: [Int32: Int] = [:]
    for (index, line) in lines.enumerated() { positions[line] = positions[line] == nil ? index : -1 }
    return positions.filter { $0.value >= 0 }
  }
}

/// Numbers lines, equal ones alike, so that comparing them is comparing numbers.
private struct LineNumbers {
  private var numbers: [Line: Int32] = [:]

  /// A line told apart by its bytes.
  private struct Line: Hashable {
    let text: Substring
    static func == (left: Line, right: Line) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    func hash(into hasher: inout Hasher) {
      var text = text
      text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
  }

  mutating func number(of text: Substring) -> Int32 {
    let next = Int32(numbers.count)
    let line = Line(text: text)
    if let number = numbers[line] { return number }
    numbers[line] = next
    return next
  }
}
