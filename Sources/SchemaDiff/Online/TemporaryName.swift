import Schema

/// Names of what a plan makes for a while.
enum TemporaryName {
  private static let limit = 63

  /// What an index is called until it takes the place of another.
  static func index(replacing name: Identifier) -> Identifier { clipped("confiture_new_", name.text, "") }

  /// What something is called that gives its name to another before it can have its own.
  static func part(renaming name: Identifier) -> Identifier { clipped("confiture_old_", name.text, "") }

  /// A check that proves a column NOT NULL.
  static func check(of column: Identifier) -> Identifier { clipped("confiture_", column.text, "_not_null") }

  /// A check that proves the bounds of a partition.
  static func bounds(of table: Identifier) -> Identifier { clipped("confiture_", table.text, "_bounds") }

  private static func clipped(_ prefix: String, _ name: String, _ suffix: String) -> Identifier {
    let whole = prefix + name + suffix
    guard whole.utf8.count > limit else { return Identifier(whole) }
    let hash = String(hash(of: name), radix: 36)
    let room = limit - prefix.utf8.count - suffix.utf8.count - hash.utf8.count - 1
    var kept = ""
    for character in name {
      guard kept.utf8.count + character.utf8.count <= room else { break }
      kept.append(character)
    }
    return Identifier("\(prefix)\(kept)_\(hash)\(suffix)")
  }

  /// FNV-1a: names that are alike up to where they are cut stay apart.
  private static func hash(of text: String) -> UInt32 {
    text.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
  }
}
