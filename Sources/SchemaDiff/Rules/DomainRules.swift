import Schema

/// Compares two states of a domain.
struct DomainRules {
  let old: DomainType
  let new: DomainType
  let context: RuleContext

  private var alter: String { "ALTER DOMAIN \(new.name.sql)" }

  func alteration() -> Alteration {
    let mustStay = [old.baseType] + (old.collation.map { [$0] } ?? [])
    guard old.baseType == new.baseType, old.collation == new.collation, !mustStay.contains(where: context.isAffected)
    else { return .replaceType }
    let constraints = nullActions() + constraintActions()
    // PostgreSQL does not look for values within others.
    if constraints.contains(where: { !$0.effects.conditions.isEmpty }), context.isContained() { return .replaceType }
    return .actions(defaultActions() + constraints)
  }

  // MARK: - Default and NOT NULL

  private func defaultActions() -> [Action] {
    let isLost = old.expression.map(context.isAffected) ?? false
    if RelationPart.isSame(old.expression, new.expression), !isLost { return [] }
    let part = Resource.part(PartIdentity(owner: new.identity, kind: .columnDefault, name: new.name.name))
    var actions: [Action] = []
    let before = old.expression.map { [$0] } ?? []
    if old.expression != nil, isLost || new.expression == nil {
      var drop = Action.alteration(
        of: new.identity, "drop default", "\(alter) DROP DEFAULT", rank: .removal(.check), lettingGoOf: before)
      drop.destroys = [part]
      actions.append(drop)
    }
    if let expression = new.expression {
      var set = Action.alteration(
        of: new.identity, "set default", "\(alter) SET DEFAULT \(expression)", rank: .creation(.domainSetting),
        lettingGoOf: isLost ? [] : before)
      set.produces = [part]
      actions.append(set)
    }
    return actions
  }

  private func nullActions() -> [Action] {
    guard old.isNotNull != new.isNotNull else { return [] }
    let word = new.isNotNull ? "SET" : "DROP"
    var action = Action.alteration(
      of: new.identity, "\(word.lowercased()) NOT NULL", "\(alter) \(word) NOT NULL", rank: .creation(.domainSetting))
    if new.isNotNull { action.effects.conditions = ["a column of type \(new.name) has a row without a value"] }
    return [action]
  }

  // MARK: - Constraints

  private func constraintActions() -> [Action] {
    var actions: [Action] = []
    var renamed: [Identifier: Identifier] = [:]
    for (before, after) in renames() {
      renamed[after.name] = before.name
      var action = Action.alteration(
        of: new.identity, "rename constraint \(before.name) to \(after.name)",
        "\(alter) RENAME CONSTRAINT \(before.name.sql) TO \(after.name.sql)", rank: .rename)
      action.produces = [part(after)]
      action.destroys = [part(before)]
      actions.append(action)
    }
    for constraint in old.constraints where !renamed.values.contains(constraint.name) {
      let after = new.constraints.first { $0.name == constraint.name }
      let isLost = context.isAffected(constraint.definition)
      if let after, Self.isSame(constraint, after), !isLost { continue }
      if let after, !isLost, Self.validates(constraint, after) {
        actions.append(validating(after))
        continue
      }
      actions.append(dropping(constraint))
      if let after { actions.append(adding(after)) }
    }
    for constraint in new.constraints where renamed[constraint.name] == nil {
      if !old.constraints.contains(where: { $0.name == constraint.name }) { actions.append(adding(constraint)) }
    }
    return actions + comments(renamed, actions)
  }

  /// What has the same definition under another name, if there is only one such pair.
  private func renames() -> [(Constraint, Constraint)] {
    let gone = old.constraints.filter { constraint in !new.constraints.contains { $0.name == constraint.name } }
    let come = new.constraints.filter { constraint in !old.constraints.contains { $0.name == constraint.name } }
    return come.compactMap { after in
      let twins = gone.filter { Self.hasSameDefinition($0, after) }
      let rivals = come.filter { Self.hasSameDefinition($0, after) }
      guard twins.count == 1, rivals.count == 1, let twin = twins.first, !context.isAffected(twin.definition) else {
        return nil
      }
      return (twin, after)
    }
  }

  private func dropping(_ constraint: Constraint) -> Action {
    var action = Action.alteration(
      of: new.identity, "drop constraint \(constraint.name)", "\(alter) DROP CONSTRAINT \(constraint.name.sql)",
      rank: .removal(.check), lettingGoOf: [constraint.definition])
    action.destroys = [part(constraint)]
    return action
  }

  private func adding(_ constraint: Constraint) -> Action {
    var action = Action.alteration(
      of: new.identity, "add constraint \(constraint.name)", "\(alter) ADD \(constraint.clause(in: .file))",
      rank: .creation(.check))
    action.produces = [part(constraint)]
    if constraint.isValidated { action.effects.conditions = [condition(constraint)] }
    return action
  }

  private func validating(_ constraint: Constraint) -> Action {
    var action = Action.alteration(
      of: new.identity, "validate constraint \(constraint.name)",
      "\(alter) VALIDATE CONSTRAINT \(constraint.name.sql)", rank: .validate)
    action.effects.conditions = [condition(constraint)]
    return action
  }

  private func condition(_ constraint: Constraint) -> String {
    "a value of a column of type \(new.name) does not satisfy '\(constraint.name)'"
  }

  private func comments(_ renamed: [Identifier: Identifier], _ actions: [Action]) -> [Action] {
    new.constraints.compactMap { constraint in
      let name = renamed[constraint.name] ?? constraint.name
      // What is made anew has lost its comment.
      let isNew = actions.contains { $0.produces.contains(part(constraint)) } && renamed[constraint.name] == nil
      let before = isNew ? nil : old.constraints.first { $0.name == name }?.comment
      let target = "CONSTRAINT \(constraint.name.sql) ON DOMAIN \(new.name.sql)"
      guard let statement = CommentChange.statement(from: before, to: constraint.comment, on: target) else {
        return nil
      }
      var action = Action.alteration(
        of: new.identity, "change comment on constraint \(constraint.name)", statement, rank: .creation(.comment))
      action.needs = [part(constraint)]
      return action
    }
  }

  private func part(_ constraint: Constraint) -> Resource {
    .part(PartIdentity(owner: new.identity, kind: .constraint, name: constraint.name))
  }

  private static func isSame(_ left: Constraint, _ right: Constraint) -> Bool {
    RelationPart.isSame(left.clause(in: .file), right.clause(in: .file))
  }

  private static func hasSameDefinition(_ left: Constraint, _ right: Constraint) -> Bool {
    RelationPart.isSame(left.definition, right.definition)
  }

  private static func validates(_ old: Constraint, _ new: Constraint) -> Bool {
    RelationPart.isSame(old.definition, new.definition + " NOT VALID")
  }
}
