import Postgres
import Schema

struct EventTriggerRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT e.oid, e.evtname, e.evtevent, e.evttags, e.evtfoid::regproc, e.evtenabled FROM pg_event_trigger e
    WHERE \(CatalogSQL.isNoMember("e", of: "pg_event_trigger"))
    """
  }

  let oid: Int
  let value: EventTrigger

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    value = EventTrigger(
      name: Identifier(row.text(1)), event: row.text(2), tags: row.textArray(3).compactMap { $0 },
      function: text.name(row.text(4)), firing: FiringMode(catalogLetter: row.text(5)))
  }
}

/// Casts of the user; those of a range to its multirange belong to the types.
struct CastRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT c.oid, format_type(c.castsource, NULL), format_type(c.casttarget, NULL), c.castcontext, c.castmethod,
      c.castfunc::regprocedure
    FROM pg_cast c WHERE c.oid >= \(CatalogSQL.firstUserOID) AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
    """
  }

  let oid: Int
  let value: Cast

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    var definition =
      switch row.text(4) {
      case "f": "WITH FUNCTION \(text.names(row.text(5)))"
      case "i": "WITH INOUT"
      default: "WITHOUT FUNCTION"
      }
    switch row.text(3) {
    case "a": definition += " AS ASSIGNMENT"
    case "i": definition += " AS IMPLICIT"
    default: break
    }
    value = Cast(source: text.name(row.text(1)), target: text.name(row.text(2)), definition: definition)
  }
}
