package import Postgres

/// Tells cheaply whether the catalogs of a database are as they were: a few milliseconds, where reading the schema
/// takes tens.
///
/// Every change of a catalog row makes a row version with another `xmin`; a sum over the rows' identities and
/// `xmin`s, together with their number, changes with it. Equal stamps mean that no DDL was committed in between;
/// different ones that something was, which may still have left the schema the same. What PostgreSQL updates in place
/// (statistics, frozen ids) keeps its `xmin`. Rows of the system itself (below 16384) do not count, but for the schema
/// `public` (2200). Renaming a role goes unseen, as roles are no part of a database.
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

  /// A query for one text.
  package static let query: SQLText = {
    let rows = catalogs.map { catalog, identity in
      """
      SELECT count(*) AS n, coalesce(sum(pg_catalog.hashint8extended(\(identity)::oid::bigint, xmin::text::bigint)), 0) AS s
      FROM pg_catalog.\(catalog) WHERE \(identity)::oid >= 16384 OR \(identity)::oid = 2200
      """
    }
    return SQLText(
      unescaped: """
        SELECT pg_catalog.string_agg(n || ':' || s, ' ' ORDER BY ordinality)
        FROM (\(rows.enumerated().map { "SELECT \($0) AS ordinality, n, s FROM (\($1)) AS c" }.joined(separator: " UNION ALL "))) AS all_catalogs
        """)
  }()
}
