import Schema

/// What extends the server itself: types, operators and languages with functions behind them.
extension CatalogAssembly {
  func programmedObjects() -> [any SchemaObject] {
    let types: [any SchemaObject] = content.baseTypes.map { row in
      var type = BaseType(name: qualified(row.namespace, row.name), clauses: row.clauses)
      type.comment = comment(CatalogNumber.type, row.oid)
      type.access = access(CatalogNumber.type, row.oid)
      return type
    }
    let conversions: [any SchemaObject] = content.conversions.map { row in
      var conversion = Conversion(
        name: qualified(row.namespace, row.name), isDefault: row.isDefault, source: row.source,
        destination: row.destination, function: row.function)
      conversion.comment = comment(CatalogNumber.conversion, row.oid)
      conversion.access = access(CatalogNumber.conversion, row.oid)
      return conversion
    }
    return types + conversions + operators() + languages()
  }

  private func operators() -> [any SchemaObject] {
    let operators: [any SchemaObject] = content.operators.map { row in
      var value = row.value(named: qualified(row.namespace, row.name))
      value.comment = comment(CatalogNumber.operator, row.oid)
      value.access = access(CatalogNumber.operator, row.oid)
      return value
    }
    let members = Dictionary(grouping: content.operatorMembers, by: \.owner).mapValues { rows in
      rows.sorted(by: OperatorMemberRow.isOrderedBefore).map(\.text)
    }
    let classes: [any SchemaObject] = content.userOperatorClasses.map { row in
      var value = OperatorClass(
        name: qualified(row.namespace, row.name), method: row.method, isDefault: row.isDefault, type: row.type,
        family: qualified(row.familyNamespace, row.familyName),
        members: members[CatalogKey(catalog: CatalogNumber.operatorClass, oid: row.oid)] ?? [], storage: row.storage)
      value.comment = comment(CatalogNumber.operatorClass, row.oid)
      value.access = access(CatalogNumber.operatorClass, row.oid)
      return value
    }
    let families: [any SchemaObject] = content.operatorFamilies.map { row in
      var value = OperatorFamily(
        name: qualified(row.namespace, row.name), method: row.method,
        members: members[CatalogKey(catalog: CatalogNumber.operatorFamily, oid: row.oid)] ?? [])
      value.comment = comment(CatalogNumber.operatorFamily, row.oid)
      value.access = access(CatalogNumber.operatorFamily, row.oid)
      return value
    }
    return operators + classes + families
  }

  private func languages() -> [any SchemaObject] {
    let languages: [any SchemaObject] = content.languages.map { row in
      var language = row.value
      language.comment = comment(CatalogNumber.language, row.oid)
      language.access = access(CatalogNumber.language, row.oid)
      return language
    }
    let transforms: [any SchemaObject] = content.transforms.map { row in
      var transform = row.value
      transform.comment = comment(CatalogNumber.transform, row.oid)
      return transform
    }
    let methods: [any SchemaObject] = content.accessMethods.map { row in
      var method = row.value
      method.comment = comment(CatalogNumber.accessMethod, row.oid)
      return method
    }
    return languages + transforms + methods
  }
}
