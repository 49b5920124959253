/// Conditions that every query over the catalogs repeats.
enum CatalogSQL {
  /// Objects with lower numbers came with the server (`FirstNormalObjectId`).
  static let firstUserOID = 16384

  /// Schemas that are not the user's: the server's own, temporary ones and the registry.
  static let foreignNamespaces = """
    SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%' OR nspname IN ('information_schema', 'confiture')
    """

  /// Whether an object was made by the user in a schema of the user, and does not belong to an extension.
  static func isUserObject(_ alias: String, in catalog: String, namespace: String) -> String {
    """
    \(alias).oid >= \(firstUserOID) AND \(alias).\(namespace) NOT IN (\(foreignNamespaces))
    AND \(isNoMember(alias, of: catalog))
    """
  }

  /// Whether an object does not belong to an extension.
  static func isNoMember(_ alias: String, of catalog: String) -> String {
    """
    \(alias).oid NOT IN (SELECT objid FROM pg_depend
      WHERE refclassid = 'pg_extension'::regclass AND classid = '\(catalog)'::regclass AND deptype = 'e')
    """
  }
}
