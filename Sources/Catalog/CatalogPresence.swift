import Postgres

/// What kinds of objects the schemas that are read hold at all.
///
/// Every object in a schema depends on it, unless it belongs to another object there, so that one look at the
/// dependencies tells. Most schemas hold tables and little else, and a query over a catalog takes a server longer to plan
/// than to run: what can find nothing is not asked.
struct CatalogPresence {
  /// What has to be there for a query to find anything.
  enum Need: Hashable {
    /// Objects of a catalog with schemas of their own, such as `pg_proc`.
    case objects(String)
    /// Relations of a kind, by its letter in `pg_class`.
    case relations(String)
    case triggers
    case rules
    /// Relations that belong to an extension.
    case extensionRelations
    /// Members of operator families, wherever they are.
    case familyMembers
  }

  private let found: Set<Need>
  /// The numbers of all relations of the one schema that is read; empty for a whole database.
  let relations: [String]

  /// Finds the kinds; to be run under an empty search path.
  static func query(_ scope: CatalogScope) -> SQLText {
    SQLText(
      unescaped: """
        SELECT DISTINCT d.classid::regclass::text, NULL, NULL::boolean, NULL::boolean, NULL::oid[] FROM pg_depend d
        WHERE d.refclassid = 'pg_namespace'::regclass AND \(scope.isRead("d.refobjid"))
        UNION ALL
        SELECT NULL, c.relkind::text, bool_or(c.relhastriggers), bool_or(c.relhasrules),
          \(scope.schema == nil ? "NULL" : "array_agg(c.oid)")
        FROM pg_class c WHERE c.oid >= \(CatalogSQL.firstUserOID) AND \(scope.isRead("c.relnamespace"))
        GROUP BY c.relkind
        \(scope.schema == nil ? ofDatabase : "")
        """)
  }

  /// What only matters where all of a database is read.
  private static let ofDatabase = """
    UNION ALL SELECT '\(extensionRelations)', NULL, NULL, NULL, NULL
    WHERE EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND classid = 'pg_class'::regclass)
    UNION ALL SELECT '\(familyMembers)', NULL, NULL, NULL, NULL
    WHERE EXISTS (SELECT FROM pg_amop WHERE oid >= \(CatalogSQL.firstUserOID))
      OR EXISTS (SELECT FROM pg_amproc WHERE oid >= \(CatalogSQL.firstUserOID))
    """

  private static let extensionRelations = "relations of extensions"
  private static let familyMembers = "members of families"

  init(_ result: QueryResult) {
    var found: Set<Need> = []
    var relations: [String] = []
    for row in result.rows {
      switch row.optionalText(0) {
      case Self.extensionRelations: found.insert(.extensionRelations)
      case Self.familyMembers: found.insert(.familyMembers)
      case let catalog?: found.insert(.objects(catalog))
      case nil: break
      }
      guard let kind = row.optionalText(1) else { continue }
      found.insert(.relations(kind))
      if row.bool(2) { found.insert(.triggers) }
      if row.bool(3) { found.insert(.rules) }
      if !row.isNull(4) { relations += row.textArray(4).compactMap(\.self) }
    }
    self.found = found
    self.relations = relations
  }

  /// Whether one of the needs is met; where there are none, always.
  func meets(_ needs: [Need]) -> Bool { needs.isEmpty || needs.contains { found.contains($0) } }
}
