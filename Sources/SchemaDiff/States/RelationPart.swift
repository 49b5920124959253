import Schema

/// A part of a table, view or foreign table with the statements that make it and take it away.
struct RelationPart {
  let identity: PartIdentity
  let phase: LoadPhase
  /// The statement that creates it; `nil` for one that came with a parent, on which only settings differ.
  let creation: String?
  /// The same with its own name left out, to know it under another name.
  let nameless: String?
  let removal: String
  /// The statement that gives it another name, up to the new name.
  let renaming: String?
  let settings: [Setting]
  /// What else has the name: an index and a key are relations of the schema.
  let relationName: NameKey?
  /// Whether foreign keys may refer to it.
  let isKey: Bool
  /// The parent's index that a partition's belongs to.
  var attachedTo: QualifiedName?
  /// Whether it came with a parent and is made and dropped with the parent's.
  var isInherited = false

  /// What is set on a part after it was created.
  struct Setting: Equatable {
    let subject: String
    let set: String
    let reset: String
  }
}

extension RelationPart {
  static func parts(of object: any SchemaObject) -> [RelationPart] {
    switch object {
    case let table as Table: allParts(of: table).filter { !$0.isInherited }
    case let view as View: parts(of: view)
    default: []
    }
  }

  /// The parts of a table with those that it has from its parents.
  static func allParts(of table: Table) -> [RelationPart] {
    var parts: [RelationPart] = []
    for constraint in table.constraints {
      var part = part(constraint, of: table)
      part.attachedTo = constraint.attachedTo?.parent
      part.isInherited = !constraint.isOwn
      parts.append(part)
    }
    for index in table.indexes {
      var part = part(index, of: table.identity)
      part.attachedTo = index.attachedTo?.parent
      part.isInherited = index.attachedTo?.isAutomatic ?? false
      parts.append(part)
    }
    parts += table.statistics.map { part($0, of: table.identity) }
    parts += table.rules.map { part($0, of: table.identity) }
    parts += table.triggers.map { part($0, of: table.identity) }
    parts += table.policies.map { part($0, of: table.identity) }
    return parts
  }

  private static func parts(of view: View) -> [RelationPart] {
    view.indexes.map { part($0, of: view.identity) } + view.statistics.map { part($0, of: view.identity) }
      + view.rules.map { part($0, of: view.identity) } + view.triggers.map { part($0, of: view.identity) }
  }

  /// The statement that gives a constraint or an index another name, up to the new name.
  static func renaming(_ part: PartIdentity) -> String {
    guard part.kind == .index, let schema = part.owner.schema else {
      return "ALTER TABLE \(part.owner.sqlName) RENAME CONSTRAINT \(part.name.sql) TO "
    }
    return "ALTER INDEX \(QualifiedName(schema: schema, name: part.name).sql) RENAME TO "
  }

  // MARK: - Kinds

  private static func part(_ constraint: Constraint, of table: Table) -> RelationPart {
    let target = "CONSTRAINT \(constraint.name.sql) ON \(table.name.sql)"
    var settings: [Setting] = []
    if let comment = constraint.comment { settings.append(Setting.comment(comment, on: target)) }
    if let comment = constraint.indexComment {
      settings.append(Setting.comment(comment, on: "INDEX \(table.name.schema.sql).\(constraint.name.sql)"))
    }
    let isIndex = [.primaryKey, .unique, .exclusion].contains(constraint.kind)
    let clause = constraint.clause(in: .file)
    return RelationPart(
      identity: PartIdentity(owner: table.identity, kind: .constraint, name: constraint.name),
      phase: constraint.kind == .foreignKey ? .foreignKey : constraint.kind == .check ? .check : .constraint,
      creation: "ALTER TABLE \(table.name.sql) ADD \(clause)",
      nameless: String(clause.dropFirst("CONSTRAINT \(constraint.name.sql) ".count)),
      removal: "ALTER TABLE \(table.name.sql) DROP CONSTRAINT \(constraint.name.sql)",
      renaming: renaming(PartIdentity(owner: table.identity, kind: .constraint, name: constraint.name)),
      settings: settings,
      relationName: isIndex ? QualifiedName(schema: table.name.schema, name: constraint.name).key : nil,
      isKey: constraint.kind == .primaryKey || constraint.kind == .unique)
  }

