import Schema

/// The statement that drops an object; never CASCADE.
enum DropStatement {
  /// `nil` if there is nothing to drop.
  static func text(for object: any SchemaObject, named name: QualifiedName? = nil) -> String? {
    let identity = object.identity
    let sql = name?.sql ?? identity.sqlName
    switch identity.kind {
    case .schema:
      if let schema = object as? Namespace, schema.isDropped { return "CREATE SCHEMA \(sql)" }
      return identity.name == Namespace.publicName ? nil : "DROP SCHEMA \(sql)"
    case .extension: return identity.name == "plpgsql" ? nil : "DROP EXTENSION \(sql)"
    case .function, .procedure:
      return "DROP \(identity.kind.rawValue.uppercased()) \(sql)(\(identity.arguments ?? ""))"
    case .aggregate: return "DROP AGGREGATE \(sql)(\((object as? Aggregate)?.signature ?? identity.arguments ?? ""))"
    case .foreignDataWrapper: return "DROP FOREIGN DATA WRAPPER \(sql)"
    case .cast:
      guard let cast = object as? Cast else { return nil }
      return "DROP CAST (\(cast.source) AS \(cast.target))"
    case .operator:
      return "DROP OPERATOR \(identity.schema?.sql ?? "").\(identity.name.text)(\(identity.arguments ?? ""))"
    case .operatorClass, .operatorFamily:
      let method = Identifier(identity.arguments ?? "").sql
      return "DROP \(identity.kind.rawValue.uppercased()) \(sql) USING \(method)"
    case .transform:
      guard let transform = object as? Transform else { return nil }
      return "DROP TRANSFORM FOR \(transform.type) LANGUAGE \(transform.language.sql)"
    case .userMapping:
      guard let mapping = object as? UserMapping else { return nil }
      return "DROP USER MAPPING FOR \(mapping.role?.sql ?? "PUBLIC") SERVER \(mapping.server.sql)"
    case .securityLabel:
      guard let label = object as? SecurityLabel else { return nil }
      return "SECURITY LABEL FOR \(label.provider.sql) ON \(label.kind) \(label.object) IS NULL"
    case .defaultPrivileges: return nil
    case .collation, .type, .domain, .sequence, .table, .foreignTable, .view, .materializedView, .eventTrigger,
      .publication, .server, .textSearchDictionary, .textSearchConfiguration, .textSearchParser, .textSearchTemplate,
      .conversion, .language, .accessMethod, .subscription:
      return "DROP \(identity.kind.rawValue.uppercased()) \(sql)"
    }
  }
}
