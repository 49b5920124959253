import FoundationEssentials

/// Pairs of schemas in `diff/<source>/<case>/{old.sql, new.sql, setup.sql?, seed*.sql?}` of a folder of corpora.
struct DiffCorpus: Sendable {
  struct Case: Sendable {
    let source: String
    let pair: SchemaPair

    /// Such as `migra/collations`.
    var name: String { "\(source)/\(pair.name)" }
  }

  let cases: [Case]

  init(folder: String) {
    let root = "\(folder)/diff"
    cases = Self.names(in: root).flatMap { source in
      Self.names(in: "\(root)/\(source)").compactMap { name in
        let files = Set(Self.names(in: "\(root)/\(source)/\(name)"))
        guard files.isSuperset(of: ["old.sql", "new.sql"]) else { return nil }
        func text(_ file: String) -> String {
          files.contains(file) ? Self.text("\(root)/\(source)/\(name)/\(file)") : ""
        }
        let rows = files.filter { $0.hasPrefix("seed") && $0.hasSuffix(".sql") }.sorted().map(text)
        let pair = SchemaPair(
          name: name, setup: text("setup.sql"), old: text("old.sql"), new: text("new.sql"),
          rows: rows.joined(separator: "\n"))
        return Case(source: source, pair: pair)
      }
    }
  }

  private static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private static func text(_ path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
