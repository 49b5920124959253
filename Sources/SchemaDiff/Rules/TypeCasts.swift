/// Which built-in types PostgreSQL casts to one another when it is told to: `pg_cast` without what it does by text.
enum TypeCasts {
  private static let numbers: Set<String> = ["smallint", "integer", "bigint", "numeric", "real", "double precision"]
  private static let times: [String: Set<String>] = [
    "date": ["timestamp without time zone", "timestamp with time zone"],
    "timestamp without time zone": ["date", "timestamp with time zone", "time without time zone"],
    "timestamp with time zone": [
      "date", "timestamp without time zone", "time without time zone", "time with time zone",
    ],
    "time without time zone": ["interval", "time with time zone"],
    "time with time zone": ["time without time zone"],
    "interval": ["time without time zone"],
  ]
  private static let others: [String: Set<String>] = [
    "boolean": ["integer"], "bit": ["integer", "bigint", "bit varying"], "bit varying": ["bit"],
    "json": ["jsonb"], "jsonb": ["json", "boolean"], "inet": ["cidr"], "cidr": ["inet"],
    "macaddr": ["macaddr8"], "macaddr8": ["macaddr"], "money": ["numeric"], "numeric": ["money"],
    "smallint": ["oid"], "integer": ["boolean", "bit", "money", "\"char\"", "oid"],
    "bigint": ["bit", "money", "oid"], "oid": ["integer", "bigint"], "\"char\"": ["integer"],
    "box": ["circle", "lseg", "point", "polygon"], "circle": ["box", "point", "polygon"], "lseg": ["point"],
    "path": ["polygon"], "point": ["box"], "polygon": ["box", "circle", "path", "point"],
  ]

  /// Whether `::` leads from values of one type to the other.
  static func exists(from before: TypeName, to after: TypeName) -> Bool {
    let (old, new) = (before.base, after.base)
    if old == new || numbers.contains(old) && numbers.contains(new) { return true }
    if old == "jsonb", numbers.contains(new) { return true }
    return times[old]?.contains(new) ?? false || others[old]?.contains(new) ?? false
  }

  /// The type by which a value gets from one type to the other if there is no cast, such as from boolean to bigint.
  static func bridge(from before: TypeName, to after: TypeName) -> String {
    let isTruth = before.base == "boolean" && numbers.contains(after.base)
    let isNumber = numbers.contains(before.base) && after.base == "boolean"
    return isTruth || isNumber ? "integer" : "text"
  }
}
