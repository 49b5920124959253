import Postgres
import Schema

/// Functions and procedures of the user; the constructors of a range belong to its type.
struct RoutineRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT p.oid, p.pronamespace, p.proname, p.prokind = 'p', CASE WHEN p.prokind = 'p' AND p.proargmodes IS NOT NULL
        THEN (SELECT string_agg(CASE m WHEN 'o' THEN 'OUT ' ELSE '' END || format_type(t, NULL), ', ' ORDER BY i)
          FROM unnest(p.proallargtypes, p.proargmodes) WITH ORDINALITY u(t, m, i))
        ELSE oidvectortypes(p.proargtypes) END,
      pg_get_functiondef(p.oid)
    FROM pg_proc p
    WHERE p.prokind <> 'a' AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
      AND \(scope.isUserObject("p", in: "pg_proc", namespace: "pronamespace"))
    """
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let isProcedure: Bool
  let arguments: String
  let definition: String

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    isProcedure = row.bool(3)
    arguments = text.names(row.text(4))
    var definition = text.expression(row.text(5))
    while definition.utf8.last == UInt8(ascii: "\n") { definition.removeLast() }
    self.definition = definition
  }
}

struct AggregateRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT p.oid, p.pronamespace, p.proname, oidvectortypes(p.proargtypes), pg_get_function_identity_arguments(p.oid),
      a.aggtransfn, format_type(a.aggtranstype, NULL), NULLIF(a.aggtransspace, 0), NULLIF(a.aggfinalfn::oid, 0)::regproc,
      a.aggfinalextra, CASE WHEN a.aggfinalfn <> 0 THEN a.aggfinalmodify END, NULLIF(a.aggcombinefn::oid, 0)::regproc,
      NULLIF(a.aggserialfn::oid, 0)::regproc, NULLIF(a.aggdeserialfn::oid, 0)::regproc, a.agginitval, NULLIF(a.aggmtransfn::oid, 0)::regproc,
      NULLIF(a.aggminvtransfn::oid, 0)::regproc, CASE WHEN a.aggmtransfn <> 0 THEN format_type(a.aggmtranstype, NULL) END,
      NULLIF(a.aggmtransspace, 0), NULLIF(a.aggmfinalfn::oid, 0)::regproc, a.aggmfinalextra,
      CASE WHEN a.aggmfinalfn <> 0 THEN a.aggmfinalmodify END, a.aggminitval,
      (SELECT quote_ident(n.nspname) || '.' || o.oprname FROM pg_operator o
        JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oid = a.aggsortop),
      a.aggkind, p.proparallel
    FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid
    WHERE p.prokind = 'a' AND \(scope.isUserObject("p", in: "pg_proc", namespace: "pronamespace"))
    """
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let arguments: String
  let signature: String
  let clauses: [String]

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    arguments = text.names(row.text(3))
    let signature = text.arguments(row.text(4))
    self.signature = signature.isEmpty ? "*" : signature
    let isHypothetical = row.text(24) == "h"
    let isOrderedSet = isHypothetical || row.text(24) == "o"
    var clauses: [String] = []
    func add(_ name: String, _ column: Int) {
      if let value = row.optionalText(column) { clauses.append("\(name) = \(text.name(value))") }
    }
    func addConstant(_ name: String, _ column: Int) {
      if let value = row.optionalText(column) { clauses.append("\(name) = \(SQLLiteral.quote(value))") }
    }
    func addModify(_ name: String, _ column: Int) {
      let usual = isOrderedSet ? "w" : "r"
      guard let letter = row.optionalText(column), letter != usual else { return }
      let word =
        switch letter {
        case "r": "READ_ONLY"
        case "s": "SHAREABLE"
        default: "READ_WRITE"
        }
      clauses.append("\(name) = \(word)")
    }
    add("SFUNC", 5)
    add("STYPE", 6)
    add("SSPACE", 7)
    add("FINALFUNC", 8)
    if row.bool(9) { clauses.append("FINALFUNC_EXTRA") }
    addModify("FINALFUNC_MODIFY", 10)
    add("COMBINEFUNC", 11)
    add("SERIALFUNC", 12)
    add("DESERIALFUNC", 13)
    addConstant("INITCOND", 14)
    add("MSFUNC", 15)
    add("MINVFUNC", 16)
    add("MSTYPE", 17)
    add("MSSPACE", 18)
    add("MFINALFUNC", 19)
    if row.bool(20) { clauses.append("MFINALFUNC_EXTRA") }
    addModify("MFINALFUNC_MODIFY", 21)
    addConstant("MINITCOND", 22)
    if let sortOperator = row.optionalText(23) { clauses.append("SORTOP = OPERATOR(\(text.name(sortOperator)))") }
    if isHypothetical { clauses.append("HYPOTHETICAL") }
    switch row.text(25) {
    case "s": clauses.append("PARALLEL = SAFE")
    case "r": clauses.append("PARALLEL = RESTRICTED")
    default: break
    }
    self.clauses = clauses
  }
}
