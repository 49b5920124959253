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
    case .defaultPrivileges: return nil
    case .collation, .type, .domain, .sequence, .table, .foreignTable, .view, .materializedView, .eventTrigger,
      .publication, .server, .textSearchDictionary, .textSearchConfiguration:
      return "DROP \(identity.kind.rawValue.uppercased()) \(sql)"
    }
  }
}
