import Schema

/// Finds constraints that one side adds as `NOT VALID` to a table below which the other side makes another one.
///
/// PostgreSQL takes such a constraint for valid in a table that is made after it, and not in one that is there before,
/// so that the order of the sides can be seen afterwards. A snapshot does not say it, and no proof finds it.
package struct ValidityCheck {
  private let base: SchemaState
  private let sides: [(side: MergeSide, state: SchemaState)]

  package init(_ input: MergeInput) {
    base = SchemaState(input.base)
    sides = [(.ours, SchemaState(input.ours)), (.theirs, SchemaState(input.theirs))]
  }

  /// - Returns: A conflict for each such constraint, sorted.
  /// - Throws: a ``SchemaDiffError`` when a file is not as Confiture writes it.
  package func conflicts() throws(SchemaDiffError) -> [MergeConflict] {
    var conflicts: [MergeConflict] = []
    for (adding, making) in [(sides[0], sides[1]), (sides[1], sides[0])] {
      for identity in adding.state.identities where [.table, .foreignTable].contains(identity.kind) {
        guard let text = adding.state.text(of: identity), text.contains(" NOT VALID"),
          let table = try adding.state.object(identity) as? Table
        else { continue }
        let known = (try base.object(identity) as? Table)?.constraints ?? []
        let added = table.constraints.filter { new in
          !new.isValidated && !known.contains { $0.name == new.name && !$0.isValidated }
        }
        guard let constraint = added.first,
          let below = try making.state.descendants(of: table.name).first(where: { !base.contains($0.identity) })
        else { continue }
        conflicts.append(conflict(constraint, of: table, below, adding: adding.side, making.state))
      }
    }
    return conflicts.sorted { $0.key < $1.key }
  }

  private func conflict(
    _ constraint: Constraint, of table: Table, _ below: Table, adding side: MergeSide, _ other: SchemaState
  ) -> MergeConflict {
    let key = MergeKey(table.identity)
    let texts = (sides[0].state.text(of: table.identity), sides[1].state.text(of: table.identity))
    return MergeConflict(
      .order, key, base: base.text(of: table.identity), ours: texts.0, theirs: texts.1,
      message:
        "\(side == .ours ? "Ours" : "Theirs") adds \(constraint.name.sql) to \(table.identity) as NOT VALID, and "
        + "\(side.other.rawValue) makes \(below.identity) below it: there it is valid only if that comes last.",
      suggestion:
        "confiture merge --resolve '\(key.name)=merged' goes by the snapshots, with a script from each side; "
        + "or validate the constraint in one migration that both lines have")
  }
}
