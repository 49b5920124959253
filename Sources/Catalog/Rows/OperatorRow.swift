import Postgres
import Schema

/// Operators of the user; places that the server keeps for a commutator to come are not among them.
struct OperatorRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT o.oid, o.oprnamespace, o.oprname, CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END,
      format_type(o.oprright, NULL), o.oprcode, \(qualified("c")), \(qualified("n")), NULLIF(o.oprrest, 0)::regproc,
      NULLIF(o.oprjoin, 0)::regproc, o.oprcanhash, o.oprcanmerge
    FROM pg_operator o
    LEFT JOIN pg_operator c ON c.oid = \(partner("oprcom")) LEFT JOIN pg_operator n ON n.oid = \(partner("oprnegate"))
    WHERE o.oprcode <> 0 AND \(scope.isUserObject("o", in: "pg_operator", namespace: "oprnamespace"))
    """
  }

  /// The commutator or negator: each is the other's, although the catalog may say so of one of them only, depending on
  /// which was made first.
  private static func partner(_ column: String) -> String {
    "coalesce(NULLIF(o.\(column), 0), (SELECT min(x.oid) FROM pg_operator x WHERE x.\(column) = o.oid))"
  }

  /// The schema and the signs of an operator.
  private static func qualified(_ alias: String) -> String {
    "(SELECT quote_ident(x.nspname) FROM pg_namespace x WHERE x.oid = \(alias).oprnamespace), \(alias).oprname"
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  private let left: String?
  private let right: String
  private let function: String
  private let commutator: String?
  private let negator: String?
  private let restriction: String?
  private let join: String?
  private let canHash: Bool
  private let canMerge: Bool

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    left = row.optionalText(3).map(text.name)
    right = text.name(row.text(4))
    function = text.name(row.text(5))
    commutator = Self.operator(row, 6, text)
    negator = Self.operator(row, 8, text)
    restriction = row.optionalText(10).map(text.name)
    join = row.optionalText(11).map(text.name)
    canHash = row.bool(12)
    canMerge = row.bool(13)
  }

  private static func `operator`(_ row: Row, _ column: Int, _ text: CatalogText) -> String? {
    row.optionalText(column).map { "OPERATOR(\(text.name($0 + ".x").dropLast(2)).\(row.text(column + 1)))" }
  }

  func value(named name: QualifiedName) -> Operator {
    var value = Operator(name: name, left: left, right: right, function: function)
    value.commutator = commutator
    value.negator = negator
    value.restriction = restriction
    value.join = join
    value.canHash = canHash
    value.canMerge = canMerge
    return value
  }
}

/// Operator classes of the user.
struct UserOperatorClassRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT c.oid, c.opcnamespace, c.opcname, m.amname, c.opcdefault, format_type(c.opcintype, NULL), f.opfnamespace,
      f.opfname, CASE WHEN c.opckeytype NOT IN (0, c.opcintype) THEN format_type(c.opckeytype, NULL) END
    FROM pg_opclass c JOIN pg_am m ON m.oid = c.opcmethod JOIN pg_opfamily f ON f.oid = c.opcfamily
    WHERE \(scope.isUserObject("c", in: "pg_opclass", namespace: "opcnamespace"))
    """
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let method: Identifier
  let isDefault: Bool
  let type: String
  let familyNamespace: Int
  let familyName: Identifier
  let storage: String?

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    method = Identifier(row.text(3))
    isDefault = row.bool(4)
    type = text.name(row.text(5))
    familyNamespace = row.int(6)
    familyName = Identifier(row.text(7))
    storage = row.optionalText(8).map(text.name)
  }
}

/// Operator families of the user.
struct OperatorFamilyRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT f.oid, f.opfnamespace, f.opfname, m.amname FROM pg_opfamily f JOIN pg_am m ON m.oid = f.opfmethod
    WHERE \(scope.isUserObject("f", in: "pg_opfamily", namespace: "opfnamespace"))
    """
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let method: Identifier

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    method = Identifier(row.text(3))
  }
}

/// Operators and support functions of classes and families, each as an item of the statement, in order.
///
/// A member belongs to the class or the family that it depends on, as the server says which cannot be without it.
struct OperatorMemberRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT d.refclassid, d.refobjid, NULL, m.amopstrategy, m.amopopr::regoperator, NULL, NULL,
      (SELECT quote_ident(n.nspname) || '.' || quote_ident(f.opfname) FROM pg_opfamily f
        JOIN pg_namespace n ON n.oid = f.opfnamespace WHERE f.oid = m.amopsortfamily)
    FROM pg_amop m JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = m.oid
      AND d.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass) AND d.deptype IN ('a', 'i')
      AND d.refobjid <> m.amopsortfamily
    WHERE m.oid >= \(CatalogSQL.firstUserOID)
    UNION ALL
    SELECT d.refclassid, d.refobjid, m.amproc::regprocedure, m.amprocnum, NULL, format_type(m.amproclefttype, NULL),
      format_type(m.amprocrighttype, NULL), NULL
    FROM pg_amproc m JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = m.oid
      AND d.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass) AND d.deptype IN ('a', 'i')
    WHERE m.oid >= \(CatalogSQL.firstUserOID)
    """
  }

  /// The class or the family.
  let owner: CatalogKey
  let isFunction: Bool
  let number: Int
  let text: String

  init(_ row: Row, _ text: CatalogText) {
    owner = CatalogKey(catalog: row.int(0), oid: row.int(1))
    isFunction = !row.isNull(2)
    number = row.int(3)
    if let function = row.optionalText(2) {
      let types = "\(text.name(row.text(5))), \(text.name(row.text(6)))"
      self.text = "FUNCTION \(number) (\(types)) \(text.names(function))"
    } else {
      let order = row.optionalText(7).map { " FOR ORDER BY \(text.name($0))" } ?? ""
      self.text = "OPERATOR \(number) \(text.names(row.text(4)))\(order)"
    }
  }

  /// Operators first, each by its number, then by its types.
  static func isOrderedBefore(_ left: OperatorMemberRow, _ right: OperatorMemberRow) -> Bool {
    if left.isFunction != right.isFunction { return right.isFunction }
    if left.number != right.number { return left.number < right.number }
    return Identifier(left.text) < Identifier(right.text)
  }
}
