import Postgres

/// What kinds of objects the schemas that are read hold at all.
///
/// Every object in a schema depends on it, unless it belongs to another object there, so that one look at the
/// dependencies tells. Most schemas hold tables and little else, and a query over a catalog takes a server longer to plan
/// than to run: what can find nothing is not asked. Catalogs that are empty in most databases are looked into all at
/// once, which takes the server as long as one query over them.
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
    /// Rows of a catalog that has none, or only the server's own, unless somebody made some: see ``catalogs``.
    case rows(String)
    /// Comments on what did not come with the server.
    case comments
    /// Objects that are said to depend on an extension.
    case extensionDependents
    /// Settings of databases.
    case databaseSettings
    /// What somebody made in the server's own schemas.
    case strays
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
        UNION ALL SELECT name, NULL, NULL, NULL, NULL
        FROM (VALUES \(questions(scope).joined(separator: ",\n  "))) q(name, isthere) WHERE isthere
        """)
  }

  /// Catalogs that ``Need/rows(_:)`` names, with what tells rows that somebody made.
  private static let catalogs = [
    ("pg_cast", own), ("pg_language", own), ("pg_am", own), ("pg_operator", own), ("pg_publication", ""),
    ("pg_foreign_server", ""), ("pg_foreign_data_wrapper", ""), ("pg_transform", ""), ("pg_event_trigger", ""),
    ("pg_subscription", ""), ("pg_seclabel", ""), ("pg_largeobject_metadata", ""),
  ]
  private static let own = " WHERE oid >= \(CatalogSQL.firstUserOID)"

  /// The same, of which a schema has some as well as a database.
  private static let catalogsOfSchemas = [("pg_policy", ""), ("pg_statistic_ext", ""), ("pg_inherits", "")]

  /// What is asked with yes or no, each with the name of what it is about.
  private static func questions(_ scope: CatalogScope) -> [String] {
    let rows = (catalogsOfSchemas + (scope.schema == nil ? catalogs : [])).map { catalog, condition in
      "('\(rowsOf)\(catalog)', EXISTS (SELECT FROM \(catalog)\(condition)))"
    }
    return rows + (scope.schema == nil ? ofDatabase : [])
  }

  /// What only matters where all of a database is read.
  private static let ofDatabase = [
    """
    ('\(extensionRelations)', EXISTS (SELECT FROM pg_depend
      WHERE refclassid = 'pg_extension'::regclass AND classid = 'pg_class'::regclass))
    """,
    """
    ('\(familyMembers)', EXISTS (SELECT FROM pg_amop\(own)) OR EXISTS (SELECT FROM pg_amproc\(own)))
    """,
    "('\(comments)', EXISTS (SELECT FROM pg_description WHERE objoid >= \(CatalogSQL.firstUserOID)))",
    """
    ('\(extensionDependents)', EXISTS (SELECT FROM pg_depend
      WHERE refclassid = 'pg_extension'::regclass AND deptype = 'x'))
    """,
    "('\(databaseSettings)', EXISTS (SELECT FROM pg_db_role_setting WHERE setdatabase <> 0))",
    "('\(strays)', EXISTS (\(UncoveredRow.strays)))",
  ]

  // Names without blanks are those of catalogs.
  private static let rowsOf = "rows of "
  private static let extensionRelations = "relations of extensions"
  private static let familyMembers = "members of families"
  private static let comments = "comments on objects"
  private static let extensionDependents = "dependents of extensions"
  private static let databaseSettings = "settings of databases"
  private static let strays = "objects in schemas of the server"

  private static func need(_ name: String) -> Need {
    switch name {
    case extensionRelations: .extensionRelations
    case familyMembers: .familyMembers
    case comments: .comments
    case extensionDependents: .extensionDependents
    case databaseSettings: .databaseSettings
    case strays: .strays
    case _ where name.hasPrefix(rowsOf): .rows(String(name.dropFirst(rowsOf.count)))
    default: .objects(name)
    }
  }

  init(_ result: QueryResult) {
    var found: Set<Need> = []
    var relations: [String] = []
    for row in result.rows {
      if let name = row.optionalText(0) { found.insert(Self.need(name)) }
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
