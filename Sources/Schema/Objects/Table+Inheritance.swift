extension Table {
  /// Notes what a column of this table changes of the columns of the same name that it has from its parents.
  package mutating func noteChanges(of column: Column, from inherited: [Column]) {
    func note(_ change: InheritedColumnChange.Change) {
      inheritedColumnChanges.append(InheritedColumnChange(column: column.name, change: change))
    }
    // What a local column states itself is in its definition; what it leaves out would come from the parents.
    if column.generation == nil {
      if let expression = column.expression {
        // A parent's default that stands in a statement of its own may come after the child is made.
        let isPlain = inherited.allSatisfy { $0.expression == expression && !$0.hasLateDefault }
        if !column.isLocal, !isPlain { note(.setDefault(expression)) }
      } else if inherited.contains(where: { $0.expression != nil && $0.generation == nil }) {
        note(.dropDefault)
      }
    } else if let expression = column.expression, !column.isLocal,
      inherited.contains(where: { $0.expression != expression })
    {
      note(.setExpression(expression))
    }
    let parentIsNotNull = inherited.contains(where: \.isNotNull)
    if column.isNotNull, !parentIsNotNull, !column.isLocal { note(.setNotNull) }
    if !column.isNotNull, parentIsNotNull { note(.dropNotNull) }
  }

  /// Notes which checks of this partition are valid where those of its parent need not hold for old rows.
  package mutating func noteValidChecks(of parent: [Constraint]) {
    let unchecked = Set(parent.filter(\.isUncheckedCheck).map(\.name))
    validChecks = constraints.filter { constraint in
      constraint.kind == .check && constraint.isValidated && unchecked.contains(constraint.name)
    }.map(\.name).sorted()
  }
}

extension Constraint {
  /// Whether it is a CHECK that old rows need not satisfy, and that tables below have as well.
  package var isUncheckedCheck: Bool { kind == .check && definition.hasSuffix(" NOT VALID") && !isNeverInherited }

  /// Whether tables below do not have it.
  package var isNeverInherited: Bool { definition.contains(" NO INHERIT") }
}
