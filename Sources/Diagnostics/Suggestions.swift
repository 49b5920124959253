/// "Did you mean": names close to what was typed.
package enum Suggestions {
  /// Returns at most three candidates within a third of the word's length (at least one edit), or that begin with the
  /// word, nearest first.
  ///
  /// - Complexity: O(candidates × length²).
  package static func closest(to word: String, among candidates: some Sequence<String>) -> [String] {
    let limit = max(1, word.count / 3)
    return
      candidates
      .map { (name: $0, distance: distance(word, $0)) }
      .filter { $0.name != word && ($0.distance <= limit || word.count > 1 && $0.name.hasPrefix(word)) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(3).map(\.name)
  }

  /// The optimal string alignment form of the Damerau–Levenshtein distance.
  package static func distance(_ left: String, _ right: String) -> Int {
    let a = Array(left.unicodeScalars)
    let b = Array(right.unicodeScalars)
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var rows = [Array(0...b.count)]
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
