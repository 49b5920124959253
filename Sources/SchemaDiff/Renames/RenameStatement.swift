import Schema

/// The statements that give something another name.
enum RenameStatement {
  static func statements(for rename: Rename) -> [String] {
    switch rename {
    case .object(let from, let to): object(from, to)
    case .column(let table, let from, let to):
      ["ALTER TABLE \(table.sql) RENAME COLUMN \(from.sql) TO \(to.sql)"]
    case .index(let schema, let from, let to):
      ["ALTER INDEX \(QualifiedName(schema: schema, name: from).sql) RENAME TO \(to.sql)"]
    case .constraint(let table, let from, let to):
      ["ALTER TABLE \(table.sql) RENAME CONSTRAINT \(from.sql) TO \(to.sql)"]
    }
  }

  private static func object(_ from: ObjectIdentity, _ to: ObjectIdentity) -> [String] {
    let keyword = from.kind.rawValue.uppercased().replacing("-", with: " ")
    let arguments = from.arguments.map { "(\($0))" } ?? ""
    var statements: [String] = []
    var current = from.objectName
    if let schema = to.schema, schema != from.schema, let name = current {
      statements.append("ALTER \(keyword) \(name.sql)\(arguments) SET SCHEMA \(schema.sql)")
      current = QualifiedName(schema: schema, name: name.name)
    }
    if from.name != to.name {
      statements.append("ALTER \(keyword) \(current?.sql ?? from.name.sql)\(arguments) RENAME TO \(to.name.sql)")
    }
    return statements
  }
}
