import Postgres
import Schema

struct TriggerRow: CatalogRow, Equatable {
  /// A trigger that a partition has from its parent counts only where it fires otherwise than the parent's.
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT t.oid, t.tgrelid, t.tgname, t.tgenabled,
      CASE WHEN t.tgparentid = 0 THEN pg_get_triggerdef(t.oid) END
    FROM pg_trigger t LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint LEFT JOIN pg_trigger p ON p.oid = t.tgparentid
    WHERE t.oid >= \(CatalogSQL.firstUserOID) AND (k.contype IS NULL OR k.contype = 't')
      AND CASE WHEN t.tgparentid = 0 THEN NOT t.tgisinternal ELSE t.tgenabled <> p.tgenabled END\(scope.andRelationIsRead("t.tgrelid"))
    """
  }

  let oid: Int
  let relation: Int
  let trigger: Trigger

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    relation = row.int(1)
    trigger = Trigger(
      name: Identifier(row.text(2)), definition: row.optionalText(4).map(text.expression),
      firing: FiringMode(catalogLetter: row.text(3)))
  }
}

struct RuleRow: CatalogRow, Equatable {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT r.oid, r.ev_class, r.rulename, r.ev_enabled, pg_get_ruledef(r.oid)
    FROM pg_rewrite r WHERE r.oid >= \(CatalogSQL.firstUserOID) AND r.rulename <> '_RETURN'\(scope.andRelationIsRead("r.ev_class"))
    """
  }

  let oid: Int
  let relation: Int
  let rule: RewriteRule

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    relation = row.int(1)
    var definition = text.expression(row.text(4))
    if definition.utf8.last == UInt8(ascii: ";") { definition.removeLast() }
    rule = RewriteRule(
      name: Identifier(row.text(2)), definition: definition, firing: FiringMode(catalogLetter: row.text(3)))
  }
}

extension FiringMode {
  init(catalogLetter letter: String) {
    self =
      switch letter {
      case "D": .disabled
      case "R": .replica
      case "A": .always
      default: .origin
      }
  }
}

struct PolicyRow: CatalogRow, Equatable {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT p.oid, p.polrelid, p.polname, NOT p.polpermissive, p.polcmd,
      ARRAY(SELECT a.rolname FROM pg_roles a WHERE a.oid = ANY (p.polroles)),
      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
    FROM pg_policy p WHERE true\(scope.andRelationIsRead("p.polrelid"))
    """
  }

  let oid: Int
  let relation: Int
  let policy: Policy

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    relation = row.int(1)
    let command =
      switch row.text(4) {
      case "r": "SELECT"
      case "a": "INSERT"
      case "w": "UPDATE"
      case "d": "DELETE"
      default: "ALL"
      }
    policy = Policy(
      name: Identifier(row.text(2)), isRestrictive: row.bool(3), command: command,
      roles: row.textArray(5).compactMap { $0 }.map(Identifier.init).sorted(),
      using: row.optionalText(6).map(text.expression), check: row.optionalText(7).map(text.expression))
  }
}

struct StatisticsRow: CatalogRow, Equatable {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT s.oid, s.stxrelid, s.stxnamespace, s.stxname, pg_get_statisticsobjdef(s.oid),
      CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END
    FROM pg_statistic_ext s WHERE true\(scope.andRelationIsRead("s.stxrelid"))
    """
  }

  let oid: Int
  let relation: Int
  let namespace: Int
  let name: Identifier
  let definition: String
  let target: Int?

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    relation = row.int(1)
    namespace = row.int(2)
    name = Identifier(row.text(3))
    definition = CanonicalText.statistics(text.expression(row.text(4)))
    target = row.optionalInt(5)
  }
}

/// Columns that the query of a view uses.
struct ViewColumnRow: CatalogRow, Equatable {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT r.ev_class, d.refobjid, d.refobjsubid FROM pg_rewrite r
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
      AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.refobjid <> r.ev_class
    WHERE r.oid >= \(CatalogSQL.firstUserOID) AND r.rulename = '_RETURN'\(scope.andRelationIsRead("r.ev_class"))
    """
  }

  let view: Int
  let relation: Int
  let number: Int

  init(_ row: Row, _ text: CatalogText) {
    view = row.int(0)
    relation = row.int(1)
    number = row.int(2)
  }
}
