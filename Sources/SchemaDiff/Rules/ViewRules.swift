import Schema

/// Compares two states of a view or materialized view.
struct ViewRules {
  let old: View
  let new: View
  /// Whether all texts of the two states have the collation of the database.
  var hasUsualCollations = false

  /// What must change; `nil` if the view has to be made anew.
  func decision() -> RelationDecision? {
    let keepsQuery = RelationPart.isSame(old.query, new.query)
    guard old.accessMethod == new.accessMethod, keepsQuery || !new.isMaterialized && isExtended else {
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

  /// Whether the new query gives the old one's columns, with their names and types, and only adds others behind.
  ///
  /// Only then PostgreSQL replaces a view; what the text cannot tell is taken as no.
  private var isExtended: Bool {
    guard let before = OutputColumns(old.query), let after = OutputColumns(new.query) else { return false }
    return after.extends(before, knowsCollations: hasUsualCollations)
  }

  private var keyword: String { new.isMaterialized ? "MATERIALIZED VIEW" : "VIEW" }

  /// CREATE OR REPLACE drops options that it does not repeat.
  private var replacement: Action {
    let options = new.options.isEmpty ? "" : " WITH (\(DDLOptions.list(new.options, in: .file)))"
    let text = "CREATE OR REPLACE VIEW \(new.name.sql)\(options) AS\n\(new.query)"
    var action = self.action("change query", [text])
    action.needs = []
    // Those that use its new columns come after it.
    action.produces = [new.announcement == nil ? .name(new.name.key) : .settings(new.name.key)]
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
