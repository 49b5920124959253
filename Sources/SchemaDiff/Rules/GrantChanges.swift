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
    var held = old
    var renewed: [Grant] = []
    for grant in old {
      guard let gone = Self.difference(of: grant, to: Self.kept(grant, in: new)) else { continue }
      let weakened = Self.weakened(gone, in: new)
      if let taken = Self.difference(of: gone, to: weakened.map { [$0] } ?? []) {
        let passedOn = passedOn(taken)
        removals.append(Self.inverse(of: taken).statement(on: target) + (passedOn == nil ? "" : " CASCADE"))
        renewed += passedOn ?? []
        // Of all privileges none is left.
        if taken.privileges.isEmpty { held.removeAll { $0 == grant } }
        if grant.action != .revoke, grant.column == nil { revoked.insert(grant.role) }
      }
      if let weakened {
        let passedOn = passedOn(weakened)
        removals.append(
          "REVOKE GRANT OPTION FOR" + Self.inverse(of: weakened).statement(on: target).dropFirst(6)
            + (passedOn == nil ? "" : " CASCADE"))
        renewed += passedOn ?? []
      }
    }
    for grant in new {
      if renewed.contains(grant) {
        additions.append(grant.statement(on: target))
        continue
      }
      // Taking a privilege on the whole relation takes it on each column as well.
      let isLost = grant.column != nil && grant.action != .revoke && revoked.contains(grant.role)
      let kept = isLost ? [] : Self.held(grant, in: held)
      guard let added = Self.difference(of: grant, to: kept) else { continue }
      additions.append(added.statement(on: target))
    }
    return (removals, additions)
  }

  /// What others have of privileges that a role may have granted them, and keep; `nil` if nobody has any. Snapshots do
  /// not say who granted what: taking such a privilege takes what was passed on.
  private func passedOn(_ grant: Grant) -> [Grant]? {
    guard grant.action == .grantWithGrantOption else { return nil }
    func isAlike(_ other: Grant) -> Bool {
      guard other.role != grant.role, other.action != .revoke else { return false }
      return grant.privileges.isEmpty || other.privileges.isEmpty
        || !Set(grant.privileges).isDisjoint(with: other.privileges)
    }
    return old.contains(where: isAlike) ? new.filter(isAlike) : nil
  }

  private static func inverse(of grant: Grant) -> Grant {
    var inverse = grant
    inverse.action = grant.action == .revoke ? .grant : .revoke
    return inverse
  }

  /// The part of a grant that the other ones do not hold; `nil` if they hold all of it.
  private static func difference(of grant: Grant, to others: [Grant]) -> Grant? {
    if others.contains(where: { $0.privileges.isEmpty }) { return nil }
    if grant.privileges.isEmpty { return grant }
    var rest = grant
    rest.privileges = grant.privileges.filter { name in !others.contains { $0.privileges.contains(name) } }
    return rest.privileges.isEmpty ? nil : rest
  }

  private static func same(_ grant: Grant, as action: Grant.Action, in grants: [Grant]) -> [Grant] {
    grants.filter { $0.role == grant.role && $0.column == grant.column && $0.action == action }
  }

  /// What the new state has of a grant, where a privilege with grant option holds one without.
  private static func kept(_ grant: Grant, in grants: [Grant]) -> [Grant] {
    same(grant, as: grant.action, in: grants)
      + (grant.action == .grant ? same(grant, as: .grantWithGrantOption, in: grants) : [])
  }

  /// What the old state has of a grant after all removals.
  private static func held(_ grant: Grant, in grants: [Grant]) -> [Grant] {
    same(grant, as: grant.action, in: grants)
      + (grant.action == .grant
        ? same(grant, as: .grantWithGrantOption, in: grants).compactMap { weakened($0, in: [grant]) } : [])
  }

  /// The part of a grant of which only the right to grant it goes.
  private static func weakened(_ grant: Grant, in grants: [Grant]) -> Grant? {
    guard grant.action == .grantWithGrantOption else { return nil }
    let plain = same(grant, as: .grant, in: grants)
    if plain.contains(where: { $0.privileges.isEmpty }) { return grant }
    // Nobody knows what the rest of ALL is.
    if grant.privileges.isEmpty { return nil }
    var weakened = grant
    weakened.privileges = grant.privileges.filter { name in plain.contains { $0.privileges.contains(name) } }
    return weakened.privileges.isEmpty ? nil : weakened
  }
}
