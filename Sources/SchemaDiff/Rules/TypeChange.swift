import Schema

/// The change of a column's type, and what it does to the rows.
struct TypeChange {
  /// What follows `TYPE`.
  let clause: String
  /// Whether the rows stay as they are on disk.
  let isFree: Bool

  /// `isReplaced` says that the type of this name is not the one that it was.
  init(from old: Column, to new: Column, isReplaced: Bool) {
    var clause = new.type
    // Without the word, a column takes the collation of its new type, if that has one at all.
    if let collation = new.collation { clause += " COLLATE \(collation)" }
    let (before, after) = (TypeName(old.type), TypeName(new.type))
    isFree = old.type != new.type && after.holds(before)
    // A generated column cannot have one; widening within a family needs none.
    let isSame = old.type == new.type && !isReplaced
    if new.generation == nil, !isSame, !isFree, isReplaced || !after.isAssigned(from: before) {
      clause += " USING \(Self.conversion(from: old, to: new))"
    }
    self.clause = clause
  }

  /// The value of a column as one of its new type.
  static func conversion(from old: Column, to new: Column) -> String {
    let (name, before, after) = (new.name, TypeName(old.type), TypeName(new.type))
    let isBuiltIn = before.isBuiltIn && after.isBuiltIn
    let isDirect = before.isText || after.isText || isBuiltIn && TypeCasts.exists(from: before, to: after)
    if isDirect, before.isArray == after.isArray || before.isText { return "\(name.sql)::\(new.type)" }
    if isBuiltIn, isDirect, after.isArray {
      return "CASE WHEN \(name.sql) IS NULL THEN NULL ELSE ARRAY[\(name.sql)]::\(new.type) END"
    }
    // What has no casts to one another has its text.
    let bridge = isBuiltIn ? TypeCasts.bridge(from: before, to: after) : "text"
    return "\(name.sql)::\(bridge)\(before.isArray && after.isArray ? "[]" : "")::\(new.type)"
  }

  /// How a type's values are stored by default, if nothing is said.
  ///
  /// The manual's chapter on TOAST: types of a fixed length are PLAIN, numeric and network addresses MAIN.
  static func defaultStorage(of type: String) -> String {
    let name = TypeName(type)
    if name.isArray { return "EXTENDED" }
    switch name.base {
    case "numeric", "inet", "cidr": return "MAIN"
    case "smallint", "integer", "bigint", "real", "double precision", "boolean", "date", "uuid", "oid", "name",
      "time without time zone", "time with time zone", "timestamp without time zone", "timestamp with time zone",
      "interval", "money", "macaddr", "macaddr8", "point", "box", "line", "lseg", "circle", "\"char\"", "pg_lsn":
      return "PLAIN"
    default: return "EXTENDED"
    }
  }
}

/// A type as `format_type` prints it, taken apart.
struct TypeName {
  let base: String
  let modifiers: [Int]
  let isArray: Bool

  init(_ type: String) {
    isArray = type.hasSuffix("[]")
    let element = isArray ? String(type.dropLast(2)) : type
    guard let open = element.firstIndex(of: "("), let close = element.lastIndex(of: ")") else {
      base = element
      modifiers = []
      return
    }
    base = (element[..<open] + element[element.index(after: close)...]).split(separator: " ").joined(separator: " ")
    modifiers = element[element.index(after: open)..<close].split(separator: ",").compactMap {
      Int($0.filter { $0 != " " })
    }
  }

  /// Whether it is in `pg_catalog`.
  var isBuiltIn: Bool { !base.utf8.contains(UInt8(ascii: ".")) }
  private static let comparable: [Set<String>] = [
    ["smallint", "integer", "bigint"], ["text", "character varying"], ["real", "double precision"],
    ["date", "timestamp without time zone", "timestamp with time zone"],
  ]

  /// Whether an operator family holds an `=` for values of the two, in both directions.
  func isComparable(with other: TypeName) -> Bool {
    guard isArray == other.isArray else { return false }
    return base == other.base || !isArray && Self.comparable.contains { $0.contains(base) && $0.contains(other.base) }
  }

  var isInteger: Bool { !isArray && ["smallint", "integer", "bigint"].contains(base) }
  /// Whether values of it are sorted by a collation, or may be: what is not built in may be anything.
  var mayHaveCollation: Bool { isText || !isBuiltIn }
  var isText: Bool { ["text", "character varying", "character", "bpchar", "name"].contains(base) }

  /// Whether each value of `other` is stored in the same bytes, so that no row is written.
  func holds(_ other: TypeName) -> Bool {
    guard isArray == other.isArray else { return false }
    switch (other.base, base) {
    case ("character varying", "text"), ("text", "character varying"):
      return modifiers.isEmpty
    case ("cidr", "inet"): return true
    case (let before, let after) where before == after: return isWider(than: other)
    default: return false
    }
  }

  private func isWider(than other: TypeName) -> Bool {
    switch base {
    case "character varying", "bit varying":
      guard let limit = modifiers.first else { return true }
      return other.modifiers.first.map { $0 <= limit } ?? false
    case "numeric":
      guard modifiers.count == 2 else { return modifiers.isEmpty }
      return other.modifiers.count == 2 && other.modifiers[1] == modifiers[1] && other.modifiers[0] <= modifiers[0]
    case "timestamp without time zone", "timestamp with time zone", "time without time zone", "time with time zone",
      "interval":
      guard let precision = modifiers.first else { return true }
      return other.modifiers.first.map { $0 <= precision } ?? false
    default: return modifiers == other.modifiers
    }
  }

  /// Whether PostgreSQL converts without being told how: a cast for assignment exists.
  func isAssigned(from other: TypeName) -> Bool {
    guard isBuiltIn, other.isBuiltIn, isArray == other.isArray else { return false }
    if base == other.base { return true }
    let numbers = ["smallint", "integer", "bigint", "numeric", "real", "double precision"]
    if numbers.contains(base), numbers.contains(other.base) { return true }
    let texts = ["text", "character varying", "character"]
    return texts.contains(base) && texts.contains(other.base)
  }
}
