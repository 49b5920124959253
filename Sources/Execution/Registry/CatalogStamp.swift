package import Postgres

/// Tells cheaply whether the catalogs of a database are as they were: a few milliseconds, where reading the schema
/// takes tens.
///
/// Every change of a catalog row makes a row version with another `xmin`; a sum over the rows' identities and
/// `xmin`s, together with their number, changes with it. Equal stamps mean that no DDL was committed in between;
/// different ones that something was, which may still have left the schema the same. What PostgreSQL updates in place
/// (statistics, frozen ids) keeps its `xmin`. Rows of the system itself (ids below 16384) do not count, so
/// that grants on the schema `public` go unseen, as does the renaming of a role.
package enum CatalogStamp {
  private static let catalogs = [
    ("pg_class", "oid"), ("pg_attribute", "attrelid"), ("pg_attrdef", "oid"),
    ("pg_constraint", "oid"), ("pg_index", "indexrelid"), ("pg_proc", "oid"), ("pg_type", "oid"),
    ("pg_trigger", "oid"), ("pg_rewrite", "oid"), ("pg_policy", "oid"), ("pg_namespace", "oid"),
    ("pg_extension", "oid"), ("pg_enum", "oid"), ("pg_sequence", "seqrelid"), ("pg_statistic_ext", "oid"),
    ("pg_event_trigger", "oid"), ("pg_publication", "oid"), ("pg_publication_rel", "oid"),
    ("pg_foreign_data_wrapper", "oid"), ("pg_foreign_server", "oid"), ("pg_foreign_table", "ftrelid"),
    ("pg_inherits", "inhrelid"), ("pg_collation", "oid"), ("pg_conversion", "oid"), ("pg_cast", "oid"),
    ("pg_operator", "oid"), ("pg_opclass", "oid"), ("pg_opfamily", "oid"), ("pg_am", "oid"),
    ("pg_aggregate", "aggfnoid"),
    ("pg_range", "rngtypid"), ("pg_language", "oid"), ("pg_transform", "oid"), ("pg_default_acl", "oid"),
    ("pg_partitioned_table", "partrelid"), ("pg_ts_config", "oid"), ("pg_ts_dict", "oid"), ("pg_ts_parser", "oid"),
    ("pg_ts_template", "oid"), ("pg_ts_config_map", "mapcfg"),
    ("pg_description", "objoid"), ("pg_seclabel", "objoid"), ("pg_amop", "oid"),
    ("pg_amproc", "oid"),
  ]

  /// The stamp of a database that holds nothing of anybody's, or of a schema that is not there.
  package static let nothing = "0:0"

  /// A query for one text.
  package static let query: SQLText = {
    let rows = catalogs.enumerated().map { index, catalog in
      "SELECT \(index) AS catalog, \(catalog.1)::oid::bigint AS id, xmin::text AS version "
        + "FROM pg_catalog.\(catalog.0) WHERE \(catalog.1) >= 16384"
        + (catalog.0 == "pg_attribute" ? " AND attnum > 0" : "")  // System columns come and go with their table.
    }
    return SQLText(
      unescaped: """
        SELECT pg_catalog.count(*) || ':'
          || coalesce(pg_catalog.sum(pg_catalog.hashtextextended(version, id * 64 + catalog)), 0)
        FROM (\(rows.joined(separator: " UNION ALL "))) AS all_catalogs
        """)
  }()
}

extension CatalogStamp {
  /// The stamp that a target has where nothing was changed since the registry was written; `nil` where nobody knows.
  static func expected(at state: RegistryState) -> String? {
    if state == .empty { return nothing }
    return state.fingerprint != nil && state.head != nil ? state.stamp : nil
  }
}

extension Target {
  /// A query for the stamp of the target's catalog rows.
  var stampQuery: SQLText { schema.map(CatalogStamp.query(ofSchema:)) ?? CatalogStamp.query }
}

extension CatalogStamp {
  /// Catalogs whose rows belong to a schema by a column of their own.
  private static let inSchemas = [
    ("pg_class", "relnamespace"), ("pg_constraint", "connamespace"), ("pg_proc", "pronamespace"),
    ("pg_type", "typnamespace"), ("pg_statistic_ext", "stxnamespace"), ("pg_collation", "collnamespace"),
    ("pg_conversion", "connamespace"), ("pg_operator", "oprnamespace"), ("pg_opclass", "opcnamespace"),
    ("pg_opfamily", "opfnamespace"), ("pg_ts_config", "cfgnamespace"), ("pg_ts_dict", "dictnamespace"),
    ("pg_ts_parser", "prsnamespace"), ("pg_ts_template", "tmplnamespace"), ("pg_default_acl", "defaclnamespace"),
    ("pg_namespace", "oid"),
  ]

