package import Postgres
package import Schema

/// What extensions have put into a schema.
package enum ExtensionMembers {
  /// The names of all members there: of relations, types, routines, operators and the rest.
  package static func names(in schema: String, _ connection: Connection) throws(CatalogError) -> Set<Identifier> {
    let parts = catalogs.map { catalog, name, namespace in
      SQLText(
        """
        SELECT o.\(unescaped: name) FROM pg_catalog.\(unescaped: catalog) o JOIN pg_catalog.pg_depend d ON d.objid = o.oid
          AND d.classid = 'pg_catalog.\(unescaped: catalog)'::pg_catalog.regclass
          AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
        WHERE o.\(unescaped: namespace) = s.oid
        """)
    }
    do throws(PostgresError) {
      // The server's own language is an extension as well, with members that came with it, in the server's own schema.
      let hasMembers = try connection.query(
        """
        SELECT EXISTS (SELECT FROM pg_catalog.pg_depend
          WHERE refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND deptype = 'e'
            AND objid >= \(unescaped: "\(CatalogSQL.firstUserOID)"))
        """
      ).bool(0, 0)
      guard hasMembers else { return [] }
      let found = try connection.query(
        """
        SELECT DISTINCT m.name FROM pg_catalog.pg_namespace s, LATERAL (
        \(sql: SQLText.joined(parts, separator: " UNION ALL "))
        ) m(name) WHERE s.nspname = \(schema)
        """)
      return Set(found.rows.map { Identifier($0.text(0)) })
    } catch {
      throw CatalogError(error)
    }
  }

  private static let catalogs = [
    ("pg_class", "relname", "relnamespace"), ("pg_type", "typname", "typnamespace"),
    ("pg_proc", "proname", "pronamespace"), ("pg_operator", "oprname", "oprnamespace"),
    ("pg_opclass", "opcname", "opcnamespace"), ("pg_opfamily", "opfname", "opfnamespace"),
    ("pg_collation", "collname", "collnamespace"), ("pg_conversion", "conname", "connamespace"),
    ("pg_ts_config", "cfgname", "cfgnamespace"), ("pg_ts_dict", "dictname", "dictnamespace"),
    ("pg_ts_parser", "prsname", "prsnamespace"), ("pg_ts_template", "tmplname", "tmplnamespace"),
  ]
}
