import Schema

/// The statements that lead from some grants on an object to others.
///
/// What a role keeps is not taken away in between.
struct GrantChanges {
  let old: [Grant]
  let new: [Grant]
  /// As GRANT names the object, or the kind of object of default privileges.
  let target: String

  /// What takes away, to be run first.
  var removals: [String] { changes.removals }
  /// What gives.
  var additions: [String] { changes.additions }

  private var changes: (removals: [String], additions: [String]) {
    var removals: [String] = [], additions: [String] = []
    var revoked: Set<Identifier?> = []
    for grant in old {
      guard let gone = difference(of: grant, to: Self.kept(grant, in: new)) else { continue }
      switch gone.action {
      case .revoke:
        var inverse = gone
        inverse.action = .grant
        removals.append(inverse.statement(on: target))
      case .grant, .grantWithGrantOption:
        removals.append(removal(of: gone))
        if gone.column == nil { revoked.insert(gone.role) }
      }
    }
    for grant in new {
      // Taking a privilege on the whole relation takes it on each column as well.
      let isLost = grant.column != nil && grant.action != .revoke && revoked.contains(grant.role)
      guard let added = isLost ? grant : difference(of: grant, to: Self.same(grant, in: old)) else { continue }
      additions.append(added.statement(on: target))
    }
    return (removals, additions)
  }

  /// The part of a grant that the other one does not hold; `nil` if it holds all of it.
  private func difference(of grant: Grant, to other: [Grant]) -> Grant? {
    if other.contains(where: { $0.privileges.isEmpty }) { return nil }
    if grant.privileges.isEmpty { return grant }
    var rest = grant
    rest.privileges = grant.privileges.filter { privilege in !other.contains { $0.privileges.contains(privilege) } }
    return rest.privileges.isEmpty ? nil : rest
  }

  private static func same(_ grant: Grant, in grants: [Grant]) -> [Grant] {
    grants.filter { $0.role == grant.role && $0.column == grant.column && $0.action == grant.action }
  }

  /// What the new state has of the same kind, where a privilege with grant option holds one without.
  private static func kept(_ grant: Grant, in grants: [Grant]) -> [Grant] {
    var kept = same(grant, in: grants)
    if grant.action == .grant {
      var stronger = grant
      stronger.action = .grantWithGrantOption
      kept += same(stronger, in: grants)
    }
    return kept
  }

  /// Takes away a privilege, or only the right to grant it.
  private func removal(of grant: Grant) -> String {
    var plain = grant
    plain.action = .grant
    let weaker = Self.same(plain, in: new)
    let keepsPrivilege =
      grant.action == .grantWithGrantOption
      && (weaker.contains {
        $0.privileges.isEmpty || !grant.privileges.isEmpty && Set(grant.privileges).isSubset(of: $0.privileges)
      })
    var revoke = grant
    revoke.action = .revoke
    let statement = revoke.statement(on: target)
    return keepsPrivilege ? "REVOKE GRANT OPTION FOR" + statement.dropFirst("REVOKE".count) : statement
  }
}
