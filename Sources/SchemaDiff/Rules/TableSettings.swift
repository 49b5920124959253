import Schema

/// What is set on a table itself: where its rows are kept, options, marks, row security, comment, owner and grants.
struct TableSettings {
  let old: Table
  let new: Table

  /// How rows are kept if nothing is said.
  private static let usualMethod: Identifier = "heap"

  func actions() -> [Action] {
    var actions: [Action] = []
    let alter = "ALTER \(new.foreign == nil ? "TABLE" : "FOREIGN TABLE") \(new.name.sql)"
    if old.isUnlogged != new.isUnlogged {
      let word = new.isUnlogged ? "UNLOGGED" : "LOGGED"
      var action = action("set \(word.lowercased())", ["\(alter) SET \(word)"], .accessExclusive, isLong: true)
      action.effects.rewrites = [new.name]
      action.produces = [.persistence(new.name.key)]
      actions.append(action)
    }
    if old.accessMethod != new.accessMethod {
      let method = new.accessMethod ?? Self.usualMethod
      var action = action(
        "set access method \(method)", ["\(alter) SET ACCESS METHOD \(method.sql)"], .accessExclusive, isLong: true)
      if new.partitionKey == nil { action.effects.rewrites = [new.name] }
      let methods = [(new.accessMethod, \Action.needs), (old.accessMethod, \Action.releases)]
      for case (let method?, let path) in methods {
        action[keyPath: path].insert(.object(ObjectIdentity(kind: .accessMethod, name: method)))
      }
      actions.append(action)
    }
    actions += OptionChanges(old: old.options, new: new.options).statements(alter).map {
      action("change storage options", [$0], .shareUpdateExclusive)
    }
    actions += foreignOptions(alter)
    if old.hasRowSecurity != new.hasRowSecurity {
      let word = new.hasRowSecurity ? "ENABLE" : "DISABLE"
      actions.append(
        action("\(word.lowercased()) row security", ["\(alter) \(word) ROW LEVEL SECURITY"], .accessExclusive))
    }
    if old.forcesRowSecurity != new.forcesRowSecurity {
      let word = new.forcesRowSecurity ? "FORCE" : "NO FORCE"
      actions.append(
        action("\(word.lowercased()) row security", ["\(alter) \(word) ROW LEVEL SECURITY"], .accessExclusive))
    }
    actions += comments()
    return actions
  }

  private func foreignOptions(_ alter: String) -> [Action] {
    guard let before = old.foreign, let after = new.foreign, before.options != after.options else { return [] }
    let list = ForeignOptionChanges.list(from: before.options, to: after.options)
    return [action("change options", ["\(alter) OPTIONS (\(list))"], .accessExclusive)]
  }

  private func comments() -> [Action] {
    let target = "\(new.foreign == nil ? "TABLE" : "FOREIGN TABLE") \(new.name.sql)"
    guard let statement = CommentChange.statement(from: old.comment, to: new.comment, on: target) else { return [] }
    return [action("change comment", [statement], .shareUpdateExclusive)]
  }

  private func action(_ summary: String, _ statements: [String], _ mode: LockMode, isLong: Bool = false) -> Action {
    var effects = ChangeEffects()
    effects.locks = [TableLock(table: new.name, mode: mode, isLong: isLong)]
    var action = Action(new.identity, summary, statements, rank: .alterTable, effects: effects)
    action.needs = [.name(new.name.key)]
    action.releases = [.name(new.name.key)]
    return action
  }
}

/// The statements that set what is new among options and reset what is gone.
struct OptionChanges {
  let old: [String]
  let new: [String]

  /// `alter` is what comes before `SET (…)`, such as `ALTER TABLE public.users`.
  func statements(_ alter: String) -> [String] {
    let set = new.filter { !old.contains($0) }
    let kept = Set(new.map(Self.name))
    let reset = old.map(Self.name).filter { !kept.contains($0) }
    var statements: [String] = []
    if !reset.isEmpty { statements.append("\(alter) RESET (\(reset.map(\.text).joined(separator: ", ")))") }
    if !set.isEmpty { statements.append("\(alter) SET (\(DDLOptions.list(set, in: .file)))") }
    return statements
  }

  private static func name(_ option: String) -> Identifier {
    Identifier(String(option.prefix { $0 != "=" }))
  }
}

/// The changes of options as `OPTIONS (…)` of foreign objects lists them.
enum ForeignOptionChanges {
  static func list(from old: [String], to new: [String]) -> String {
    let before = old.map(split), after = new.map(split)
    var changes = before.filter { option in !after.contains { $0.name == option.name } }.map { "DROP \($0.name)" }
    for option in after {
      guard let previous = before.first(where: { $0.name == option.name }) else {
        changes.append("ADD \(option.name) \(option.value)")
        continue
      }
      if previous.value != option.value { changes.append("SET \(option.name) \(option.value)") }
    }
    return changes.joined(separator: ", ")
  }

  private static func split(_ option: String) -> (name: String, value: String) {
    let words = StatementWords(option)
    return (words.text(from: words.first, to: words.first + 1), words.text(from: words.first + 1))
  }
}

enum CommentChange {
  /// The statement that changes a comment; `nil` if it stays.
  static func statement(from old: String?, to new: String?, on target: String) -> String? {
    guard !RelationPart.isSame(old, new) else { return nil }
    return "COMMENT ON \(target) IS \(new.map(SQLLiteral.quote) ?? "NULL")"
  }
}

/// The statements that change owner and grants.
enum AccessChange {
  /// `target` and `alter` are as ``DDLWriter/access(_:on:alter:)`` takes them.
  ///
  /// A new owner gets what the old one had, so that what either is granted by name changes before and after.
  static func statements(from old: Access?, to new: Access?, on target: String, alter: String? = nil) -> [String] {
    let changes = GrantChanges(old: old?.grants ?? [], new: new?.grants ?? [], target: target)
    var owner: [String] = []
    if let name = new?.owner, name != old?.owner { owner = ["ALTER \(alter ?? target) OWNER TO \(name.sql)"] }
    return changes.removals + owner + changes.additions
  }
}
