import Schema

/// Compares two states of a view or materialized view.
struct ViewRules {
  let old: View
  let new: View

  /// What must change; `nil` if the view has to be made anew.
  func decision() -> RelationDecision? {
    let keepsQuery = RelationPart.isSame(old.query, new.query)
    guard keepsQuery || !new.isMaterialized && OutputColumns.isExtension(of: old.query, by: new.query) else {
      return nil
    }
    var decision = RelationDecision(new.identity, old: old, new: new)
    decision.comparePartsByName()
    if !keepsQuery {
      decision.settings.append(replacement)
    } else {
      let alter = "ALTER \(keyword) \(new.name.sql)"
      decision.settings += OptionChanges(old: old.options, new: new.options).statements(alter).map {
        action("change options", [$0])
      }
    }
    let settings = columnSettings
    if !settings.isEmpty { decision.settings.append(action("change columns", settings)) }
    if let comment = CommentChange.statement(from: old.comment, to: new.comment, on: "\(keyword) \(new.name.sql)") {
      decision.settings.append(action("change comment", [comment]))
    }
    return decision
  }

  private var keyword: String { new.isMaterialized ? "MATERIALIZED VIEW" : "VIEW" }

  /// CREATE OR REPLACE drops options that it does not repeat.
  private var replacement: Action {
    let options = new.options.isEmpty ? "" : " WITH (\(DDLOptions.list(new.options, in: .file)))"
    let text = "CREATE OR REPLACE VIEW \(new.name.sql)\(options) AS\n\(new.query)"
    var action = self.action("change query", [text])
    action.needs = []
    return action
  }

  private func action(_ summary: String, _ statements: [String]) -> Action {
    var effects = ChangeEffects()
    effects.locks = [TableLock(table: new.name, mode: .accessExclusive)]
    var action = Action(new.identity, summary, statements, rank: .creation(.view), effects: effects)
    action.needs = [.name(new.name.key)]
    return action
  }

  private var columnSettings: [String] {
    var statements: [String] = []
    let names = (old.columns + new.columns).map(\.name)
    for name in Set(names).sorted() {
      let none = Column(name: name, type: "")
      let before = old.columns.first { $0.name == name } ?? none
      let after = new.columns.first { $0.name == name } ?? none
      let clause = "ALTER \(keyword) \(new.name.sql) ALTER COLUMN \(name.sql)"
      if !RelationPart.isSame(before.expression, after.expression) {
        statements.append(after.expression.map { "\(clause) SET DEFAULT \($0)" } ?? "\(clause) DROP DEFAULT")
      }
      statements += ColumnSettings(table: new.name, old: before, new: after, clause: clause).statements
      let target = "COLUMN \(new.name.sql).\(name.sql)"
      if let comment = CommentChange.statement(from: before.comment, to: after.comment, on: target) {
        statements.append(comment)
      }
    }
    let clusteredBefore = old.indexes.first(where: \.isClustered)?.name.name
    let clustered = new.indexes.first(where: \.isClustered)?.name.name
    if clusteredBefore != clustered {
      let alter = "ALTER \(keyword) \(new.name.sql)"
      statements.append(clustered.map { "\(alter) CLUSTER ON \($0.sql)" } ?? "\(alter) SET WITHOUT CLUSTER")
    }
    return statements
  }
}

/// The output columns of a query, as far as its text tells.
enum OutputColumns {
  /// Whether the new query gives the old one's columns, each from the same expression, and only adds others behind.
  ///
  /// Only then PostgreSQL replaces a view; what the text cannot tell is taken as no.
  static func isExtension(of old: String, by new: String) -> Bool {
    guard let before = Query(old), let after = Query(new) else { return false }
    return after.items.starts(with: before.items) && after.sources == before.sources
  }

  private struct Query {
    let items: [Identifier]
    let sources: [Identifier]

    /// `nil` for what is no plain SELECT.
    init?(_ text: String) {
      let words = StatementWords(text)
      guard words.isWord(words.first, "SELECT"), words.firstWord("UNION", from: words.first) == nil,
        words.firstWord("INTERSECT", from: words.first) == nil, words.firstWord("EXCEPT", from: words.first) == nil
      else { return nil }
      let from = words.firstWord("FROM", from: words.first) ?? words.end
      var start = words.first + 1
      if words.isWord(start, "DISTINCT") {
        start += 1
        if words.isWord(start, "ON") { start = (words.closing(of: start + 1) ?? start) + 1 }
      }
      items = words.list(from: start, to: from).map { Identifier(words.text(from: $0.lowerBound, to: $0.upperBound)) }
      let ends = ["WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET"].compactMap { _ in
        words.firstWord("WHERE", from: from)
      }
      // Names after FROM, without the kinds of join and their conditions, which cannot change a type.
      var names: [Identifier] = []
      var index = from
      let end = ends.min() ?? words.end
      while index < end {
        if words.isName(index), words.kind(index + 1) == .dot, words.isName(index + 2) {
          names.append(Identifier(words.text(from: index, to: index + 3)))
          index += 3
        } else {
          index += 1
        }
      }
      sources = names.sorted()
    }
  }
}
