internal import SQLSyntax
internal import Schema
internal import SchemaDiff

/// What a statement reaches beyond the relations that it names: through triggers, keys, views, partitions, routines.
struct RowReach {
  /// What a statement reads and writes in the end, by bare names.
  struct Extent {
    var reads: Set<String>
    var writes: Set<String>
    /// A routine or a view on the way uses rows as they are, with whatever columns there are.
    var usesWholeRows: Bool
  }

  private var routines: [String: (writes: Bool, words: Set<String>)] = [:]
  /// The routines and views that use all columns of rows, or may.
  private var wholeRowUsers: Set<String> = []
  /// The relations and routines that a view is made of.
  private var views: [String: Set<String>] = [:]
  /// Functions that fire when rows of a table change.
  private var triggers: [String: Set<String>] = [:]
  /// Relations with rules, which make other statements of those that write to them.
  private var ruled: Set<String> = []
  /// Tables whose rows change with those of a table, with the words of the key by which they do.
  private var followers: [String: [(table: String, words: Set<String>)]] = [:]
  private var relatives: [String: Set<String>] = [:]
  /// What happens for the values that new rows of a table get.
  private var defaults: [String: RowEffect] = [:]
  private var sequenceOwners: [String: String] = [:]
  private var tables: RowwiseTables = RowwiseTables()

  init(_ files: [SnapshotFile]) throws {
    for object in try SnapshotReading.objects(of: files) {
      switch object {
      case let routine as Routine: add(routine: routine.name.name.text, routine.definition)
      case let view as View:
        add(view: view.name.name.text, view.query)
        for trigger in view.triggers { add(trigger: trigger.definition, on: view.name.name.text) }
        if !view.rules.isEmpty { ruled.insert(view.name.name.text) }
      case let table as Table: add(table)
      case let sequence as SequenceGenerator:
        if let owner = sequence.ownedBy { sequenceOwners[sequence.name.name.text] = owner.table.name.text }
      case is Operator, is Cast: tables.hasOwnOperators = true
      default: continue
      }
    }
  }

  /// The same, with what the migrations of a side define on their way, and may have dropped again.
  func adding(_ definitions: [RowDefinition]) -> RowReach {
    var reach = self
    for definition in definitions {
      switch definition {
      case .routine(let name, let text): reach.add(routine: name.name, text)
      case .trigger(let table, let text):
        reach.add(trigger: text, on: table.name)
        reach.tables.exclude(table.name)
      case .rule(let table): reach.ruled.insert(table.name)
      case .view(let name, let text):
        reach.views[name.name, default: []].formUnion(Self.words(of: text))
        reach.wholeRowUsers.insert(name.name)
      case .unreadable: continue
      }
    }
    return reach
  }

  private static let writing: Set<String> = [
    "insert", "update", "delete", "merge", "truncate", "copy", "execute", "perform", "call", "refresh", "setval",
    "nextval", "dblink", "notify",
  ]

  /// Functions of the server, and of its extensions, that run a text as SQL or change what is in no table.
  private static let runningSQL: Set<String> = [
    "dblink", "dblink_exec", "dblink_send_query", "query_to_xml", "query_to_xmlschema", "query_to_xml_and_xmlschema",
    "cursor_to_xml", "ts_stat", "ts_rewrite", "lo_create", "lo_import", "lo_put", "lo_unlink", "lo_from_bytea",
    "currval", "lastval", "crosstab",
  ]

  private static func words(of text: String) -> Set<String> {
    let names = StatementNames(text)
    return Set(names.words.union(names.bodyWords).map { $0.text.lowercased() })
      .union(names.words.union(names.bodyWords).map(\.text))
  }

  private mutating func add(routine name: String, _ definition: String) {
    var words = Self.words(of: definition)
    // A body in plain quotes is one literal, of which no words are known.
    let isOpaque =
      !definition.contains("$") && !definition.contains("BEGIN ATOMIC") && !definition.contains("RETURN ")
    let writes = isOpaque || !words.isDisjoint(with: Self.writing)
    if RoutineText.usesWholeRows(definition) { wholeRowUsers.insert(name) }
    let known = routines[name]
    words.formUnion(known?.words ?? [])
    routines[name] = (writes || (known?.writes ?? false), words)
  }

  private mutating func add(view name: String, _ query: String) {
    let effect = RowEffect.ofQuery(query)
    views[name, default: []].formUnion(effect.reads)
    if effect.usesWholeRows { wholeRowUsers.insert(name) }
  }

  private mutating func add(trigger definition: String?, on table: String) {
    guard let definition else { return }
    triggers[table, default: []].formUnion(Self.words(of: definition))
  }

