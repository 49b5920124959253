import Schema

/// Compares two states of a subscription. It is never dropped and created, which would lose its place in the log.
struct SubscriptionRules {
  let old: Subscription
  let new: Subscription

  /// What holds if nothing is said, of the options that can be changed.
  private static let usual = [
    "binary": "false", "streaming": "off", "synchronous_commit": "off", "disable_on_error": "false",
    "password_required": "true", "run_as_owner": "false", "origin": "any", "failover": "false",
  ]

  func alteration() -> Alteration {
    let alter = "ALTER SUBSCRIPTION \(new.name.sql)"
    var actions: [Action] = []
    func add(_ summary: String, _ clause: String) {
      actions.append(
        .alteration(of: new.identity, summary, "\(alter) \(clause)", rank: .creation(.publication)))
    }
    if old.connection != new.connection { add("change connection", "CONNECTION \(SQLLiteral.quote(new.connection))") }
    if old.publications != new.publications {
      let list = new.publications.map(\.sql).joined(separator: ", ")
      add("change publications", "SET PUBLICATION \(list) WITH (refresh = false)")
    }
    guard let options = options() else { return .rebuild }
    if !options.isEmpty { add("change options", "SET (\(options.joined(separator: ", ")))") }
    return .actions(actions)
  }

  /// `nil` if an option goes whose usual value is not known.
  private func options() -> [String]? {
    func name(_ option: String) -> String { String(option.prefix { $0 != " " && $0 != "=" }) }
    let kept = Set(new.options.map(name))
    var changes: [String] = []
    for gone in old.options.map(name) where !kept.contains(gone) {
      guard let value = Self.usual[gone] else { return nil }
      changes.append("\(gone) = \(value)")
    }
    return changes + new.options.filter { !old.options.contains($0) }
  }
}

/// The replication slot of a subscription that is dropped.
///
/// The publisher may be out of reach and no transaction can drop its slot, so the subscription leaves it there.
struct SubscriptionSlot {
  private let subscription: Subscription
  private let name: String

  /// `nil` if it has none.
  init?(_ subscription: Subscription) {
    let option = subscription.options.first { $0.hasPrefix("slot_name = ") }?.dropFirst("slot_name = ".count)
    if option == "NONE" { return nil }
    self.subscription = subscription
    name = option.map(String.init) ?? SQLLiteral.quote(subscription.name.text)
  }

  var leaving: [String] {
    let alter = "ALTER SUBSCRIPTION \(subscription.name.sql)"
    return ["\(alter) DISABLE", "\(alter) SET (slot_name = NONE)"]
  }

  var loss: String {
    "the place of subscription '\(subscription.name)' in the log; its slot stays at the publisher and keeps the log there until SELECT pg_drop_replication_slot(\(name))"
  }
}

/// Compares two states of a security label.
struct SecurityLabelRules {
  let old: SecurityLabel
  let new: SecurityLabel

  func actions() -> [Action] {
    guard old != new, let statement = ObjectRules.main(new).first?.text else { return [] }
    return [.alteration(of: new.identity, "change label", statement, rank: .creation(.access))]
  }
}
