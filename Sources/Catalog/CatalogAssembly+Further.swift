import Schema

/// The kinds of object that few databases have.
extension CatalogAssembly {
  func furtherObjects() -> [any SchemaObject] {
    var objects: [any SchemaObject] = []
    for row in content.collations {
      var collation = Collation(name: qualified(row.namespace, row.name), clauses: row.clauses)
      collation.comment = comment(CatalogNumber.collation, row.oid)
      collation.access = access(CatalogNumber.collation, row.oid)
      objects.append(collation)
    }
    for row in content.eventTriggers {
      var trigger = row.value
      trigger.comment = comment(CatalogNumber.eventTrigger, row.oid)
      trigger.access = access(CatalogNumber.eventTrigger, row.oid)
      objects.append(trigger)
    }
    for row in content.casts {
      var cast = row.value
      cast.comment = comment(CatalogNumber.cast, row.oid)
      objects.append(cast)
    }
    return objects + foreignObjects() + publications() + subscriptions() + textSearch()
      + content.securityLabels.map(\.value)
  }

  private func foreignObjects() -> [any SchemaObject] {
    let wrappers: [any SchemaObject] = content.wrappers.map { row in
      var wrapper = row.value
      wrapper.comment = comment(CatalogNumber.foreignDataWrapper, row.oid)
      wrapper.access = access(CatalogNumber.foreignDataWrapper, row.oid)
      return wrapper
    }
    return wrappers
      + content.servers.map { row in
        var server = row.value
        server.comment = comment(CatalogNumber.server, row.oid)
        server.access = access(CatalogNumber.server, row.oid)
        return server
      } + content.userMappings.filter(\.isReadable).map(\.value)
  }

  private func subscriptions() -> [any SchemaObject] {
    content.subscriptions.map { row in
      var subscription = row.value
      subscription.access = access(CatalogNumber.subscription, row.oid)
      return subscription
    }
  }

  private func publications() -> [any SchemaObject] {
    Dictionary(grouping: content.publications, by: \.oid).values.compactMap { rows in
      guard let first = rows.first else { return nil }
      func members(schemas: Bool) -> [String] {
        rows.filter { $0.isSchema == schemas }.compactMap(\.member).sorted { Identifier($0) < Identifier($1) }
      }
      var publication = Publication(
        name: first.name, hasAllTables: first.hasAllTables, tables: members(schemas: false),
        schemas: members(schemas: true), options: first.options)
      publication.comment = comment(CatalogNumber.publication, first.oid)
      publication.access = access(CatalogNumber.publication, first.oid)
      return publication
    }
  }

  private func textSearch() -> [any SchemaObject] {
    let dictionaries: [any SchemaObject] = content.dictionaries.map { row in
      var dictionary = TextSearchDictionary(
        name: qualified(row.namespace, row.name), template: row.template, options: row.options)
      dictionary.comment = comment(CatalogNumber.textSearchDictionary, row.oid)
      dictionary.access = access(CatalogNumber.textSearchDictionary, row.oid)
      return dictionary
    }
    let configurations: [any SchemaObject] = Dictionary(grouping: content.configurations, by: \.oid).values
      .compactMap { rows in
        guard let first = rows.first else { return nil }
        let mappings = rows.filter { !$0.dictionaries.isEmpty }.map {
          (token: $0.token, dictionaries: $0.dictionaries)
        }
        var configuration = TextSearchConfiguration(
          name: qualified(first.namespace, first.name), parser: first.parser,
          mappings: mappings.sorted { Identifier($0.token) < Identifier($1.token) })
        configuration.comment = comment(CatalogNumber.textSearchConfiguration, first.oid)
        configuration.access = access(CatalogNumber.textSearchConfiguration, first.oid)
        return configuration
      }
    let parsers: [any SchemaObject] = content.parsers.map { row in
      var parser = TextSearchParser(name: qualified(row.namespace, row.name), clauses: row.clauses)
      parser.comment = comment(CatalogNumber.textSearchParser, row.oid)
      return parser
    }
    let templates: [any SchemaObject] = content.templates.map { row in
      var template = TextSearchTemplate(name: qualified(row.namespace, row.name), clauses: row.clauses)
      template.comment = comment(CatalogNumber.textSearchTemplate, row.oid)
      return template
    }
    return dictionaries + configurations + parsers + templates
  }
}
