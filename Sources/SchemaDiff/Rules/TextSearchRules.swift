import Schema

/// Compares two states of a text search dictionary.
struct DictionaryRules {
  let old: TextSearchDictionary
  let new: TextSearchDictionary

  func alteration() -> Alteration {
    guard old.template == new.template else { return .rebuild }
    let before = Self.options(old.options), after = Self.options(new.options)
    // An option that is named without a value goes.
    var changes = before.map(\.name).filter { name in !after.contains { $0.name == name } }
    for option in after where !before.contains(where: { $0 == option }) {
      changes.append("\(option.name) = \(option.value)")
    }
    if changes.isEmpty { return .actions([]) }
    let statement = "ALTER TEXT SEARCH DICTIONARY \(new.name.sql) (\(changes.joined(separator: ", ")))"
    return .actions([Action(new.identity, "change options", [statement], rank: .creation(.operator))])
  }

  private static func options(_ list: String?) -> [(name: String, value: String)] {
    guard let list else { return [] }
    let words = StatementWords(list)
    return words.list(from: words.first, to: words.end).map { range in
      (
        words.text(from: range.lowerBound, to: range.lowerBound + 1),
        words.text(from: range.lowerBound + 2, to: range.upperBound)
      )
    }
  }
}

/// Compares two states of a text search configuration.
struct SearchConfigurationRules {
  let old: TextSearchConfiguration
  let new: TextSearchConfiguration
  let context: RuleContext

  private var alter: String { "ALTER TEXT SEARCH CONFIGURATION \(new.name.sql)" }

  func alteration() -> Alteration {
    guard old.parser == new.parser, !context.isAffected(old.parser) else { return .rebuild }
    var actions: [Action] = []
    for (token, dictionaries) in old.mappings {
      let after = new.mappings.first { $0.token == token }?.dictionaries
      let isLost = dictionaries.contains(where: context.isAffected)
      if after == dictionaries, !isLost { continue }
      if let after, !isLost {
        actions.append(
          .alteration(
            of: new.identity, "change mapping of \(token)", "\(alter) ALTER MAPPING \(mapping(token, after))",
            rank: .creation(.operator), lettingGoOf: dictionaries))
        continue
      }
      var drop = Action.alteration(
        of: new.identity, "drop mapping of \(token)", "\(alter) DROP MAPPING FOR \(token)", rank: .removal(.other),
        lettingGoOf: dictionaries)
      drop.destroys = [part(token)]
      actions.append(drop)
      if let after { actions.append(adding(token, after)) }
    }
    for (token, dictionaries) in new.mappings where !old.mappings.contains(where: { $0.token == token }) {
      actions.append(adding(token, dictionaries))
    }
    return .actions(actions)
  }

  private func adding(_ token: String, _ dictionaries: [String]) -> Action {
    var action = Action.alteration(
      of: new.identity, "add mapping of \(token)", "\(alter) ADD MAPPING \(mapping(token, dictionaries))",
      rank: .creation(.operator))
    action.produces = [part(token)]
    return action
  }

  private func mapping(_ token: String, _ dictionaries: [String]) -> String {
    "FOR \(token) WITH \(dictionaries.joined(separator: ", "))"
  }

  private func part(_ token: String) -> Resource {
    .part(PartIdentity(owner: new.identity, kind: .column, name: Identifier(token)))
  }
}