  private mutating func add(_ table: Table) {
    let name = table.name.name.text
    for trigger in table.triggers { add(trigger: trigger.definition, on: name) }
    if !table.rules.isEmpty { ruled.insert(name) }
    for column in table.columns {
      if column.identity != nil { sequenceOwners["\(name)_\(column.name.text)_seq"] = name }
      guard let expression = column.expression else { continue }
      let effect = RowEffect.ofExpression(expression)
      defaults[name, default: RowEffect()].reads.formUnion(effect.words.union(effect.reads))
      defaults[name]?.writes += effect.writes
      if effect.isUnknown { defaults[name]?.isUnknown = true }
    }
    for parent in table.parents {
      relatives[name, default: []].insert(parent.name.text)
      relatives[parent.name.text, default: []].insert(name)
      tables.exclude(parent.name.text)
    }
    for constraint in table.constraints {
      let words = Self.words(of: "ALTER TABLE \(table.name.sql) ADD CONSTRAINT x \(constraint.definition)")
      tables.add(key: words)
      guard constraint.kind == .foreignKey,
        ["CASCADE", "SET NULL", "SET DEFAULT"].contains(where: { constraint.definition.contains($0) })
      else { continue }
      for word in words { followers[word, default: []].append((name, words)) }
    }
    for index in table.indexes where index.definition.contains("UNIQUE") {
      tables.add(key: Self.words(of: index.definition))
    }
    tables.add(table)
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
  func reach(of effect: RowEffect) -> Extent? {
    if effect.isUnknown { return nil }
    var reads = effect.reads
    for call in effect.calls {
      if Self.runningSQL.contains(call.name) { return nil }
      if routines[call.name] != nil {
        reads.insert(call.name)
      } else if effect.onlyReads, !RowlessFunctions.contains(call) {
        return nil
      }
    }
    guard let writes = written(by: effect, &reads), let read = expanded(reads) else { return nil }
    return Extent(reads: read, writes: writes, usesWholeRows: !read.isDisjoint(with: wholeRowUsers))
  }

  /// What is written along with what a statement writes; what is read for that is added to the reads.
  private func written(by effect: RowEffect, _ reads: inout Set<String>) -> Set<String>? {
    let target = effect.setsOnly == nil ? nil : effect.writes.first?.name
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
      if let own = defaults[name] {
        if own.isUnknown { return nil }
        reads.formUnion(own.reads)
        if name != target || effect.words.contains("default") { open += own.writes.map(\.name) }
      }
      if let owner = sequenceOwners[name] { open.append(owner) }
      if let query = views[name] { open += query }
      for follower in followers[name] ?? [] {
        // Other columns than the key's take nobody along.
        if name == target, let columns = effect.setsOnly, follower.words.isDisjoint(with: columns) { continue }
        open.append(follower.table)
      }
      open += relatives[name] ?? []
    }
    return writes
  }

  /// With what views and routines read in turn; `nil` where one of them writes.
  private func expanded(_ reads: Set<String>) -> Set<String>? {
    var seen: Set<String> = []
    var open = Array(reads)
    while let name = open.popLast() {
      guard seen.insert(name).inserted else { continue }
      if let routine = routines[name] {
        if routine.writes { return nil }
        open += routine.words
      }
      open += (views[name] ?? []).union(relatives[name] ?? [])
    }
    return seen
  }

  // MARK: Columns

  /// Whether what an `UPDATE` does shows in the columns that it sets and nowhere else.
  func isRowwise(_ effect: RowEffect) -> Bool {
    guard let table = effect.writes.first?.name else { return false }
    // A view or a routine may look at the table too.
    guard !effect.words.contains("default"), let others = expanded(effect.reads.subtracting([table])),
      !others.contains(table)
    else { return false }
    return triggers[table] == nil && !ruled.contains(table) && views[table] == nil && relatives[table] == nil
      && effect.words.allSatisfy { routines[$0] == nil } && tables.allows(table)
  }

  /// Whether a key or a check of the table is about columns of both.
  func hasKey(of table: String, joining columns: Set<String>, _ others: Set<String>) -> Bool {
    tables.hasKey(of: table, joining: columns, others)
  }
}

/// What of the tables of a schema has a say in whether two updates of different columns come out the same in any order.
struct RowwiseTables {
  /// Operators and casts of their own may look at anything.
  var hasOwnOperators = false
  private var excluded: Set<String> = []
  private var keys: [Set<String>] = []

  mutating func exclude(_ table: String) { excluded.insert(table) }

  mutating func add(key words: Set<String>) { keys.append(words) }

  mutating func add(_ table: Table) {
    let isPlain =
      table.parents.isEmpty && table.partitionKey == nil && table.partitionBound == nil && table.foreign == nil
      && !table.hasRowSecurity && table.columns.allSatisfy { $0.generation == nil }
    if !isPlain { exclude(table.name.name.text) }
  }

  func allows(_ table: String) -> Bool { !hasOwnOperators && !excluded.contains(table) }

  func hasKey(of table: String, joining columns: Set<String>, _ others: Set<String>) -> Bool {
    keys.contains { $0.contains(table) && !$0.isDisjoint(with: columns) && !$0.isDisjoint(with: others) }
  }
}
