import Postgres
import Schema

/// Owners of objects.
struct OwnerRow: CatalogRow, Equatable {
  /// Catalogs with the column that names the owner.
  private static let catalogs = [
    ("pg_class", "relowner"), ("pg_proc", "proowner"), ("pg_type", "typowner"), ("pg_statistic_ext", "stxowner"),
    ("pg_collation", "collowner"), ("pg_event_trigger", "evtowner"), ("pg_publication", "pubowner"),
    ("pg_foreign_data_wrapper", "fdwowner"), ("pg_foreign_server", "srvowner"), ("pg_ts_dict", "dictowner"),
    ("pg_ts_config", "cfgowner"), ("pg_namespace", "nspowner"), ("pg_operator", "oprowner"),
    ("pg_opclass", "opcowner"), ("pg_opfamily", "opfowner"), ("pg_conversion", "conowner"),
    ("pg_language", "lanowner"), ("pg_subscription", "subowner"),
  ]

  /// The usual owner of `public` is left out: the role of the cluster's making, or from 15 the database's owner.
  static func sql(_ scope: CatalogScope) -> String {
    let owners = catalogs.map { catalog, column in
      let usual =
        catalog == "pg_namespace"
        ? " AND nspname <> 'public' OR nspname = 'public' AND nspowner <> \(scope.major < 15 ? "10" : "6171")" : ""
      let further = catalog == "pg_class" ? " AND relkind NOT IN ('i', 'I', 't')" : ""
      return """
        SELECT '\(catalog)'::regclass::oid, oid, pg_get_userbyid(\(column)) FROM \(catalog)
        WHERE oid >= \(CatalogSQL.firstUserOID)\(further)\(usual)\(scope.andIsRead(inCatalog: catalog))
        """
    }
    return owners.joined(separator: "\nUNION ALL ")
  }

  let key: CatalogKey
  let owner: Identifier

  init(_ row: Row, _ text: CatalogText) {
    key = CatalogKey(catalog: row.int(0), oid: row.int(1))
    owner = Identifier(row.text(2))
  }
}

/// Privileges on objects that are not as they are by default: those there are, and those there would be.
struct PrivilegeRow: CatalogRow, Equatable {
  /// Catalogs with the columns that hold owner and privileges, and the letter that `acldefault` takes.
  private static let catalogs = [
    ("pg_class", "relowner", "relacl", "CASE relkind WHEN 'S' THEN 's' ELSE 'r' END"),
    ("pg_proc", "proowner", "proacl", "'f'"), ("pg_type", "typowner", "typacl", "'T'"),
    ("pg_foreign_data_wrapper", "fdwowner", "fdwacl", "'F'"), ("pg_foreign_server", "srvowner", "srvacl", "'S'"),
    ("pg_namespace", "nspowner", "nspacl", "'n'"), ("pg_language", "lanowner", "lanacl", "'l'"),
  ]

  static func sql(_ scope: CatalogScope) -> String {
    var objects = catalogs.map { catalog, owner, privileges, kind in
      // Of `public` something else is usual.
      let further = catalog == "pg_namespace" ? " AND nspname <> 'public'" : ""
      return """
        SELECT '\(catalog)'::regclass::oid, oid, 0, \(kind), \(privileges), acldefault((\(kind))::"char", \(owner))
        FROM \(catalog) WHERE \(privileges) IS NOT NULL AND oid >= \(CatalogSQL.firstUserOID)\(further)\(scope.andIsRead(inCatalog: catalog))
        """
    }
    objects.append(
      """
      SELECT 'pg_class'::regclass::oid, attrelid, attnum, 'c', attacl, NULL
      FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid >= \(CatalogSQL.firstUserOID) AND NOT attisdropped\(scope.andRelationIsRead("attrelid"))
      """)
    let create = scope.major < 15 ? " || makeaclitem(0, nspowner, 'CREATE', false)" : ""
    objects.append(
      """
      SELECT 'pg_namespace'::regclass::oid, oid, 0, 'n', coalesce(nspacl, acldefault('n', nspowner)),
        acldefault('n', nspowner) || makeaclitem(0, nspowner, 'USAGE', false)\(create)
      FROM pg_namespace WHERE nspname = 'public'
      """)
    return """
      WITH object(catalog, oid, part, kind, actual, standard) AS (
      \(objects.joined(separator: "\nUNION ALL "))
      )
      SELECT o.catalog, o.oid, o.part, o.kind, false, CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END,
        a.privilege_type, bool_or(a.is_grantable)
      FROM object o, aclexplode(o.actual) a GROUP BY 1, 2, 3, 4, 6, 7
      UNION ALL
      SELECT o.catalog, o.oid, o.part, o.kind, true, CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END,
        a.privilege_type, a.is_grantable
      FROM object o, aclexplode(o.standard) a
      """
  }

  let key: CatalogKey
  let kind: String
  let isDefault: Bool
  let privilege: Privilege

  init(_ row: Row, _ text: CatalogText) {
    key = CatalogKey(catalog: row.int(0), oid: row.int(1), part: row.int(2))
    kind = row.text(3)
    isDefault = row.bool(4)
    privilege = Privilege(
      role: row.optionalText(5).map { Identifier($0) }, name: row.text(6), isGrantable: row.bool(7))
  }
}

/// What roles grant on objects to come, as `PrivilegeRow` with the role and the schema of the entry.
struct DefaultPrivilegeRow: CatalogRow {
  /// An entry for one schema adds to the rest, one for all schemas stands instead of what is granted by default.
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT pg_get_userbyid(d.defaclrole), n.nspname, d.defaclobjtype, x.standard,
      CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END, a.privilege_type, a.is_grantable
    FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace,
      LATERAL (
        SELECT false, d.defaclacl UNION ALL
        SELECT true, acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)
        WHERE d.defaclnamespace = 0
      ) x(standard, acl),
      aclexplode(x.acl) a
    """
  }

  let role: Identifier
  let schema: Identifier?
  /// The letter of the catalog: r, S, f, T, n.
  let kind: String
  let isDefault: Bool
  let privilege: Privilege

  init(_ row: Row, _ text: CatalogText) {
    role = Identifier(row.text(0))
    schema = row.optionalText(1).map { Identifier($0) }
    kind = row.text(2)
    isDefault = row.bool(3)
    privilege = Privilege(
      role: row.optionalText(4).map { Identifier($0) }, name: row.text(5), isGrantable: row.bool(6))
  }
}
