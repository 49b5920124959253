/// Owner and grants of one object, as deviations from what its owner gets by default.
package struct Access: Sendable, Equatable {
  /// `nil` where it goes without saying.
  package var owner: Identifier?
  package var grants: [Grant]

  package init(owner: Identifier?, grants: [Grant] = []) {
    self.owner = owner
    self.grants = grants
  }
}

/// What one role may do with an object or a column, or no longer may.
package struct Grant: Sendable, Equatable {
  package enum Action: Sendable, Equatable {
    /// Takes away what the role has by default.
    case revoke
    case grant
    case grantWithGrantOption
  }
  package var action: Action
  /// `nil` is PUBLIC.
  package var role: Identifier?
  /// Sorted; empty is ALL.
  package var privileges: [String]
  package var column: Identifier?

  package init(action: Action, role: Identifier?, privileges: [String], column: Identifier? = nil) {
    self.action = action
    self.role = role
    self.privileges = privileges
    self.column = column
  }
}

extension Grant {
  /// What must be granted and taken away, so that `defaults` become `actual`.
  ///
  /// To have `all` the privileges that there are for the kind of object is written as ALL, as later servers know more.
  package static func changes(
    from defaults: [Privilege], to actual: [Privilege], all: Set<String>, column: Identifier? = nil
  ) -> [Grant] {
    let before = Dictionary(grouping: defaults, by: \.role)
    let after = Dictionary(grouping: actual, by: \.role)
    let roles = Set(before.keys).union(after.keys).sorted { left, right in
      left == right ? false : (left ?? "") < (right ?? "")
    }
    var grants: [Grant] = []
    for role in roles {
      let old = Set((before[role] ?? []).map(\.name))
      let new = Set((after[role] ?? []).map(\.name))
      let grantable = Set((after[role] ?? []).filter(\.isGrantable).map(\.name))
      let oldGrantable = Set((before[role] ?? []).filter(\.isGrantable).map(\.name))
      func add(_ action: Action, _ names: Set<String>) {
        if names.isEmpty { return }
        grants.append(
          Grant(action: action, role: role, privileges: names == all ? [] : names.sorted(), column: column))
      }
      add(.revoke, old.subtracting(new))
      let missing = new.subtracting(old)
      add(.grant, missing.subtracting(grantable))
      add(.grantWithGrantOption, grantable.subtracting(oldGrantable))
    }
    return grants
  }
}

/// One privilege that a role has.
package struct Privilege: Sendable, Equatable {
  /// `nil` is PUBLIC.
  package var role: Identifier?
  /// Such as `SELECT`.
  package var name: String
  package var isGrantable: Bool

  package init(role: Identifier?, name: String, isGrantable: Bool) {
    self.role = role
    self.name = name
    self.isGrantable = isGrantable
  }
}
