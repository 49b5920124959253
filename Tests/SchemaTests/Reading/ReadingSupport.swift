import Schema

/// Reads the text of one object's file.
func reading<Object: SchemaObject>(
  _ kind: ObjectKind, _ name: String, in schema: String? = "s", arguments: String? = nil, _ text: String,
  as type: Object.Type = Object.self
) throws -> Object? {
  try SnapshotReading.object(of: file(kind, name, in: schema, arguments: arguments, text)) as? Object
}

func file(
  _ kind: ObjectKind, _ name: String, in schema: String? = "s", arguments: String? = nil, _ text: String
) -> SnapshotFile {
  SnapshotFile(
    identity: ObjectIdentity(
      kind: kind, schema: schema.map { Identifier($0) }, name: Identifier(name), arguments: arguments),
    text: text)
}

/// What an object is hashed as.
func hashed(_ object: any SchemaObject) -> String {
  var ddl = DDLWriter(form: .fingerprint, options: SnapshotOptions())
  object.write(to: &ddl)
  return ddl.text
}

func qualified(_ schema: Identifier, _ name: Identifier) -> QualifiedName {
  QualifiedName(schema: schema, name: name)
}
