/// What came of the pairs of a corpus, as a table and a list.
struct CorpusReport: Sendable {
  struct Entry: Sendable {
    let source: String
    let name: String
    let report: PairReport
  }

  let entries: [Entry]

  private var directions: [DirectionReport] { entries.flatMap(\.report.directions) }
  var passed: Int { directions.count { $0.outcome == .passed } }
  /// The part of the directions that could be tried which passed.
  var rate: Double { directions.isEmpty ? 0 : Double(passed) / Double(directions.count) }

  /// Each silently wrong direction.
  var silentlyWrong: [String] {
    entries.flatMap { entry in
      Self.named(entry).filter { $0.direction.outcome.isSilentlyWrong }.map { "\(entry.name) \($0.name)" }
    }
  }

  /// Counts per source and direction.
  var table: String {
    var lines = [
      Self.line(["source", "direction", "pairs", "passed", "asked", "refused", "failed", "wrong", "rate"])
    ]
    let sources = Set(entries.map(\.source)).sorted()
    for source in sources {
      let checked = entries.filter { $0.source == source }.filter { !$0.report.directions.isEmpty }
      for (index, name) in ["old to new", "new to old"].enumerated() {
        lines.append(Self.line([source, name] + Self.counts(checked.map { $0.report.directions[index] })))
      }
    }
    lines.append(Self.line(["all", "both"] + Self.counts(directions)))
    let left = entries.filter { $0.report.directions.isEmpty }
    for entry in left {
      guard case .notLoadable(let message) = entry.report else { continue }
      lines.append("not loadable: \(entry.name): \(Self.firstLine(message))")
    }
    return lines.joined(separator: "\n")
  }

  /// One line for each direction that did not pass.
  var failures: String {
    entries.flatMap { entry in
      Self.named(entry).compactMap { name, direction -> String? in
        switch direction.outcome {
        case .passed: nil
        case .refused(let reason): "\(entry.name) \(name): refused: \(Self.firstLine(reason))"
        case .failed(let failure): "\(entry.name) \(name): \(failure.kind.rawValue): \(Self.summary(failure))"
        }
      }
    }.joined(separator: "\n")
  }

  /// Plans and outcomes in full.
  var details: String {
    entries.flatMap { entry in
      Self.named(entry).map { "==== \(entry.name) \($0.name)\n\($0.direction.text)\n" }
    }.joined(separator: "\n")
  }

  private static func named(_ entry: Entry) -> [(name: String, direction: DirectionReport)] {
    Array(zip(["old to new", "new to old"], entry.report.directions)).map { (name: $0, direction: $1) }
  }

  private static func counts(_ directions: [DirectionReport]) -> [String] {
    let passed = directions.count { $0.outcome == .passed }
    let refused = directions.count { if case .refused = $0.outcome { true } else { false } }
    let wrong = directions.count { $0.outcome.isSilentlyWrong }
    let asked = directions.count { $0.wasAsked }
    let rate = directions.isEmpty ? 0 : passed * 1000 / directions.count
    return [directions.count, passed, asked, refused, directions.count - passed - refused, wrong].map(String.init)
      + ["\(rate / 10).\(rate % 10) %"]
  }

  private static func line(_ cells: [String]) -> String {
    cells.enumerated().map { index, cell in
      let padding = String(repeating: " ", count: max(0, (index == 0 ? 12 : index == 1 ? 11 : 8) - cell.count))
      return index < 2 ? cell + padding : padding + cell
    }.joined()
  }

  private static func firstLine(_ text: String) -> String {
    String(text.split(separator: "\n").first ?? "").trimmingPrefix("psql:<stdin>:").description
  }

  /// The lines of a difference, without its surroundings; else the first two lines.
  private static func summary(_ failure: CheckFailure) -> String {
    let lines = failure.detail.split(separator: "\n").map(String.init)
    let changed = lines.filter {
      $0.hasPrefix("+ ") || $0.hasPrefix("- ")
    }
    return (changed.isEmpty ? lines.prefix(3) : changed.prefix(4)).joined(separator: " | ")
  }
}
