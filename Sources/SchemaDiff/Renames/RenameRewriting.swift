import Schema

/// Rewrites snapshot files as they are after a rename.
struct RenameRewriting {
  private(set) var files: [ObjectIdentity: SnapshotFile]

  init(_ files: [SnapshotFile]) {
    self.files = Dictionary(files.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func apply(_ rename: Rename) throws(SchemaDiffError) {
    switch rename {
    case .object(let from, let to): try renameObject(from, to)
    case .column(let table, let from, let to): try renameColumn(of: table, from, to)
    case .index(let schema, let from, let to):
      let name = QualifiedName(schema: schema, name: from)
      try rewriteTable(owning: name) { table in
        for index in table.indexes.indices where table.indexes[index].name == name {
          let renamed = QualifiedName(schema: schema, name: to)
          let names = NameReplacement(bare: [from: to], qualified: [:])
          table.indexes[index].definition = names.firstName(in: table.indexes[index].definition)
          table.indexes[index].name = renamed
        }
      }
    case .constraint(let table, let from, let to):
      try rewrite(table) { table in
        for index in table.constraints.indices where table.constraints[index].name == from {
          table.constraints[index].name = to
        }
        table.constraints.sort(by: Constraint.isOrderedBefore)
      }
    }
  }

  // MARK: - Objects

  private mutating func renameObject(_ from: ObjectIdentity, _ to: ObjectIdentity) throws(SchemaDiffError) {
    guard let file = files[from] else {
      throw SchemaDiffError(.unknownRename, "there is no \(from) that could be renamed")
    }
    guard files[to] == nil else {
      throw SchemaDiffError(
        .unknownRename, "\(from) cannot be renamed to '\(to.qualifiedName)', which is there already")
    }
    files[from] = nil
    files[to] = SnapshotFile(identity: to, text: try keepingSequences(file).text)
    guard let before = from.objectName, let after = to.objectName else { return }
    let names = NameReplacement(bare: [:], qualified: [before: after])
    let needle = before.name
    for (identity, file) in files where file.text.utf8.contains(needle.text.utf8) {
      let isQuery = [.view, .materializedView, .function, .procedure].contains(identity.kind)
      let text = names.replaced(in: file.text, addsAliases: isQuery)
      if text == file.text, identity != to { continue }
      var renamed = identity
      if let arguments = identity.arguments {
        renamed = ObjectIdentity(
          kind: identity.kind, schema: identity.schema, name: identity.name,
          arguments: names.replaced(in: arguments, addsAliases: false))
      }
      files[identity] = nil
      files[renamed] = SnapshotFile(identity: renamed, text: text)
    }
  }

  /// A table's identity sequences keep the names they have when the table gets another.
  private func keepingSequences(_ file: SnapshotFile) throws(SchemaDiffError) -> SnapshotFile {
    guard file.identity.kind == .table, var table = try Self.table(file) else { return file }
    for index in table.columns.indices where table.columns[index].identity?.sequenceName == nil {
      let name = AutomaticName.make(table.name.name, table.columns[index].name.text, "seq")
      table.columns[index].identity?.sequenceName = QualifiedName(schema: table.name.schema, name: name)
    }
    return Self.rendered(table)
  }

  // MARK: - Columns

  private mutating func renameColumn(
    of table: QualifiedName, _ from: Identifier, _ to: Identifier
  ) throws(SchemaDiffError) {
    let names = NameReplacement(bare: [from: to], qualified: [:])
    var isThere = false
    try rewrite(table) { table in
      for index in table.columns.indices {
        if table.columns[index].name == from {
          isThere = true
          if table.columns[index].identity != nil, table.columns[index].identity?.sequenceName == nil {
            let name = AutomaticName.make(table.name.name, from.text, "seq")
            table.columns[index].identity?.sequenceName = QualifiedName(schema: table.name.schema, name: name)
          }
          table.columns[index].name = to
        }
        if table.columns[index].generation != nil {
          table.columns[index].expression = table.columns[index].expression.map { names.columns(in: $0) }
        }
      }
      names.rewriteParts(of: &table)
    }
    guard isThere else {
      throw SchemaDiffError(.unknownRename, "table '\(table)' has no column '\(from)' that could be renamed")
    }
    // Foreign keys of others, sequences that the column owns.
    for (identity, file) in files where identity.objectName != table && file.text.utf8.contains(table.name.text.utf8)
    {
      guard identity.kind == .table || identity.kind == .sequence else { continue }
      let text = names.columns(of: table, in: file.text)
      if text != file.text { files[identity] = SnapshotFile(identity: identity, text: text) }
    }
  }

  // MARK: - Tables

  private mutating func rewrite(_ name: QualifiedName, _ change: (inout Table) -> Void) throws(SchemaDiffError) {
    for kind in [ObjectKind.table, .foreignTable] {
      let identity = ObjectIdentity(kind: kind, schema: name.schema, name: name.name)
      guard let file = files[identity], var table = try Self.table(file) else { continue }
      change(&table)
      files[identity] = Self.rendered(table)
    }
  }

  private mutating func rewriteTable(
    owning index: QualifiedName, _ change: (inout Table) -> Void
  ) throws(SchemaDiffError) {
    for file in files.values where file.identity.kind == .table && file.text.utf8.contains(index.name.text.utf8) {
      guard var table = try Self.table(file), table.indexes.contains(where: { $0.name == index }) else { continue }
      change(&table)
      files[file.identity] = Self.rendered(table)
      return
    }
    throw SchemaDiffError(.unknownRename, "there is no index '\(index)' that could be renamed")
  }

  private static func table(_ file: SnapshotFile) throws(SchemaDiffError) -> Table? {
    try SchemaState([file]).object(file.identity) as? Table
  }

  private static func rendered(_ table: Table) -> SnapshotFile {
    var ddl = DDLWriter(form: .file, options: SnapshotOptions(includesAccess: true))
    table.write(to: &ddl)
    return SnapshotFile(identity: table.identity, text: ddl.text)
  }
}

extension String.UTF8View {
  /// Whether the bytes of another text are somewhere in this one.
  fileprivate func contains(_ other: String.UTF8View) -> Bool {
    let (text, needle) = (Array(self), Array(other))
    guard let first = needle.first, text.count >= needle.count else { return needle.isEmpty }
    return text.indices.dropLast(needle.count - 1).contains { start in
      text[start] == first && text[start..<(start + needle.count)].elementsEqual(needle)
    }
  }
}
