import FoundationEssentials

/// What servers printed for `ViewShapes.queries`, by the first major that prints so.
enum RecordedViews {
  /// The text of each shape; the file has a line `== name` before each.
  static func texts(since major: Int) throws -> [String: String] {
    let path = #filePath.replacing("RecordedViews.swift", with: "Recorded/views-\(major).txt")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var result: [String: String] = [:]
    var name = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("== ") {
        name = String(line.dropFirst(3))
      } else if !name.isEmpty {
        result[name] = (result[name].map { $0 + "\n" } ?? "") + line
      }
    }
    return result.mapValues { $0.hasSuffix("\n") ? String($0.dropLast()) : $0 }
  }
}
