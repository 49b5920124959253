import Schema

extension ObjectIdentity {
  /// Whether others use the object by a name without a schema, which ``StatementNames`` does not hold.
  var isUsedByName: Bool {
    switch kind {
    case .server, .foreignDataWrapper, .language, .accessMethod: true
    case .schema, .extension, .collation, .type, .domain, .sequence, .table, .foreignTable, .view, .materializedView,
      .function, .procedure, .aggregate, .eventTrigger, .publication, .cast, .textSearchDictionary,
      .textSearchConfiguration, .textSearchParser, .textSearchTemplate, .operator, .operatorClass, .operatorFamily,
      .conversion, .transform, .userMapping, .subscription, .securityLabel, .defaultPrivileges:
      false
    }
  }
}

extension SchemaObject {
  /// The objects outside schemas that this one cannot be without.
  var usedByName: [ObjectIdentity] {
    switch self {
    case let table as Table: (table.foreign?.server).map { [ObjectIdentity(kind: .server, name: $0)] } ?? []
    case let server as ForeignServer: [ObjectIdentity(kind: .foreignDataWrapper, name: server.wrapper)]
    case let mapping as UserMapping: [ObjectIdentity(kind: .server, name: mapping.server)]
    case let routine as Routine: Self.language(of: routine.definition).map { [$0] } ?? []
    case let transform as Transform: [ObjectIdentity(kind: .language, name: transform.language)]
    case let opclass as OperatorClass:
      [
        ObjectIdentity(kind: .accessMethod, name: opclass.method),
        OperatorFamily(name: opclass.family, method: opclass.method, members: []).identity,
      ]
    case let family as OperatorFamily: [ObjectIdentity(kind: .accessMethod, name: family.method)]
    default: []
    }
  }

  private static func language(of definition: String) -> ObjectIdentity? {
    let words = StatementWords(definition)
    guard let language = words.firstWord("LANGUAGE", from: words.first), words.isName(language + 1) else {
      return nil
    }
    return ObjectIdentity(kind: .language, name: Identifier(words.name(language + 1)))
  }
}
