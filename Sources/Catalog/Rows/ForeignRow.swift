import Postgres
import Schema

struct ForeignTableRow: CatalogRow, Equatable {
  static func sql(_ scope: CatalogScope) -> String {
    "SELECT f.ftrelid, s.srvname, f.ftoptions FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver"
  }

  let relation: Int
  let source: ForeignSource

  init(_ row: Row, _ text: CatalogText) {
    relation = row.int(0)
    source = ForeignSource(server: Identifier(row.text(1)), options: row.foreignOptions(2))
  }
}

struct ForeignDataWrapperRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT w.oid, w.fdwname, NULLIF(w.fdwhandler, 0)::regproc, NULLIF(w.fdwvalidator, 0)::regproc, w.fdwoptions
    FROM pg_foreign_data_wrapper w
    WHERE w.oid >= \(CatalogSQL.firstUserOID) AND \(CatalogSQL.isNoMember("w", of: "pg_foreign_data_wrapper"))
    """
  }

  let oid: Int
  let value: ForeignDataWrapper

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    value = ForeignDataWrapper(
      name: Identifier(row.text(1)), handler: row.optionalText(2).map(text.name),
      validator: row.optionalText(3).map(text.name), options: row.foreignOptions(4))
  }
}

struct ForeignServerRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT s.oid, s.srvname, w.fdwname, s.srvtype, s.srvversion, s.srvoptions
    FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
    WHERE \(CatalogSQL.isNoMember("s", of: "pg_foreign_server"))
    """
  }

  let oid: Int
  let value: ForeignServer

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    value = ForeignServer(
      name: Identifier(row.text(1)), wrapper: Identifier(row.text(2)), type: row.optionalText(3),
      version: row.optionalText(4), options: row.foreignOptions(5))
  }
}

/// User mappings; of others only a superuser sees the options, so `isReadable` says whether these are all.
struct UserMappingRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT CASE WHEN m.umuser <> 0 THEN m.usename END, m.srvname, m.umoptions,
      current_setting('is_superuser')::boolean OR m.umoptions IS NOT NULL
    FROM pg_user_mappings m
    """
  }

  let value: UserMapping
  let isReadable: Bool

  init(_ row: Row, _ text: CatalogText) {
    value = UserMapping(
      role: row.optionalText(0).map { Identifier($0) }, server: Identifier(row.text(1)),
      options: row.foreignOptions(2, isSecret: SecretOption.isSecret(inUserMapping:)))
    isReadable = row.bool(3)
  }
}
