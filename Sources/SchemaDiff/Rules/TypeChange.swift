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
    if let collation = new.collation {
      clause += " COLLATE \(collation)"
    } else if old.collation != nil {
      clause += " COLLATE pg_catalog.\"default\""
    }
    let (before, after) = (TypeName(old.type), TypeName(new.type))
    isFree = old.type != new.type && after.holds(before)
    // A generated column cannot have one; widening within a family needs none.
    let isSame = old.type == new.type && !isReplaced
    if new.generation == nil, !isSame, !isFree, isReplaced || !after.isAssigned(from: before) {
      clause += " USING \(Self.conversion(of: new.name, from: before, to: after, old: old, new: new))"
    }
    self.clause = clause
  }

  private static func conversion(
    of name: Identifier, from before: TypeName, to after: TypeName, old: Column, new: Column
  ) -> String {
    let array = new.type.hasSuffix("[]")
    let isText = before.isText || after.isText
    if isText || (before.isBuiltIn && after.isBuiltIn) { return "\(name.sql)::\(new.type)" }
    // Types of users have no casts to one another but by their text.
    return "\(name.sql)::text\(array ? "[]" : "")::\(new.type)"
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