  /// Catalogs whose rows belong to an object of one of those, with the column that names it.
  private static let ofObjects = [
    ("pg_attribute", "attrelid", "pg_class"), ("pg_attrdef", "adrelid", "pg_class"),
    ("pg_index", "indexrelid", "pg_class"), ("pg_trigger", "tgrelid", "pg_class"),
    ("pg_rewrite", "ev_class", "pg_class"),
    ("pg_policy", "polrelid", "pg_class"), ("pg_sequence", "seqrelid", "pg_class"),
    ("pg_inherits", "inhrelid", "pg_class"), ("pg_partitioned_table", "partrelid", "pg_class"),
    ("pg_foreign_table", "ftrelid", "pg_class"), ("pg_enum", "enumtypid", "pg_type"),
    ("pg_range", "rngtypid", "pg_type"),
    ("pg_aggregate", "aggfnoid", "pg_proc"), ("pg_ts_config_map", "mapcfg", "pg_ts_config"),
    ("pg_amop", "amopfamily", "pg_opfamily"), ("pg_amproc", "amprocfamily", "pg_opfamily"),
  ]

  /// A query for the stamp of one schema: ``nothing`` when it is not there.
  package static func query(ofSchema schema: String) -> SQLText {
    """
    WITH scope AS MATERIALIZED (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = \(schema)),
    \(sql: rowsOfSchemas)
    SELECT \(sql: stampOfRows) FROM stamped
    """
  }

  /// A query for names and stamps of the schemas that a query names.
  static func query(ofSchemas names: SQLText) -> SQLText {
    """
    WITH scope AS MATERIALIZED (SELECT oid, nspname FROM pg_catalog.pg_namespace WHERE nspname IN (\(sql: names))),
    \(sql: rowsOfSchemas)
    SELECT s.nspname, \(sql: stampOfRows) FROM stamped r JOIN scope s ON s.oid = r.namespace GROUP BY s.nspname
    """
  }

  private static let stampOfRows: SQLText = """
    pg_catalog.count(*) || ':' || coalesce(pg_catalog.sum(pg_catalog.hashtextextended(version, id * 64 + catalog)), 0)
    """

  /// The catalog rows of the schemas in `scope`, as the common table expression `stamped`.
  private static let rowsOfSchemas: SQLText = {
    var numbers: [String: Int] = [:]
    var parts: [String] = []
    for (catalog, namespace) in inSchemas {
      let name = "of_\(catalog)"
      numbers[catalog] = numbers.count
      parts.append(
        """
        \(name) AS MATERIALIZED (SELECT o.oid, o.\(namespace) AS namespace, o.xmin::text AS version
          FROM pg_catalog.\(catalog) o JOIN scope s ON s.oid = o.\(namespace))
        """)
    }
    var rows = inSchemas.map { catalog, _ in
      "SELECT namespace, \(numbers[catalog] ?? 0) AS catalog, oid::bigint AS id, version FROM of_\(catalog)"
    }
    for (catalog, column, owner) in ofObjects {
      let number = numbers.count
      numbers[catalog] = number
      rows.append(
        """
        SELECT p.namespace, \(number), o.\(column)::oid::bigint, o.xmin::text FROM pg_catalog.\(catalog) o
        JOIN of_\(owner) p ON p.oid = o.\(column)\(catalog == "pg_attribute" ? " WHERE o.attnum > 0" : "")
        """)
    }
    for owner in ["pg_class", "pg_proc", "pg_type", "pg_constraint", "pg_namespace"] {
      rows.append(
        """
        SELECT p.namespace, 63, o.objoid::bigint, o.xmin::text FROM pg_catalog.pg_description o
        JOIN of_\(owner) p ON p.oid = o.objoid AND o.classoid = 'pg_catalog.\(owner)'::pg_catalog.regclass
        """)
    }
    let union = rows.joined(separator: "\nUNION ALL ")
    return SQLText(unescaped: parts.joined(separator: ",\n") + ",\nstamped AS (\n\(union)\n)")
  }()
}
