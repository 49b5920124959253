import Schema

/// A schema as `pg_dump` prints it, without what differs between equal schemas.
///
/// An observer that shares nothing with Confiture's own reading of the catalogs.
struct SchemaDump: Sendable, Equatable {
  /// The text of each entry, under the line that names it. Some names are not unique.
  let entries: [String: [String]]

  init(_ text: String) {
    var entries: [String: [String]] = [:]
    var name = ""
    var lines: [Substring] = []
    func close() {
      let text = Self.normalised(lines, of: name)
      if !text.isEmpty { entries[name, default: []].append(text) }
      lines = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("-- Name: ") {
        close()
        name = String(line.dropFirst(9))
      } else if line.hasPrefix("-- PostgreSQL database dump complete") {
        close()
        name = ""
      } else {
        lines.append(line)
      }
    }
    close()
    self.entries = entries.mapValues { $0.sorted() }
  }

  /// Lines that only one of the two has, each under its entry's name; empty if they are equal.
  func differences(to other: SchemaDump) -> [String] {
    var lines: [String] = []
    for name in Set(entries.keys).union(other.entries.keys).sorted() {
      let (left, right) = (entries[name] ?? [], other.entries[name] ?? [])
      // Servers print casts of arrays in two ways, depending on what they read.
      if left == right || left.map(CanonicalText.expression).sorted() == right.map(CanonicalText.expression).sorted()
      {
        continue
      }
      lines.append("-- \(name)")
      let (leftLines, rightLines) = (Self.lines(left), Self.lines(right))
      lines += leftLines.filter { !rightLines.contains($0) }.map { "- \($0)" }
      lines += rightLines.filter { !leftLines.contains($0) }.map { "+ \($0)" }
    }
    return lines
  }

  private static func lines(_ entries: [String]) -> [String] {
    entries.flatMap { $0.split(separator: "\n").map(String.init) }
  }

  private static func normalised(_ lines: [Substring], of name: String) -> String {
    var kept = lines.filter { line in
      !line.isEmpty && !line.hasPrefix("--") && !line.hasPrefix("\\restrict") && !line.hasPrefix("\\unrestrict")
        && !isSetting(line)
    }.map(String.init)
    // Columns of tables have no order that matters, nor have grants.
    let isUnordered = ["; Type: TABLE;", "; Type: FOREIGN TABLE;", "ACL;"].contains { name.contains($0) }
    if isUnordered {
      kept = kept.map { $0.hasSuffix(",") ? String($0.dropLast()) : $0 }.sorted()
    }
    // Nor have the columns of statistics: the server sorts them as the table does.
    if name.contains("; Type: STATISTICS;") { kept = kept.map(withSortedColumns) }
    // Names of NOT NULL constraints (PostgreSQL 18) are no part of a schema.
    return kept.joined(separator: "\n").replacing(#/ CONSTRAINT ("[^"]+"|\w+) NOT NULL/#, with: " NOT NULL")
  }

  /// `CREATE STATISTICS … ON b, a FROM t` as `… ON a, b FROM t`.
  private static func withSortedColumns(_ line: String) -> String {
    guard let match = line.firstMatch(of: #/ ON (.*) FROM /#) else { return line }
    let columns = match.1.split(separator: ", ").sorted().joined(separator: ", ")
    return "\(line[..<match.range.lowerBound]) ON \(columns) FROM \(line[match.range.upperBound...])"
  }

  /// Whether the line sets what the dump's own session needs; functions have settings as well, indented.
  private static func isSetting(_ line: Substring) -> Bool {
    line.hasPrefix("SET ") || line.hasPrefix("SELECT pg_catalog.set_config('search_path'")
  }
}
