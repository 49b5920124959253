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

  /// The stamp of a database that holds nothing of anybody's.
  package static let nothing = "0:0"

  /// A query for one text.
  package static let query: SQLText = {
    let rows = catalogs.enumerated().map { index, catalog in
      "SELECT \(index) AS catalog, \(catalog.1)::oid::bigint AS id, xmin::text AS version "
        + "FROM pg_catalog.\(catalog.0) WHERE \(catalog.1) >= 16384"
    }
    return SQLText(
      unescaped: """
        SELECT pg_catalog.count(*) || ':'
          || coalesce(pg_catalog.sum(pg_catalog.hashtextextended(version, id * 64 + catalog)), 0)
        FROM (\(rows.joined(separator: " UNION ALL "))) AS all_catalogs
        """)
  }()
}
