extension TextSearchDictionary: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .textSearchDictionary, schema: name.schema, name: name.name)
  }

  package func write(to ddl: inout DDLWriter) {
    let options = options.map { ", \($0)" } ?? ""
    ddl.statement("CREATE TEXT SEARCH DICTIONARY \(name.sql) (TEMPLATE = \(template)\(options))")
    ddl.comment(comment, on: "TEXT SEARCH DICTIONARY \(name.sql)")
    ddl.access(access, on: "TEXT SEARCH DICTIONARY \(name.sql)")
  }
}

extension TextSearchConfiguration: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .textSearchConfiguration, schema: name.schema, name: name.name)
  }

  package func write(to ddl: inout DDLWriter) {
    let target = "TEXT SEARCH CONFIGURATION \(name.sql)"
    ddl.statement("CREATE \(target) (PARSER = \(parser))")
    for (token, dictionaries) in mappings {
      ddl.statement("ALTER \(target) ADD MAPPING FOR \(token) WITH \(dictionaries.joined(separator: ", "))")
    }
    ddl.comment(comment, on: target)
    ddl.access(access, on: target)
  }
}

extension TextSearchParser: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .textSearchParser, schema: name.schema, name: name.name)
  }

  package func write(to ddl: inout DDLWriter) {
    let target = "TEXT SEARCH PARSER \(name.sql)"
    ddl.statement("CREATE \(target) (\n  \(clauses.joined(separator: ",\n  "))\n)")
    ddl.comment(comment, on: target)
  }
}

extension TextSearchTemplate: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .textSearchTemplate, schema: name.schema, name: name.name)
  }

  package func write(to ddl: inout DDLWriter) {
    let target = "TEXT SEARCH TEMPLATE \(name.sql)"
    ddl.statement("CREATE \(target) (\n  \(clauses.joined(separator: ",\n  "))\n)")
    ddl.comment(comment, on: target)
  }
}
