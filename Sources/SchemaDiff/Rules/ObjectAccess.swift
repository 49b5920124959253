import Schema

/// Comment, owner and grants of an object, with what the statements call it.
struct ObjectCompanions {
  /// As COMMENT ON names it; `nil` for relations, whose comments have rules of their own.
  let commentTarget: String?
  let comment: String?
  /// As GRANT names it; that of an object without privileges has no use.
  let grantTarget: String
  /// As ALTER … OWNER TO names it.
  let ownerTarget: String
  let access: Access?

  /// `nil` for what has neither, such as default privileges.
  init?(_ object: any SchemaObject) {
    switch object.identity.kind {
    case .table, .foreignTable, .view, .materializedView: self.init(relation: object)
    case .type: self.init(type: object)
    case .function, .procedure, .aggregate: self.init(routine: object)
    case .sequence:
      self.init(object as? SequenceGenerator) {
        "SEQUENCE \($0.name.sql)"
      } with: {
        ($0.comment, $0.access)
      }
    case .domain: self.init(domain: object as? DomainType)
    case .schema: self.init(schema: object as? Namespace)
    case .extension:
      self.init(object as? Extension) {
        "EXTENSION \($0.name.sql)"
      } with: {
        ($0.comment, nil)
      }
    case .collation:
      self.init(object as? Collation) {
        "COLLATION \($0.name.sql)"
      } with: {
        ($0.comment, $0.access)
      }
    case .eventTrigger:
      self.init(object as? EventTrigger) {
        "EVENT TRIGGER \($0.name.sql)"
      } with: {
        ($0.comment, $0.access)
      }
    case .publication:
      self.init(object as? Publication) {
        "PUBLICATION \($0.name.sql)"
      } with: {
        ($0.comment, $0.access)
      }
    case .foreignDataWrapper:
      self.init(object as? ForeignDataWrapper) {
        "FOREIGN DATA WRAPPER \($0.name.sql)"
      } with: {
        ($0.comment, $0.access)
      }
    case .server: self.init(server: object as? ForeignServer)
    case .cast:
      self.init(object as? Cast) {
        "CAST (\($0.source) AS \($0.target))"
      } with: {
        ($0.comment, nil)
      }
    case .textSearchDictionary:
      self.init(object as? TextSearchDictionary) {
        "TEXT SEARCH DICTIONARY \($0.name.sql)"
      } with: {
        ($0.comment, $0.access)
      }
    case .textSearchConfiguration:
      self.init(object as? TextSearchConfiguration) {
        "TEXT SEARCH CONFIGURATION \($0.name.sql)"
      } with: {
        ($0.comment, $0.access)
      }
    case .textSearchParser:
      self.init(object as? TextSearchParser) {
        "TEXT SEARCH PARSER \($0.name.sql)"
      } with: {
        ($0.comment, nil)
      }
    case .textSearchTemplate:
      self.init(object as? TextSearchTemplate) {
        "TEXT SEARCH TEMPLATE \($0.name.sql)"
      } with: {
        ($0.comment, nil)
      }
    case .operator:
      self.init(object as? Operator) {
        "OPERATOR \($0.name.schema.sql).\($0.name.name.text)(\($0.left ?? "NONE"), \($0.right))"
      } with: {
        ($0.comment, $0.access)
      }
    case .operatorClass:
      self.init(object as? OperatorClass) {
        "OPERATOR CLASS \($0.name.sql) USING \($0.method.sql)"
      } with: {
        ($0.comment, $0.access)
      }
    case .operatorFamily:
      self.init(object as? OperatorFamily) {
        "OPERATOR FAMILY \($0.name.sql) USING \($0.method.sql)"
      } with: {
        ($0.comment, $0.access)
      }
    case .conversion:
      self.init(object as? Conversion) {
        "CONVERSION \($0.name.sql)"
      } with: {
        ($0.comment, $0.access)
      }
    case .language:
      self.init(object as? Language) {
        "LANGUAGE \($0.name.sql)"
      } with: {
        ($0.comment, $0.access)
      }
    case .transform:
      self.init(object as? Transform) {
        "TRANSFORM FOR \($0.type) LANGUAGE \($0.language.sql)"
      } with: {
        ($0.comment, nil)
      }
    case .accessMethod:
      self.init(object as? AccessMethod) {
        "ACCESS METHOD \($0.name.sql)"
      } with: {
        ($0.comment, nil)
      }
    case .subscription:
      self.init(object as? Subscription) {
        "SUBSCRIPTION \($0.name.sql)"
      } with: {
        (nil, $0.access)
      }
    case .userMapping, .securityLabel, .defaultPrivileges: return nil
    }
  }

