import Schema

/// Compares two states of a publication.
struct PublicationRules {
  let old: Publication
  let new: Publication
  let context: RuleContext

  private var alter: String { "ALTER PUBLICATION \(new.name.sql)" }

  func alteration() -> Alteration {
    guard old.hasAllTables == new.hasAllTables else { return .rebuild }
    var actions: [Action] = []
    actions += members(from: old.tables, to: new.tables, word: "TABLE ONLY", summary: "table")
    actions += members(from: old.schemas, to: new.schemas, word: "TABLES IN SCHEMA", summary: "tables in schema")
    if old.options != new.options {
      let options = PublicationOptions.changes(from: old.options, to: new.options)
      actions.append(
        .alteration(
          of: new.identity, "change options", "\(alter) SET (\(options.joined(separator: ", ")))",
          rank: .creation(.publication)))
    }
    return .actions(actions)
  }

  /// Takes out and adds what differs, and what must go while a table or column is changed.
  private func members(from old: [String], to new: [String], word: String, summary: String) -> [Action] {
    var actions: [Action] = []
    for member in old where !new.contains(member) || context.isAffected(member) {
      let name = Self.name(member)
      let part = part(member)
      var action = Action.alteration(
        of: self.new.identity, "drop \(summary) \(name)", "\(alter) DROP \(word) \(name)",
        rank: .removal(.publication),
        lettingGoOf: [member])
      action.destroys = [part]
      actions.append(action)
    }
    for member in new where !old.contains(member) || context.isAffected(member) {
      var action = Action.alteration(
        of: self.new.identity, "add \(summary) \(Self.name(member))", "\(alter) ADD \(word) \(member)",
        rank: .creation(.publication))
      action.produces = [part(member)]
      if word != "TABLE ONLY" {
        action.needs = [.object(ObjectIdentity(kind: .schema, name: Identifier(Self.unquoted(member))))]
      }
      actions.append(action)
    }
    return actions
  }

  private func part(_ member: String) -> Resource {
    .part(PartIdentity(owner: new.identity, kind: .column, name: Identifier(Self.name(member))))
  }

  /// The name before columns and filter.
  private static func name(_ member: String) -> String {
    let words = StatementWords(member)
    return words.text(from: words.first, to: words.endOfName(at: words.first))
  }

  private static func unquoted(_ name: String) -> String {
    let words = StatementWords(name)
    return words.isName(words.first) ? words.name(words.first) : name
  }
}

/// The options of a publication, which a snapshot holds only if they are not the usual ones.
private enum PublicationOptions {
  private static let usual = [
    "publish": "'insert, update, delete, truncate'", "publish_generated_columns": "none",
    "publish_via_partition_root": "false",
  ]

  static func changes(from old: [String], to new: [String]) -> [String] {
    let names = Set(new.map(name))
    let reset = old.map(name).filter { !names.contains($0) }.compactMap { name in
      usual[name].map { "\(name) = \($0)" }
    }
    return reset + new.filter { !old.contains($0) }
  }

  private static func name(_ option: String) -> String { String(option.prefix { $0 != " " && $0 != "=" }) }
}
