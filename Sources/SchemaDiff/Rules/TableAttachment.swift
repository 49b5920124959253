import Schema

/// What makes a table a partition or child of others, or none any more.
struct TableAttachment {
  let table: ObjectIdentity
  /// The statements that end it, for each parent that is left, and the parents.
  private(set) var leaving: [(parent: QualifiedName, statement: String)] = []
  private(set) var joining: [(parent: QualifiedName, statement: String)] = []
  let isPartition: Bool

  /// `nil` if the table stays where it is; one that is renewed leaves its parents and joins them again.
  init?(old: Table, new: Table, isRenewed: Bool = false) {
    table = new.identity
    isPartition = old.partitionBound != nil || new.partitionBound != nil
    let movesBound = old.partitionBound != new.partitionBound || isRenewed
    for parent in old.parents where movesBound || !new.parents.contains(parent) {
      leaving.append(
        (
          parent,
          old.partitionBound == nil
            ? "ALTER TABLE \(new.name.sql) NO INHERIT \(parent.sql)"
            : "ALTER TABLE \(parent.sql) DETACH PARTITION \(new.name.sql)"
        ))
    }
    for parent in new.parents where movesBound || !old.parents.contains(parent) {
      let bound = new.partitionBound.map { " \($0)" } ?? ""
      joining.append(
        (
          parent,
          new.partitionBound == nil
            ? "ALTER TABLE \(new.name.sql) INHERIT \(parent.sql)"
            : "ALTER TABLE \(parent.sql) ATTACH PARTITION \(new.name.sql)\(bound)"
        ))
    }
    if leaving.isEmpty && joining.isEmpty { return nil }
  }

  var leaves: Bool { !leaving.isEmpty }
  var joins: Bool { !joining.isEmpty }

  func actions() -> [Action] {
    leaving.map { parent, statement in
      var action = self.action("leave \(parent)", statement, rank: .detach, parent: parent, .accessExclusive)
      if isPartition { action.operation = .detachPartition(from: parent) }
      action.destroys = [.bounds(parent.key)]
      action.produces = [.detached(table)]
      action.releases = [.name(parent.key)]
      return action
    }
      + joining.map { parent, statement in
        var action = self.action(
          "join \(parent)", statement, rank: .creation(.attachment), parent: parent,
          isPartition ? .shareUpdateExclusive : .accessExclusive)
        if isPartition {
          action.operation = .attachPartition(to: parent)
          action.effects.conditions = ["a row is outside the bounds of the partition"]
        }
        action.produces = [.bounds(parent.key)]
        action.needs = [.ready(table), .detached(table), .name(parent.key)]
        return action
      }
  }

  private func action(
    _ summary: String, _ statement: String, rank: ActionRank, parent: QualifiedName, _ mode: LockMode
  ) -> Action {
    var effects = ChangeEffects()
    effects.locks = [TableLock(table: parent, mode: mode)]
    if let name = table.objectName {
      effects.locks.append(TableLock(table: name, mode: .accessExclusive, isLong: true))
    }
    return Action(table, summary, [statement], rank: rank, effects: effects)
  }
}
