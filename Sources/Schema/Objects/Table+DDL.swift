extension Table: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: foreign == nil ? .table : .foreignTable, schema: name.schema, name: name.name)
  }

  package var hasOwnFingerprintForm: Bool { true }

  package func write(to ddl: inout DDLWriter) {
    let shape = shape(in: ddl.form)
    // Physical order, or by name.
    let columns = ddl.form == .file ? columns : columns.sorted { $0.name < $1.name }
    writeCreation(to: &ddl, columns, shape: shape)
    writeColumnSettings(to: &ddl, columns, shape: shape)
    writeConstraints(to: &ddl, shape: shape)
    if ddl.form == .fingerprint, !validChecks.isEmpty {
      // In files such a partition is made with them.
      ddl.statement("-- valid " + validChecks.map(\.sql).joined(separator: ", "))
    }
    for index in indexes where !(index.attachedTo?.isAutomatic ?? false) || index.hasSettings {
      index.write(to: &ddl)
    }
    writeAttachment(to: &ddl, shape: shape)
    writeMarks(to: &ddl)
    for statistics in statistics { statistics.write(to: &ddl) }
    for rule in rules { rule.write(to: &ddl, table: name) }
    for trigger in triggers { trigger.write(to: &ddl, table: name) }
    if hasRowSecurity { ddl.statement("ALTER TABLE \(name.sql) ENABLE ROW LEVEL SECURITY") }
    if forcesRowSecurity { ddl.statement("ALTER TABLE \(name.sql) FORCE ROW LEVEL SECURITY") }
    for policy in policies { policy.write(to: &ddl, table: name) }
    writeComments(to: &ddl, columns)
    ddl.access(access, on: "TABLE \(name.sql)", alter: foreign == nil ? nil : "FOREIGN TABLE \(name.sql)")
    for column in columns {
      guard let identity = column.identity, !identity.grants.isEmpty else { continue }
      let sequence = identitySequence(of: column, identity)
      ddl.access(Access(owner: nil, grants: identity.grants), on: "SEQUENCE \(sequence.sql)")
    }
    for statistics in statistics {
      ddl.access(statistics.access, on: "STATISTICS \(statistics.name.sql)")
    }
  }

  func identitySequence(of column: Column, _ identity: IdentityColumn) -> QualifiedName {
    let automatic = AutomaticName.make(name.name, column.name.text, "seq")
    return identity.sequenceName ?? QualifiedName(schema: name.schema, name: automatic)
  }

  // MARK: The CREATE statement

  /// How a table comes to be.
  private enum Shape {
    case plain
    /// `OF type`.
    case typed
    /// `INHERITS (…)`.
    case inheriting
    /// `PARTITION OF …`.
    case partition
    /// Created by itself and attached to its parents after, so that it keeps its own order of columns, its own names of
    /// indexes and its valid checks.
    case attached
  }

  private func shape(in form: DDLForm) -> Shape {
    if rowType != nil { return .typed }
    guard !parents.isEmpty else { return .plain }
    if partitionBound != nil {
      let hasOwnNames =
        indexes.contains { $0.attachedTo.map { !$0.isAutomatic } ?? false }
        || constraints.contains { $0.attachedTo.map { !$0.isAutomatic } ?? false }
      let isOwn = hasOwnColumnOrder || hasOwnNames || !validChecks.isEmpty
      return form == .file && isOwn ? .attached : .partition
    }
    let isWholeByItself =
      !hasInheritedParts && columns.allSatisfy(\.isLocal) && constraints.allSatisfy(\.isLocal) && !columns.isEmpty
    return form == .file && isWholeByItself ? .attached : .inheriting
  }

  private func writeCreation(to ddl: inout DDLWriter, _ columns: [Column], shape: Shape) {
    var text = isUnlogged ? "CREATE UNLOGGED TABLE " : foreign == nil ? "CREATE TABLE " : "CREATE FOREIGN TABLE "
    text += name.sql
    let parent = parents.first?.sql ?? ""
    if let rowType, shape == .typed { text += " OF \(rowType.sql)" }
    if shape == .partition { text += " PARTITION OF \(parent)" }
    let elements = elements(columns, shape: shape, form: ddl.form)
    if !elements.isEmpty {
      text += " (\n  " + elements.joined(separator: ",\n  ") + "\n)"
    } else if shape != .typed, shape != .partition {
      text += " (\n)"
    }
    if shape == .inheriting { text += "\nINHERITS (\(parents.map(\.sql).joined(separator: ", ")))" }
    if shape == .partition, let partitionBound { text += "\n\(partitionBound)" }
    if let partitionKey { text += "\nPARTITION BY \(partitionKey)" }
    if let accessMethod { text += "\nUSING \(accessMethod.sql)" }
    if !options.isEmpty { text += "\nWITH (\(DDLOptions.list(options, in: ddl.form)))" }
    if let foreign {
      text += "\nSERVER \(foreign.server.sql)"
      if !foreign.options.isEmpty { text += "\nOPTIONS (\(foreign.options.joined(separator: ", ")))" }
    }
    ddl.statement(text)
  }

  private func elements(_ columns: [Column], shape: Shape, form: DDLForm) -> [String] {
    var elements: [String] = []
    for column in columns {
      switch shape {
      case .plain, .attached:
        elements.append(column.definition(of: name, in: form))
      case .inheriting, .partition:
        if column.isLocal { elements.append(column.definition(of: name, in: form)) }
      case .typed:
        let attributes = column.attributes(of: name, in: form)
        if !attributes.isEmpty { elements.append("\(column.name.sql) WITH OPTIONS\(attributes)") }
      }
    }
    if shape == .partition {
      for case let (column, .setExpression(expression)) in inheritedColumnChanges.map({ ($0.column, $0.change) }) {
        let generation = columns.first { $0.name == column }?.generation ?? .stored
        elements.append(
          "\(column.sql) WITH OPTIONS GENERATED ALWAYS AS \(CanonicalText.parenthesized(expression)) "
            + generation.rawValue)
      }
    }
    for constraint in constraints where isInline(constraint, shape: shape) && isWritten(constraint, shape: shape) {
      elements.append(constraint.clause(in: form))
    }
    return elements
  }

  /// Whether a constraint stands within CREATE TABLE, where the server would drop one of two equal keys.
  private func isInline(_ constraint: Constraint, shape: Shape) -> Bool {
    guard constraint.isInline else { return false }
    return constraint.kind != .unique
      || !constraints.prefix { $0.name != constraint.name }.contains { other in
        other.keyColumns == constraint.keyColumns && isWritten(other, shape: shape)
      }
  }

  private func isWritten(_ constraint: Constraint, shape: Shape) -> Bool {
    if let attachedTo = constraint.attachedTo { return !attachedTo.isAutomatic }
    return constraint.isLocal || shape == .attached
  }

  // MARK: What is set after

  private func writeColumnSettings(to ddl: inout DDLWriter, _ columns: [Column], shape: Shape) {
    let alter = "ALTER TABLE ONLY \(name.sql)"
    for column in columns {
      let isListed = column.isLocal || shape == .attached
      if isListed, column.hasLateDefault, let expression = column.expression {
        ddl.statement("\(alter) ALTER COLUMN \(column.name.sql) SET DEFAULT \(expression)")
      }
      ddl.columnAttributes(column, alter: alter)
    }
    guard shape != .attached else { return }
    for change in inheritedColumnChanges {
      let prefix = "\(alter) ALTER COLUMN \(change.column.sql)"
      switch change.change {
      case .setDefault(let expression): ddl.statement("\(prefix) SET DEFAULT \(expression)")
      case .dropDefault: ddl.statement("\(prefix) DROP DEFAULT")
      case .setExpression(let expression):
        // A partition says so when it is made.
        if shape == .partition { continue }
        ddl.statement("\(prefix) SET EXPRESSION AS \(CanonicalText.parenthesized(expression))")
      case .setNotNull: ddl.statement("\(prefix) SET NOT NULL")
      case .dropNotNull: ddl.statement("\(prefix) DROP NOT NULL")
      }
    }
  }

  private func writeConstraints(to ddl: inout DDLWriter, shape: Shape) {
    for constraint in constraints where !isInline(constraint, shape: shape) && isWritten(constraint, shape: shape) {
      ddl.statement("ALTER TABLE \(name.sql) ADD \(constraint.clause(in: ddl.form))")
    }
  }

  private func writeAttachment(to ddl: inout DDLWriter, shape: Shape) {
    if shape == .attached {
      for parent in parents {
        if let partitionBound {
          ddl.statement("ALTER TABLE ONLY \(parent.sql) ATTACH PARTITION \(name.sql) \(partitionBound)")
        } else {
          ddl.statement("ALTER TABLE ONLY \(name.sql) INHERIT \(parent.sql)")
        }
      }
    }
    for constraint in constraints {
      guard let attachedTo = constraint.attachedTo, !attachedTo.isAutomatic else { continue }
      let index = QualifiedName(schema: name.schema, name: constraint.name)
      ddl.statement("ALTER INDEX \(attachedTo.parent.sql) ATTACH PARTITION \(index.sql)")
    }
    for index in indexes {
      guard let attachedTo = index.attachedTo, !attachedTo.isAutomatic else { continue }
      ddl.statement("ALTER INDEX \(attachedTo.parent.sql) ATTACH PARTITION \(index.name.sql)")
    }
  }

  private func writeMarks(to ddl: inout DDLWriter) {
    let clustered = constraints.first(where: \.isClustered)?.name ?? indexes.first(where: \.isClustered)?.name.name
    if let clustered { ddl.statement("ALTER TABLE \(name.sql) CLUSTER ON \(clustered.sql)") }
    switch replicaIdentity {
    case .primaryKey: break
    case .nothing: ddl.statement("ALTER TABLE ONLY \(name.sql) REPLICA IDENTITY NOTHING")
    case .full: ddl.statement("ALTER TABLE ONLY \(name.sql) REPLICA IDENTITY FULL")
    case .index:
      let marked =
        constraints.first(where: \.isReplicaIdentity)?.name ?? indexes.first(where: \.isReplicaIdentity)?.name.name
      if let marked {
        ddl.statement("ALTER TABLE ONLY \(name.sql) REPLICA IDENTITY USING INDEX \(marked.sql)")
      } else {  // The index was dropped: as good as none.
        ddl.statement("ALTER TABLE ONLY \(name.sql) REPLICA IDENTITY NOTHING")
      }
    }
  }

  private func writeComments(to ddl: inout DDLWriter, _ columns: [Column]) {
    ddl.comment(comment, on: "\(foreign == nil ? "TABLE" : "FOREIGN TABLE") \(name.sql)")
    for column in columns {
      ddl.comment(column.comment, on: "COLUMN \(name.sql).\(column.name.sql)")
      if let identity = column.identity, let comment = identity.comment {
        ddl.comment(comment, on: "SEQUENCE \(identitySequence(of: column, identity).sql)")
      }
    }
    for constraint in constraints where constraint.isLocal || constraint.attachedTo != nil {
      ddl.comment(constraint.comment, on: "CONSTRAINT \(constraint.name.sql) ON \(name.sql)")
      ddl.comment(constraint.indexComment, on: "INDEX \(name.schema.sql).\(constraint.name.sql)")
    }
  }
}

extension Index {
  /// Whether something is set on it that a statement of its own must say.
  var hasSettings: Bool { !statisticsTargets.isEmpty || !(comment ?? "").isEmpty }
}