  private init?(relation object: any SchemaObject) {
    let keyword = object.identity.kind.rawValue.uppercased()
    let name = object.identity.sqlName
    let access: Access?
    switch object {
    case let table as Table: access = table.access
    case let view as View: access = view.access
    default: return nil
    }
    self.init(nil, nil, "TABLE \(name)", "\(keyword) \(name)", access)
  }

  private init?(type object: any SchemaObject) {
    let target = "TYPE \(object.identity.sqlName)"
    switch object {
    case let type as EnumType: self.init(target, type.comment, target, target, type.access)
    case let type as CompositeType: self.init(target, type.comment, target, target, type.access)
    case let type as BaseType: self.init(target, type.comment, target, target, type.access)
    case let type as RangeType: self.init(target, type.comment, target, target, type.access)
    default: return nil
    }
  }

  private init?(routine object: any SchemaObject) {
    switch object {
    case let routine as Routine:
      let target = "\(routine.isProcedure ? "PROCEDURE" : "FUNCTION") \(routine.name.sql)(\(routine.arguments))"
      self.init(target, routine.comment, target, target, routine.access)
    case let aggregate as Aggregate:
      let target = "AGGREGATE \(aggregate.name.sql)(\(aggregate.signature))"
      let grants = "FUNCTION \(aggregate.name.sql)(\(aggregate.arguments))"
      self.init(target, aggregate.comment, grants, target, aggregate.access)
    default: return nil
    }
  }

  private init?(domain: DomainType?) {
    guard let domain else { return nil }
    let target = "DOMAIN \(domain.name.sql)"
    self.init(target, domain.comment, "TYPE \(domain.name.sql)", target, domain.access)
  }

  private init?(server: ForeignServer?) {
    guard let server else { return nil }
    let target = "SERVER \(server.name.sql)"
    self.init(target, server.comment, "FOREIGN \(target)", target, server.access)
  }

  private init?(schema: Namespace?) {
    guard let schema, !schema.isDropped else { return nil }
    let target = "SCHEMA \(schema.name.sql)"
    // A file says nothing of the comment that every new database has.
    let comment = schema.name == Namespace.publicName ? schema.comment ?? "standard public schema" : schema.comment
    self.init(target, comment, target, target, schema.access)
  }

  /// Of an object that every statement calls the same.
  private init?<Object: SchemaObject>(
    _ object: Object?, target: (Object) -> String, with companions: (Object) -> (comment: String?, access: Access?)
  ) {
    guard let object else { return nil }
    let (comment, access) = companions(object)
    self.init(target(object), comment, target(object), target(object), access)
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

  /// The statements that lead from these to others; grants on columns that are lost are lost with them.
  func statements(to new: ObjectCompanions, losing columns: Set<Identifier> = []) -> [String] {
    var statements: [String] = []
    if let target = new.commentTarget,
      let statement = CommentChange.statement(from: comment, to: new.comment, on: target)
    {
      statements.append(statement)
    }
    var before = access
    before?.grants.removeAll { grant in grant.column.map(columns.contains) ?? false }
    return statements
      + AccessChange.statements(from: before, to: new.access, on: new.grantTarget, alter: new.ownerTarget)
  }
}