  private static func part(_ index: Index, of relation: ObjectIdentity) -> RelationPart {
    var settings = index.statisticsTargets.map { column, target in
      let alter = "ALTER INDEX \(index.name.sql) ALTER COLUMN \(column) SET STATISTICS"
      return Setting(subject: "statistics \(column)", set: "\(alter) \(target)", reset: "\(alter) -1")
    }
    if let comment = index.comment { settings.append(Setting.comment(comment, on: "INDEX \(index.name.sql)")) }
    let words = StatementWords(index.definition)
    let isUnique = words.isWord(words.first + 1, "UNIQUE")
    let name = isUnique ? words.first + 3 : words.first + 2
    let isInvalid = index.isValid ? "" : " (invalid)"
    return RelationPart(
      identity: PartIdentity(owner: relation, kind: .index, name: index.name.name),
      phase: .index,
      creation: index.definition,
      nameless: words.text(from: words.first, to: name) + " " + words.text(from: name + 1) + isInvalid,
      removal: "DROP INDEX \(index.name.sql)",
      renaming: renaming(PartIdentity(owner: relation, kind: .index, name: index.name.name)),
      settings: settings, relationName: index.name.key, isKey: isUnique)
  }

  private static func part(_ statistics: ExtendedStatistics, of relation: ObjectIdentity) -> RelationPart {
    var settings: [Setting] = []
    let name = statistics.name.sql
    if let target = statistics.target {
      settings.append(
        Setting(
          subject: "statistics", set: "ALTER STATISTICS \(name) SET STATISTICS \(target)",
          reset: "ALTER STATISTICS \(name) SET STATISTICS -1"))
    }
    if let comment = statistics.comment { settings.append(Setting.comment(comment, on: "STATISTICS \(name)")) }
    if let owner = statistics.access?.owner {
      let set = "ALTER STATISTICS \(name) OWNER TO \(owner.sql)"
      settings.append(Setting(subject: "owner", set: set, reset: set))
    }
    return RelationPart(
      identity: PartIdentity(owner: relation, kind: .statistics, name: Identifier(statistics.name.description)),
      phase: .statistics, creation: statistics.definition, nameless: nil, removal: "DROP STATISTICS \(name)",
      renaming: nil, settings: settings, relationName: nil, isKey: false)
  }

  private static func part(_ rule: RewriteRule, of relation: ObjectIdentity) -> RelationPart {
    let target = "RULE \(rule.name.sql) ON \(relation.sqlName)"
    return RelationPart(
      identity: PartIdentity(owner: relation, kind: .rule, name: rule.name), phase: .rule, creation: rule.definition,
      nameless: nil, removal: "DROP \(target)", renaming: nil,
      settings: Setting.settings(rule.firing, "RULE \(rule.name.sql)", of: relation, rule.comment, on: target),
      relationName: nil, isKey: false)
  }

  private static func part(_ trigger: Trigger, of relation: ObjectIdentity) -> RelationPart {
    let target = "TRIGGER \(trigger.name.sql) ON \(relation.sqlName)"
    return RelationPart(
      identity: PartIdentity(owner: relation, kind: .trigger, name: trigger.name), phase: .trigger,
      creation: trigger.definition, nameless: nil, removal: "DROP \(target)", renaming: nil,
      settings: Setting.settings(
        trigger.firing, "TRIGGER \(trigger.name.sql)", of: relation, trigger.comment, on: target),
      relationName: nil, isKey: false)
  }

  private static func part(_ policy: Policy, of relation: ObjectIdentity) -> RelationPart {
    var ddl = DDLWriter(form: .file, options: SnapshotOptions())
    let target = "POLICY \(policy.name.sql) ON \(relation.sqlName)"
    var bare = policy
    bare.comment = nil
    if let name = relation.objectName { bare.write(to: &ddl, table: name) }
    return RelationPart(
      identity: PartIdentity(owner: relation, kind: .policy, name: policy.name), phase: .policy,
      creation: StatementSplitter.statements(in: ddl.text).first, nameless: nil, removal: "DROP \(target)",
      renaming: nil, settings: policy.comment.map { [Setting.comment($0, on: target)] } ?? [], relationName: nil,
      isKey: false)
  }
}

extension RelationPart.Setting {
  /// Whether it goes when the server makes an index or statistics anew for a column of another type.
  var isLostByRetyping: Bool { subject.hasPrefix("statistics") }

  static func comment(_ comment: String, on target: String) -> Self {
    Self(
      subject: "comment on \(target)", set: "COMMENT ON \(target) IS \(SQLLiteral.quote(comment))",
      reset: "COMMENT ON \(target) IS NULL")
  }

  static func settings(
    _ firing: FiringMode, _ name: String, of relation: ObjectIdentity, _ comment: String?, on target: String
  ) -> [Self] {
    var settings: [Self] = []
    if firing != .origin {
      let alter = "ALTER TABLE \(relation.sqlName)"
      settings.append(
        Self(subject: "firing", set: "\(alter) \(firing.rawValue) \(name)", reset: "\(alter) ENABLE \(name)"))
    }
    if let comment { settings.append(.comment(comment, on: target)) }
    return settings
  }
}

extension Constraint {
  /// Whether the table declares it and it is no part of its parent's.
  var isOwn: Bool { attachedTo.map { !$0.isAutomatic } ?? isLocal }
}

extension ObjectIdentity {
  /// The qualified name as SQL, without argument types.
  var sqlName: String { objectName?.sql ?? name.sql }
}
