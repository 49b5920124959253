import Schema

/// How an object that is no relation becomes the new one.
enum Alteration {
  case actions([Action])
  case rebuild
  case replaceType
}

/// Compares two states of an object that is no relation.
enum ObjectRules {
  static func alteration(
    from old: any SchemaObject, to new: any SchemaObject, _ options: PlannerOptions
  ) throws(SchemaDiffError) -> Alteration {
    switch (old, new) {
    case (let old as SequenceGenerator, let new as SequenceGenerator):
      return .actions(SequenceRules(old: old, new: new).actions())
    case (let old as EnumType, let new as EnumType): return EnumRules(old: old, new: new).alteration()
    case (let old as CompositeType, let new as CompositeType):
      return CompositeRules(old: old, new: new).alteration()
    case (let old as DomainType, let new as DomainType): return DomainRules(old: old, new: new).alteration()
    case (let old as Routine, let new as Routine): return RoutineRules(old: old, new: new).alteration()
    default: break
    }
    switch new.identity.kind {
    case .type, .domain: return .replaceType
    case .schema: return .actions([])
    default: return onlyCompanionsDiffer(old, new) ? .actions([]) : .rebuild
    }
  }

  /// Whether nothing but comment, owner and grants differs.
  private static func onlyCompanionsDiffer(_ old: any SchemaObject, _ new: any SchemaObject) -> Bool {
    main(old) == main(new)
  }

  /// The statements of an object without comments, owner and grants.
  static func main(_ object: any SchemaObject) -> [Identifier] {
    var ddl = DDLWriter(form: .file, options: SnapshotOptions())
    object.write(to: &ddl)
    return StatementSplitter.statements(in: ddl.text).filter { !$0.hasPrefix("COMMENT ON ") }.map { Identifier($0) }
  }
}

/// Compares two states of an enumerated type.
struct EnumRules {
  let old: EnumType
  let new: EnumType

  func alteration() -> Alteration {
    let kept = new.labels.filter { old.labels.contains($0) }
    guard kept == old.labels else { return .replaceType }
    var actions: [Action] = []
    for (index, label) in new.labels.enumerated() where !old.labels.contains(label) {
      // Each label before is there by now.
      var place = ""
      if index > 0 {
        if new.labels[index...].contains(where: old.labels.contains) {
          place = " AFTER \(SQLLiteral.quote(new.labels[index - 1]))"
        }
      } else if let first = old.labels.first {
        place = " BEFORE \(SQLLiteral.quote(first))"
      }
      var action = Action(
        new.identity, "add value '\(label)'",
        ["ALTER TYPE \(new.name.sql) ADD VALUE \(SQLLiteral.quote(label))\(place)"], rank: .creation(.type))
      action.produces = [.label(new.name.key, label)]
      if index > 0 { action.needs.insert(.label(new.name.key, new.labels[index - 1])) }
      actions.append(action)
    }
    return .actions(actions)
  }
}

/// Compares two states of a composite type.
struct CompositeRules {
  let old: CompositeType
  let new: CompositeType

  func alteration() -> Alteration {
    var (before, after) = (old, new)
    before.attributes = before.attributes.map(Self.withoutComment)
    after.attributes = after.attributes.map(Self.withoutComment)
    // Attributes can be added at the end only; what else differs in their order needs a new type.
    guard after.attributes.starts(with: before.attributes) else { return .replaceType }
    var actions: [Action] = []
    for attribute in new.attributes.dropFirst(old.attributes.count) {
      let definition = attribute.definition(of: new.name, in: .file)
      actions.append(
        Action(
          new.identity, "add attribute \(attribute.name)", ["ALTER TYPE \(new.name.sql) ADD ATTRIBUTE \(definition)"],
          rank: .creation(.type)))
    }
    for attribute in new.attributes {
      let comment = old.attributes.first { $0.name == attribute.name }?.comment
      let target = "COLUMN \(new.name.sql).\(attribute.name.sql)"
      if let statement = CommentChange.statement(from: comment, to: attribute.comment, on: target) {
        actions.append(
          Action(new.identity, "change comment on \(attribute.name)", [statement], rank: .creation(.comment)))
      }
    }
    return .actions(actions)
  }

  private static func withoutComment(_ attribute: Column) -> Column {
    var attribute = attribute
    attribute.comment = nil
    return attribute
  }
}

/// Compares two states of a domain.
struct DomainRules {
  let old: DomainType
  let new: DomainType

  func alteration() -> Alteration {
    guard old.baseType == new.baseType, old.collation == new.collation else { return .replaceType }
    var actions: [Action] = []
    let alter = "ALTER DOMAIN \(new.name.sql)"
    func add(_ summary: String, _ statement: String, _ rank: ActionRank = .creation(.domainSetting)) {
      actions.append(Action(new.identity, summary, [statement], rank: rank))
    }
    for constraint in old.constraints where !new.constraints.contains(where: { isSame($0, constraint) }) {
      add("drop constraint \(constraint.name)", "\(alter) DROP CONSTRAINT \(constraint.name.sql)", .removal(.check))
    }
    if !RelationPart.isSame(old.expression, new.expression) {
      add("change default", new.expression.map { "\(alter) SET DEFAULT \($0)" } ?? "\(alter) DROP DEFAULT")
    }
    if old.isNotNull != new.isNotNull {
      add("\(new.isNotNull ? "set" : "drop") NOT NULL", "\(alter) \(new.isNotNull ? "SET" : "DROP") NOT NULL")
    }
    for constraint in new.constraints where !old.constraints.contains(where: { isSame($0, constraint) }) {
      add("add constraint \(constraint.name)", "\(alter) ADD \(constraint.clause(in: .file))")
    }
    for constraint in new.constraints {
      let before = old.constraints.first { isSame($0, constraint) }
      let target = "CONSTRAINT \(constraint.name.sql) ON DOMAIN \(new.name.sql)"
      if let statement = CommentChange.statement(from: before?.comment, to: constraint.comment, on: target) {
        add("change comment on constraint \(constraint.name)", statement, .creation(.comment))
      }
    }
    return .actions(actions)
  }

  private func isSame(_ left: Constraint, _ right: Constraint) -> Bool {
    left.name == right.name && RelationPart.isSame(left.clause(in: .file), right.clause(in: .file))
  }
}

/// Compares two states of a function or procedure.
struct RoutineRules {
  let old: Routine
  let new: Routine

  func alteration() -> Alteration {
    if RelationPart.isSame(old.definition, new.definition) { return .actions([]) }
    // PostgreSQL replaces a routine whose name, arguments and result stay.
    guard let before = Signature(old.definition), before == Signature(new.definition) else { return .rebuild }
    return .actions([Action(new.identity, "change definition", [new.definition], rank: .creation(.routine))])
  }

  /// What comes before the attributes of a routine: name, arguments, result.
  private struct Signature: Equatable {
    private let text: Identifier

    init?(_ definition: String) {
      guard let lines = definition.firstRange(of: "\n LANGUAGE ") else { return nil }
      text = Identifier(String(definition[..<lines.lowerBound]))
    }
  }
}
