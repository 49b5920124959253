import Postgres
import Schema

/// What is set on objects that are the server's or an extension's, or in places that no statement of a snapshot reaches.
struct UnseenRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    parts.filter { scope.mayHave($0.need) }.map(\.sql).joined(separator: "\nUNION ALL ")
  }

  /// What there has to be for one of these to be there.
  static let needs = parts.map(\.need)

  /// What takes the server long to plan, and is asked where it can find something.
  private static let parts: [(sql: String, need: CatalogPresence.Need)] = [
    (comments, .comments), (dependencies, .extensionDependents), (settings, .databaseSettings),
    (additions, .extensionRelations), (constraintTriggers, .triggers), (partitionKeys, .relations("p")),
    (familyMembers, .familyMembers),
  ]

  /// The transactions in which extensions were created or updated. What else was made in one of them is taken for the
  /// extension's own, as its indexes and triggers are not told apart from the user's in any other way.
  private static let extensionTransactions = """
    SELECT e.xmin::text FROM pg_depend e WHERE e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e'
    """

  /// The user's on a relation of an extension.
  private static let additions = """
    SELECT i.type || ' on an extension''s table', i.identity
    FROM (
      SELECT 'pg_class'::regclass, x.indexrelid, x.indrelid FROM pg_index x
      WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.conrelid = x.indrelid)
      UNION ALL SELECT 'pg_trigger'::regclass, oid, tgrelid FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT 'pg_policy'::regclass, oid, polrelid FROM pg_policy
      UNION ALL SELECT 'pg_rewrite'::regclass, oid, ev_class FROM pg_rewrite WHERE rulename <> '_RETURN'
      UNION ALL SELECT 'pg_constraint'::regclass, oid, conrelid FROM pg_constraint WHERE conrelid <> 0
      UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxrelid FROM pg_statistic_ext
    ) o(catalog, oid, relation)
    JOIN pg_depend m ON m.classid = 'pg_class'::regclass AND m.objid = o.relation
      AND m.refclassid = 'pg_extension'::regclass AND m.deptype = 'e',
      pg_identify_object(o.catalog, o.oid, 0) i
    WHERE o.oid >= \(CatalogSQL.firstUserOID) AND NOT EXISTS (SELECT FROM pg_depend d
      WHERE d.classid = o.catalog AND d.objid = o.oid AND d.xmin::text IN (\(extensionTransactions)))
    """

  /// Triggers behind foreign keys and deferrable keys have numbers for names, so that no statement can name them.
  private static let constraintTriggers = """
    SELECT DISTINCT 'state of the triggers of a constraint', format('%s on %s', k.conname, t.tgrelid::regclass)
    FROM pg_trigger t JOIN pg_constraint k ON k.oid = t.tgconstraint
    WHERE t.tgisinternal AND t.tgenabled <> 'O' AND k.contype <> 't' AND t.tgparentid = 0
    """

  /// A partition that is created has its parent's names for foreign keys.
  private static let partitionKeys = """
    SELECT 'name of a partition''s foreign key', format('%s on %s', k.conname, k.conrelid::regclass)
    FROM pg_constraint k JOIN pg_constraint p ON p.oid = k.conparentid
    WHERE k.contype = 'f' AND k.conname <> p.conname AND k.conrelid <> p.conrelid
    """

  private static let comments = """
    SELECT 'comment on ' || i.type, i.identity
    FROM pg_description d
    LEFT JOIN pg_type t ON d.classoid = 'pg_type'::regclass AND t.oid = d.objoid
    LEFT JOIN pg_constraint k ON d.classoid = 'pg_constraint'::regclass AND k.oid = d.objoid
    LEFT JOIN pg_trigger g ON d.classoid = 'pg_trigger'::regclass AND g.oid = d.objoid,
      LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
    WHERE d.objoid >= \(CatalogSQL.firstUserOID) AND d.description <> '' AND (
      t.typtype = 'm' OR t.typsubscript = 'array_subscript_handler'::regproc
      OR k.contype = 'n' OR k.conrelid <> 0 AND NOT k.conislocal AND k.contype NOT IN ('p', 'u', 'x')
      OR g.tgisinternal OR d.classoid = 'pg_subscription'::regclass
      OR d.classoid = 'pg_proc'::regclass AND EXISTS (SELECT FROM pg_depend x
        WHERE x.classid = 'pg_proc'::regclass AND x.objid = d.objoid AND x.deptype = 'i'))
    """

  private static let dependencies = """
    SELECT 'dependency on extension ' || e.extname, format('%s %s', i.type, i.identity)
    FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid,
      LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) i
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'x'
    """

  /// Members that the user added to an operator family of the server or an extension.
  private static let familyMembers = """
    SELECT i.type, i.identity
    FROM (
      SELECT 'pg_amop'::regclass, oid, amopfamily FROM pg_amop
      UNION ALL SELECT 'pg_amproc'::regclass, oid, amprocfamily FROM pg_amproc
    ) m(catalog, oid, family) JOIN pg_opfamily f ON f.oid = m.family,
      LATERAL pg_identify_object(m.catalog, m.oid, 0) i
    WHERE m.oid >= \(CatalogSQL.firstUserOID)
      AND (f.oid < \(CatalogSQL.firstUserOID) OR NOT \(CatalogSQL.isNoMember("f", of: "pg_opfamily")))
      AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = m.catalog AND d.objid = m.oid AND d.refclassid = 'pg_opclass'::regclass)
      AND EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = m.catalog AND d.objid = m.oid AND d.xmin::text NOT IN (\(extensionTransactions)))
    """

  private static let settings = """
    SELECT 'database setting', split_part(c, '=', 1) || coalesce(' for role ' || r.rolname, '')
    FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) c LEFT JOIN pg_roles r ON r.oid = s.setrole
    WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    """

  let object: UncoveredObject

  init(_ row: Row, _ text: CatalogText) {
    object = UncoveredObject(kind: row.text(0), name: row.text(1))
  }
}

