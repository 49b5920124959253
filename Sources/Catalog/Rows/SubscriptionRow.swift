import Postgres
import Schema

/// Subscriptions of this database. How they connect is for superusers to read.
struct SubscriptionRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    func since(_ first: Int, _ column: String) -> String { scope.major < first ? "NULL" : "s.\(column)" }
    return """
      SELECT s.oid, s.subname, s.subconninfo, s.subpublications, s.subslotname, s.subbinary, s.substream,
        s.subsynccommit, \(scope.major < 15 ? "false" : "s.subtwophasestate <> 'd'"), \(since(15, "subdisableonerr")),
        \(since(16, "subpasswordrequired")), \(since(16, "subrunasowner")), \(since(16, "suborigin")),
        \(since(17, "subfailover"))
      FROM pg_subscription s WHERE s.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
      """
  }

  let oid: Int
  let value: Subscription

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    let name = Identifier(row.text(1))
    var options: [String] = []
    if let slot = row.optionalText(4) {
      if Identifier(slot) != name { options.append("slot_name = \(SQLLiteral.quote(slot))") }
    } else {
      options.append("slot_name = NONE")
    }
    if row.bool(5) { options.append("binary = true") }
    // What goes without saying differs: `off` up to 17, `parallel` from 18 on.
    let streaming =
      switch row.text(6) {
      case "f": "off"
      case "p": "parallel"
      default: "on"
      }
    options.append("streaming = \(streaming)")
    if row.text(7) != "off" { options.append("synchronous_commit = \(SQLLiteral.quote(row.text(7)))") }
    if row.bool(8) { options.append("two_phase = true") }
    if row.bool(9) { options.append("disable_on_error = true") }
    if !row.isNull(10), !row.bool(10) { options.append("password_required = false") }
    if row.bool(11) { options.append("run_as_owner = true") }
    if let origin = row.optionalText(12), origin != "any" { options.append("origin = \(SQLLiteral.quote(origin))") }
    if row.bool(13) { options.append("failover = true") }
    value = Subscription(
      name: name, connection: SecretOption.redacted(connection: row.text(2)),
      publications: row.textArray(3).compactMap { $0 }.map(Identifier.init).sorted(), options: options)
  }
}

/// Security labels of the objects of this database.
struct SecurityLabelRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT s.provider, i.type, i.identity, s.label
    FROM pg_seclabel s, pg_identify_object(s.classoid, s.objoid, s.objsubid) i
    WHERE i.identity IS NOT NULL AND s.classoid <> 'pg_largeobject'::regclass
      AND coalesce(i.schema, '') <> 'confiture'
    """
  }

  let value: SecurityLabel

  init(_ row: Row, _ text: CatalogText) {
    let type = row.text(1)
    let kind = type.hasSuffix(" column") ? "COLUMN" : type.uppercased()
    value = SecurityLabel(
      provider: Identifier(row.text(0)), kind: kind, object: text.names(row.text(2)), label: row.text(3))
  }
}
