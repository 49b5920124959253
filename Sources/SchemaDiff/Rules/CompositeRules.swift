import Schema

/// Compares two states of a composite type.
struct CompositeRules {
  let old: CompositeType
  let new: CompositeType
  let context: RuleContext

  private var alter: String { "ALTER TYPE \(new.name.sql)" }

  func alteration() -> Alteration {
    guard keepsOrder else { return .replaceType }
    var actions: [Action] = []
    for attribute in old.attributes {
      guard let after = new.attributes.first(where: { $0.name == attribute.name }) else {
        actions.append(dropping(attribute))
        continue
      }
      if Self.hasSameType(attribute, after), !context.isAffected(attribute.type) { continue }
      // PostgreSQL does not rewrite the values that rows hold.
      if context.isStored() { return .replaceType }
      actions.append(retyping(attribute, to: after))
    }
    for attribute in new.attributes where !old.attributes.contains(where: { $0.name == attribute.name }) {
      actions.append(adding(attribute))
    }
    return .actions(actions + comments())
  }

  /// Attributes can be added at the end only.
  private var keepsOrder: Bool {
    let before = old.attributes.map(\.name), after = new.attributes.map(\.name)
    let kept = before.filter { after.contains($0) }
    return after.starts(with: kept)
  }

  private static func hasSameType(_ left: Column, _ right: Column) -> Bool {
    left.type == right.type && left.collation == right.collation
  }

  private func adding(_ attribute: Column) -> Action {
    var action = Action.alteration(
      of: new.identity, "add attribute \(attribute.name)",
      "\(alter) ADD ATTRIBUTE \(attribute.definition(of: new.name, in: .file))", rank: .creation(.type))
    action.produces = [.column(new.name.key, attribute.name)]
    return action
  }

  private func dropping(_ attribute: Column) -> Action {
    var action = Action.alteration(
      of: new.identity, "drop attribute \(attribute.name)", "\(alter) DROP ATTRIBUTE \(attribute.name.sql)",
      rank: .dropColumn, lettingGoOf: [attribute.type])
    action.destroys = [.column(new.name.key, attribute.name)]
    if context.isStored() { action.effects.losses = ["the values of attribute \(new.name).\(attribute.name)"] }
    return action
  }

  private func retyping(_ old: Column, to attribute: Column) -> Action {
    let collation = attribute.collation.map { " COLLATE \($0)" } ?? ""
    var action = Action.alteration(
      of: new.identity, "change type of attribute \(attribute.name) to \(attribute.type)",
      "\(alter) ALTER ATTRIBUTE \(attribute.name.sql) TYPE \(attribute.type)\(collation)", rank: .creation(.type),
      lettingGoOf: [old.type])
    action.produces = [.column(new.name.key, attribute.name)]
    action.destroys = action.produces
    return action
  }

  private func comments() -> [Action] {
    new.attributes.compactMap { attribute in
      let comment = old.attributes.first { $0.name == attribute.name }?.comment
      let target = "COLUMN \(new.name.sql).\(attribute.name.sql)"
      guard let statement = CommentChange.statement(from: comment, to: attribute.comment, on: target) else {
        return nil
      }
      var action = Action.alteration(
        of: new.identity, "change comment on \(attribute.name)", statement, rank: .creation(.comment))
      action.needs = [.column(new.name.key, attribute.name)]
      return action
    }
  }
}
