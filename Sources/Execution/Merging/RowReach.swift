internal import SQLSyntax
internal import Schema
internal import SchemaDiff

/// What a statement reaches beyond the relations that it names: through triggers, keys, views, partitions, routines.
struct RowReach {
  private var routines: [String: (writes: Bool, words: Set<String>)] = [:]
  private var views: [String: Set<String>] = [:]
  /// Functions that fire when rows of a table change.
  private var triggers: [String: Set<String>] = [:]
  /// Relations with rules, which make other statements of those that write to them.
  private var ruled: Set<String> = []
  /// Tables whose rows change with those of a table.
  private var followers: [String: Set<String>] = [:]
  private var relatives: [String: Set<String>] = [:]
  /// The words of the values that new rows of a table get.
  private var defaults: [String: Set<String>] = [:]

  init(_ files: [SnapshotFile]) throws {
    for object in try SnapshotReading.objects(of: files) {
      switch object {
      case let routine as Routine: add(routine)
      case let view as View:
        views[view.name.name.text, default: []].formUnion(Self.words(of: view.query))
        for trigger in view.triggers { add(trigger, on: view.name) }
        if !view.rules.isEmpty { ruled.insert(view.name.name.text) }
      case let table as Table: add(table)
      default: continue
      }
    }
  }

  private static let writing: Set<String> = [
    "insert", "update", "delete", "merge", "truncate", "copy", "execute", "perform", "call", "refresh", "setval",
    "nextval", "dblink", "notify",
  ]

  private static func words(of text: String) -> Set<String> {
    let names = StatementNames(text)
    return Set(names.words.union(names.bodyWords).map { $0.text.lowercased() })
      .union(names.words.union(names.bodyWords).map(\.text))
  }

  private mutating func add(_ routine: Routine) {
    var words = Self.words(of: routine.definition)
    // A body in plain quotes is one literal, of which no words are known.
    let isOpaque =
      !routine.definition.contains("$") && !routine.definition.contains("BEGIN ATOMIC")
      && !routine.definition.contains("RETURN ")
    let writes = isOpaque || !words.isDisjoint(with: Self.writing)
    let known = routines[routine.name.name.text]
    words.formUnion(known?.words ?? [])
    routines[routine.name.name.text] = (writes || (known?.writes ?? false), words)
  }

  private mutating func add(_ trigger: Trigger, on table: QualifiedName) {
    guard let definition = trigger.definition else { return }
    triggers[table.name.text, default: []].formUnion(Self.words(of: definition))
  }

  private mutating func add(_ table: Table) {
    let name = table.name.name.text
    for trigger in table.triggers { add(trigger, on: table.name) }
    if !table.rules.isEmpty { ruled.insert(name) }
    for expression in table.columns.compactMap(\.expression) {
      defaults[name, default: []].formUnion(Self.words(of: "SELECT \(expression)"))
    }
    for parent in table.parents {
      relatives[name, default: []].insert(parent.name.text)
      relatives[parent.name.text, default: []].insert(name)
    }
    for constraint in table.constraints where constraint.kind == .foreignKey {
      let definition = constraint.definition
      let follows = ["CASCADE", "SET NULL", "SET DEFAULT"].contains { definition.contains($0) }
      guard follows else { continue }
      for word in Self.words(of: "ALTER TABLE \(table.name.sql) ADD CONSTRAINT x \(definition)") {
        followers[word, default: []].insert(name)
      }
    }
  }

  // MARK: Effects

  /// The words of a text and of the routines that it names, and of those that they name.
  func words(_ words: Set<String>) -> Set<String> {
    var seen: Set<String> = []
    var open = Array(words)
    while let word = open.popLast() {
      guard seen.insert(word).inserted else { continue }
      open += routines[word]?.words ?? []
    }
    return seen
  }

  /// What a statement reads and writes in the end; `nil` if that cannot be told.
  func reach(of effect: RowEffect) -> (reads: Set<String>, writes: Set<String>)? {
    if effect.isUnknown { return nil }
    var reads = effect.words
    for call in effect.calls {
      if let routine = routines[call.name] {
        if routine.writes { return nil }
        reads.formUnion(routine.words)
      } else if effect.onlyReads, !Self.isHarmless(call) {
        return nil
      }
    }
    var writes: Set<String> = []
    var open = effect.writes.map(\.name)
    while let name = open.popLast() {
      guard writes.insert(name).inserted else { continue }
      if ruled.contains(name) { return nil }
      for word in triggers[name] ?? [] {
        guard let routine = routines[word] else { continue }
        if routine.writes { return nil }
        reads.formUnion(routine.words)
        reads.insert(word)
      }
      reads.formUnion(defaults[name] ?? [])
      if let query = views[name] { open += query }
      open += (followers[name] ?? []).union(relatives[name] ?? [])
    }
    var seen: Set<String> = []
    var unread = Array(reads)
    while let name = unread.popLast() {
      guard seen.insert(name).inserted else { continue }
      reads.insert(name)
      unread += (views[name] ?? []).union(relatives[name] ?? [])
    }
    return (reads, writes)
  }

  /// Routines of the server that only tell something, or set something for the session.
  private static func isHarmless(_ call: ObjectName) -> Bool {
    guard call.schema == nil || call.schema == "pg_catalog" else { return false }
    return harmless.contains(call.name)
  }

  private static let harmless: Set<String> = [
    "set_config", "current_setting", "now", "count", "sum", "min", "max", "version", "pg_sleep", "clock_timestamp",
    "coalesce", "format", "length", "to_regclass", "bool_and", "bool_or", "array_agg", "string_agg", "exists",
  ]
}
