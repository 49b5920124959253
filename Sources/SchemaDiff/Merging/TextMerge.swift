/// Merges two edits of a text, line by line.
enum TextMerge {
  /// The merged text; `nil` where both edit the same lines, or lines beside each other, in different ways.
  static func merge(base: String, ours: String, theirs: String) -> String? {
    let (base, ours, theirs) = (lines(base), lines(ours), lines(theirs))
    let (toOurs, toTheirs) = (positions(base, ours), positions(base, theirs))
    var result: [Substring] = []
    var (start, ourStart, theirStart) = (0, 0, 0)
    for position in 0...base.count {
      let isEnd = position == base.count
      guard let our = isEnd ? ours.count : toOurs[position],
        let their = isEnd ? theirs.count : toTheirs[position]
      else { continue }
      guard
        let chunk = chunk(base[start..<position], ours[ourStart..<our], theirs[theirStart..<their])
      else { return nil }
      result += chunk
      if !isEnd { result.append(base[position]) }
      (start, ourStart, theirStart) = (position + 1, our + 1, their + 1)
    }
    return result.joined(separator: "\n")
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Where each line of the base is in the other text, if it is there still.
  private static func positions(_ base: [Substring], _ other: [Substring]) -> [Int?] {
    var positions = [Int?](repeating: nil, count: base.count)
    for pair in LineDifference(base, other).kept { positions[pair.old] = pair.new }
    return positions
  }

  private static func chunk(
    _ base: ArraySlice<Substring>, _ ours: ArraySlice<Substring>, _ theirs: ArraySlice<Substring>
  ) -> ArraySlice<Substring>? {
    if isSame(ours, theirs) || isSame(theirs, base) { return ours }
    return isSame(ours, base) ? theirs : nil
  }

  private static func isSame(_ left: ArraySlice<Substring>, _ right: ArraySlice<Substring>) -> Bool {
    left.elementsEqual(right) { $0.utf8.elementsEqual($1.utf8) }
  }
}
