import Schema

extension ActionBuilder {
  /// Adds to an action in place of an object that is no relation what its statements use, and what it lets go of.
  func altering(_ action: Action) -> Action {
    var action = action
    for statement in action.statements {
      action.needs.formUnion(uses(decisions.new.names(in: statement.text), of: action.object))
    }
    for text in action.replacedTexts {
      action.releases.formUnion(uses(decisions.old.names(in: text), of: action.object))
    }
    if action.object.kind != .extension, action.object.kind != .schema {
      action.wishes.formUnion(decisions.extensionsCreated.map(Resource.object))
      action.releases.formUnion(decisions.extensionsDropped.map(Resource.object))
    }
    action.needs.subtract(action.produces)
    action.releases.subtract(action.destroys)
    return action
  }

  /// Has what must not touch new objects wait for them.
  mutating func followCreations() {
    let created = Set(
      decisions.objects.filter { $0.value == .create || $0.value == .rebuild || $0.value == .replaceType }.keys
        .map(Resource.object))
    for index in actions.indices where actions[index].followsCreations { actions[index].needs.formUnion(created) }
  }

  // MARK: - Types that are set aside

  /// Whether columns or attributes leave the type for the one that is made anew.
  func isLeftByOthers(_ type: ObjectIdentity) throws(SchemaDiffError) -> Bool {
    guard let key = type.nameKey else { return false }
    let isLeftByColumns = decisions.relations.values.contains { relation in
      relation.columns.values.contains { change in
        guard change.isRetyped || change.isRebuilt || change.new == nil, let before = change.old else { return false }
        return isType(of: before, key)
      }
    }
    let isLeftByTypes = replacedTypes.contains { other in
      other != type
        && decisions.old.statements(of: other).contains { $0.names.references.contains { $0.key == key } }
    }
    let isLeftByTables = try !tablesCopied(of: type).isEmpty
    return isLeftByColumns || isLeftByTypes || isLeftByTables
      || decisions.alterations.values.joined().contains { action in
        !action.produces.isEmpty
          && action.replacedTexts.contains { text in
            decisions.old.names(in: text).references.contains { $0.key == key }
          }
      }
  }

  /// Whether a column has the type or the collation.
  func isType(of column: Column, _ key: NameKey) -> Bool {
    [column.type, column.collation].contains { text in
      text.map { decisions.old.names(in: $0).references.contains { $0.key == key } } ?? false
    }
  }

  /// Makes room for the multirange that the server makes of a range and names itself.
  static func renamingMultirange(of object: any SchemaObject) -> [String] {
    guard let range = object as? RangeType else { return [] }
    let name =
      range.multirangeName
      ?? QualifiedName(schema: range.name.schema, name: Identifier(automaticMultirange(of: range.name.name.text)))
    let aside = Identifier("confiture_old_" + String(name.name.text.prefix(40)))
    // Their constructors keep their names.
    let constructors =
      ["\(name.sql)()"] + ["", ", text"].map { "\(range.name.sql)(\(range.subtype), \(range.subtype)\($0))" }
    return ["ALTER TYPE \(name.sql) RENAME TO \(aside.sql)"]
      + constructors.map { "ALTER FUNCTION \($0) RENAME TO \(aside.sql)" }
  }

  /// As PostgreSQL's `makeMultirangeTypeName` does it.
  private static func automaticMultirange(of name: String) -> String {
    if let place = name.firstRange(of: "range") {
      return String(
        decoding: (name[..<place.lowerBound] + "multi" + name[place.lowerBound...]).utf8.prefix(63), as: UTF8.self)
    }
    return String(decoding: name.utf8.prefix(63 - "_multirange".utf8.count), as: UTF8.self) + "_multirange"
  }
}
