extension DefaultPrivileges: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .defaultPrivileges, name: Identifier(role.text + (schema.map { " in " + $0.text } ?? "")))
  }

  package func write(to ddl: inout DDLWriter) {
    guard ddl.options.includesAccess else { return }
    let within = schema.map { " IN SCHEMA \($0.sql)" } ?? ""
    for (kind, grant) in grants {
      ddl.statement("ALTER DEFAULT PRIVILEGES FOR ROLE \(role.sql)\(within) \(grant.statement(on: kind))")
    }
  }
}
