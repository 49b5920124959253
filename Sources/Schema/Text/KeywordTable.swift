/// The keywords that PostgreSQL 18 does not take everywhere as a name, and since when.
///
/// The facts are those of `pg_get_keywords()`. A word that is not here is a name wherever a name may stand.
package enum KeywordTable {
  /// What a keyword may name unquoted.
  package enum Category: Sendable {
    /// Columns and types, but no functions or types that look like calls.
    case columnName
    /// Functions and types, but no columns.
    case typeOrFunctionName
    /// Nothing.
    case reserved
  }

  /// The class of `word`, which is in lower case; `nil` if it needs no quotes.
  package static func category(of word: String) -> Category? {
    guard let first = word.utf8.first, (0x61...0x7A).contains(first), word.utf8.count < 32 else { return nil }
    // Most names are told from keywords by first letter and length.
    guard lengths[Int(first - 0x61)] & (1 << UInt32(word.utf8.count)) != 0 else { return nil }
    return categories[word]
  }

  /// The words that the given major took as plain names and a later one does not.
  package static func wordsNewer(than serverMajor: Int) -> [String] {
    wordsByMajor.filter { $0.major > serverMajor }.flatMap(\.words)
  }

  private static let wordsByMajor: [(major: Int, words: [String])] = [
    (16, ["json_array", "json_arrayagg", "json_object", "json_objectagg", "system_user"]),
    (
      17,
      [
        "json", "json_exists", "json_query", "json_scalar", "json_serialize", "json_table", "json_value",
        "merge_action",
      ]
    ),
  ]

  /// For each first letter the lengths of the keywords that start so, as bits.
  private static let lengths: [UInt32] = {
    var lengths = Array(repeating: UInt32(0), count: 26)
    for word in categories.keys {
      if let first = word.utf8.first { lengths[Int(first - 0x61)] |= 1 << UInt32(word.utf8.count) }
    }
    return lengths
  }()

  private static let categories: [String: Category] = {
    var result: [String: Category] = [:]
    for (category, words) in [
      (.columnName, columnNames), (.typeOrFunctionName, functionNames), (.reserved, reserved),
    ]
      as [(Category, String)]
    {
      for word in words.split(whereSeparator: \.isWhitespace) { result[String(word)] = category }
    }
    return result
  }()

  private static let columnNames = """
    between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping
    inout int integer interval json json_array json_arrayagg json_exists json_object json_objectagg
    json_query json_scalar json_serialize json_table json_value least merge_action national nchar none
    normalize nullif numeric out overlay position precision real row setof smallint substring time timestamp
    treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse
    xmlpi xmlroot xmlserialize xmltable
    """

  private static let functionNames = """
    authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join
    left like natural notnull outer overlaps right similar tablesample verbose
    """

  private static let reserved = """
    all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
    current_catalog current_date current_role current_time current_timestamp current_user default deferrable
    desc distinct do else end except false fetch for foreign from grant group having in initially intersect
    into lateral leading limit localtime localtimestamp not null offset on only or order placing primary
    references returning select session_user some symmetric system_user table then to trailing true union
    unique user using variadic when where window with
    """
}