/// Privileges on the server's own objects and on those of extensions that are no longer as they came; of the
/// information schema, the server does not say how they came.
struct ForeignPrivilegeRow: CatalogRow {
  private static let catalogs = [
    ("pg_class", "relacl"), ("pg_proc", "proacl"), ("pg_type", "typacl"), ("pg_language", "lanacl"),
    ("pg_foreign_data_wrapper", "fdwacl"), ("pg_foreign_server", "srvacl"), ("pg_namespace", "nspacl"),
  ]

  static func sql(_ scope: CatalogScope) -> String {
    let objects = catalogs.map { catalog, privileges in
      "SELECT '\(catalog)'::regclass, oid, 0, \(privileges) FROM \(catalog)"
        + (catalog == "pg_namespace" ? " WHERE nspname NOT IN ('public', 'information_schema', 'confiture')" : "")
    }
    return """
      SELECT 'privileges on ' || i.type, i.identity
      FROM (
        \(objects.joined(separator: "\n    UNION ALL "))
        UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum, attacl FROM pg_attribute WHERE NOT attisdropped
      ) o(catalog, oid, part, actual)
      LEFT JOIN pg_init_privs p ON p.classoid = o.catalog AND p.objoid = o.oid AND p.objsubid = o.part,
        LATERAL pg_identify_object(o.catalog, o.oid, o.part) i
      WHERE (o.actual IS NOT NULL OR p.initprivs IS NOT NULL)
        AND ARRAY(SELECT a::text FROM unnest(o.actual) a ORDER BY 1)
          <> ARRAY(SELECT a::text FROM unnest(p.initprivs) a ORDER BY 1)
        AND i.schema IS DISTINCT FROM 'information_schema'
        AND (o.oid < \(CatalogSQL.firstUserOID) OR EXISTS (SELECT FROM pg_depend d
          WHERE d.classid = o.catalog AND d.objid = o.oid AND d.deptype = 'e'))
      """
  }

  let object: UncoveredObject

  init(_ row: Row, _ text: CatalogText) {
    object = UncoveredObject(kind: row.text(0), name: row.text(1))
  }
}
