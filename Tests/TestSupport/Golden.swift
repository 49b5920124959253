import FoundationEssentials
package import Testing

/// Compares texts with files that were looked at and committed.
///
/// `CONFITURE_RECORD=missing` writes files that do not exist yet, `all` writes every one; both fail the test, and both
/// are refused under `CI`.
/// ```
/// try Golden(beside: #filePath).expect(page, toMatch: "help/checkout.txt")
/// ```
package struct Golden: Sendable {
  private let directory: String

  package init(directory: String) { self.directory = directory }

  /// Uses the folder `Golden` next to a source file.
  package init(beside filePath: String) {
    let folder = filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    directory = (folder + ["Golden"]).joined(separator: "/")
  }

  /// Records an issue with the difference when the text is not that of the file.
  package func expect(
    _ actual: String, toMatch name: String, location: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let path = "\(directory)/\(name)"
    let expected = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    let environment = ProcessInfo.processInfo.environment
    let mode = environment["CONFITURE_RECORD"] ?? ""
    if mode == "all" && expected != actual || mode == "missing" && expected == nil {
      guard (environment["CI"] ?? "").isEmpty else {
        Issue.record("CONFITURE_RECORD is refused under CI", sourceLocation: location)
        return
      }
      let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(actual.utf8).write(to: URL(filePath: path))
      Issue.record("recorded '\(name)': look at it, then run without CONFITURE_RECORD", sourceLocation: location)
    } else if let expected, expected != actual {
      let difference = Self.difference(from: expected, to: actual).joined(separator: "\n")
      Issue.record("'\(name)' differs (- expected, + actual):\n\(difference)", sourceLocation: location)
    } else if expected == nil {
      Issue.record(
        "there is no golden file '\(name)'; CONFITURE_RECORD=missing writes it:\n\(actual)", sourceLocation: location)
    }
  }

  /// Returns the lines that differ, each with up to two equal lines around it.
  package static func difference(from old: String, to new: String) -> [String] {
    let oldLines = old.split(separator: "\n", omittingEmptySubsequences: false)
    let newLines = new.split(separator: "\n", omittingEmptySubsequences: false)
    let changes = newLines.difference(from: oldLines)
    let removed = Set(changes.removals.map(\.offset))
    let inserted = Set(changes.insertions.map(\.offset))
    var all: [(isChange: Bool, text: String)] = []
    var left = 0
    var right = 0
    while left < oldLines.count || right < newLines.count {
      if removed.contains(left) {
        all.append((true, "-" + oldLines[left]))
        left += 1
      } else if inserted.contains(right) {
        all.append((true, "+" + newLines[right]))
        right += 1
      } else {
        all.append((false, " " + oldLines[left]))
        left += 1
        right += 1
      }
    }
    let shown = all.indices.filter { index in
      all[max(0, index - 2)...min(all.count - 1, index + 2)].contains { $0.isChange }
    }
    return shown.enumerated().flatMap { position, index in
      position > 0 && shown[position - 1] != index - 1 ? ["  …", all[index].text] : [all[index].text]
    }
  }
}

extension CollectionDifference.Change {
  fileprivate var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
