import Schema

/// Comment, owner and grants of an object, with what the statements call it.
struct ObjectCompanions {
  /// As COMMENT ON names it; `nil` for relations, whose comments have rules of their own.
  let commentTarget: String?
  let comment: String?
  /// As GRANT names it.
  let grantTarget: String
  /// As ALTER … OWNER TO names it.
  let ownerTarget: String
  let access: Access?

  init?(_ object: any SchemaObject) {
    switch object {
    case let object as Table:
      let kind = object.foreign == nil ? "TABLE" : "FOREIGN TABLE"
      self.init(nil, nil, "TABLE \(object.name.sql)", "\(kind) \(object.name.sql)", object.access)
    case let object as View:
      let kind = object.isMaterialized ? "MATERIALIZED VIEW" : "VIEW"
      self.init(nil, nil, "TABLE \(object.name.sql)", "\(kind) \(object.name.sql)", object.access)
    case let object as SequenceGenerator:
      self.init("SEQUENCE \(object.name.sql)", object.comment, object.access)
    case let object as EnumType: self.init("TYPE \(object.name.sql)", object.comment, object.access)
    case let object as CompositeType: self.init("TYPE \(object.name.sql)", object.comment, object.access)
    case let object as RangeType: self.init("TYPE \(object.name.sql)", object.comment, object.access)
    case let object as DomainType:
      let name = object.name.sql
      self.init("DOMAIN \(name)", object.comment, "TYPE \(name)", "DOMAIN \(name)", object.access)
    case let object as Routine:
      let kind = object.isProcedure ? "PROCEDURE" : "FUNCTION"
      self.init("\(kind) \(object.name.sql)(\(object.arguments))", object.comment, object.access)
    case let object as Namespace: self.init("SCHEMA \(object.name.sql)", object.comment, object.access)
    case let object as Extension: self.init("EXTENSION \(object.name.sql)", object.comment, nil)
    case let object as Publication: self.init("PUBLICATION \(object.name.sql)", object.comment, object.access)
    case let object as ForeignServer:
      let name = object.name.sql
      self.init("SERVER \(name)", object.comment, "FOREIGN SERVER \(name)", "SERVER \(name)", object.access)
    case let object as ForeignDataWrapper:
      self.init("FOREIGN DATA WRAPPER \(object.name.sql)", object.comment, object.access)
    default: return nil
    }
  }

  private init(_ target: String, _ comment: String?, _ access: Access?) {
    self.init(target, comment, target, target, access)
  }

  private init(
    _ commentTarget: String?, _ comment: String?, _ grantTarget: String, _ ownerTarget: String, _ access: Access?
  ) {
    self.commentTarget = commentTarget
    self.comment = comment
    self.grantTarget = grantTarget
    self.ownerTarget = ownerTarget
    self.access = access
  }

  /// The statements that lead from these to others.
  func statements(to new: ObjectCompanions) -> [String] {
    var statements: [String] = []
    if let target = new.commentTarget,
      let statement = CommentChange.statement(from: comment, to: new.comment, on: target)
    {
      statements.append(statement)
    }
    return statements
      + AccessChange.statements(from: access, to: new.access, on: new.grantTarget, alter: new.ownerTarget)
  }
}
