internal import History
internal import SQLSyntax

/// One statement that touches rows: what it reads and writes, directly and through others.
struct RowTouch {
  var reads: Set<String> = []
  var writes: Set<String> = []
  /// Every word in it.
  var words: Set<String> = []
  var isUnknown = false
  /// The one table of which it sets some columns, row by row, and nothing else.
  var rowwise: (table: String, columns: Set<String>)?
  /// Tables whose rows it fills a column of, or decides what they have in it.
  var fills: Set<String> = []

  /// Whether it does more than to fill columns.
  var touchesRows: Bool { isUnknown || !reads.isEmpty || !writes.isEmpty }
}

/// A migration that touches rows.
struct RowToucher {
  let version: Version
  /// The migrations of other lines that it declares to commute with.
  let commutes: [String]
  private(set) var touches: [RowTouch] = []
  private(set) var statements: [String] = []
  /// Everything that its statements name, and the routines that they call.
  private(set) var words: Set<String> = []
  private(set) var reads: Set<String> = []
  private(set) var writes: Set<String> = []
  /// Of some statement it cannot be told what it reads and writes.
  private(set) var isUnknown = false
  /// The relations of which some statement uses all columns of a row, whatever they are.
  private(set) var wholeRows: Set<String> = []

  /// What stands around the statements of a side.
  struct Surroundings {
    let side: SideScripts
    /// The tables before, and those in the end.
    let start: RelationColumns
    let end: RelationColumns
    /// What statements reach, in each of the snapshots that they may run in.
    let reaches: [RowReach]
  }

  /// Reads a migration; `nil` for one that touches no rows.
  init?(_ script: SideScripts.Script, _ surroundings: Surroundings) {
    version = script.version
    commutes = script.migration.manifest.commutes
    for (text, effect) in script.effects { take(effect, text, surroundings) }
    if statements.isEmpty { return nil }
  }

  /// Whether it declares that it commutes with another one.
  func declares(_ other: RowToucher) -> Bool {
    commutes.contains(other.version.name) || commutes.contains { $0 == other.version.change?.text }
  }

  var touchesRows: Bool { touches.contains(where: \.touchesRows) }

  var fills: Set<String> { touches.reduce(into: []) { $0.formUnion($1.fills) } }

  /// Whether it may touch rows of a table.
  func mayWrite(_ table: String) -> Bool {
    writes.contains(table) || (isUnknown && (words.contains(table.lowercased()) || readsCatalogs))
  }

  /// Whether it may use all columns of a table's rows, whatever they are.
  func usesWholeRows(of table: String) -> Bool {
    wholeRows.contains(table) || isUnknown && (wholeRows.contains(table.lowercased()) || readsCatalogs)
  }

  /// It makes statements from what the catalogs say, so that no name in it means anything.
  var readsCatalogs: Bool {
    isUnknown && words.contains("execute")
      && !words.isDisjoint(with: ["pg_tables", "pg_class", "information_schema", "pg_attribute"])
  }

  private mutating func take(_ given: RowEffect, _ text: String, _ around: Surroundings) {
    var effect = given
    // What is gone for good is the schema's; what is there again has lost its rows.
    effect.writes += effect.removals.filter { around.end.has($0.table.name, column: $0.column) }.map(\.table)
    for schema in effect.removedSchemas {
      effect.writes += around.end.relations(in: schema).map { ObjectName(schema: schema, name: $0) }
    }
    let filled = effect.fills.filter { fill in
      around.start.has(fill.table.name, column: nil)
        && (fill.isNew || !around.start.has(fill.table.name, column: fill.column))
    }
    // What a routine makes of it is that routine's.
    if !effect.calls.isEmpty { effect.writes += filled.map(\.table) }
    var touch = RowTouch()
    touch.fills = Set(filled.map(\.table.name))
    guard effect.isUnknown || effect.onlyReads || !effect.writes.isEmpty || !touch.fills.isEmpty else { return }
    let found = around.reaches.map { $0.reach(of: effect) }
    // A query that calls nothing which writes changes no rows.
    if effect.onlyReads, found.allSatisfy({ $0?.writes.isEmpty ?? false }), touch.fills.isEmpty { return }
    statements.append(text)
    if effect.isUnknown || effect.onlyReads || !effect.writes.isEmpty {
      touch.isUnknown = found.contains { $0 == nil } || around.side.isUnreadable
      touch.words = effect.words
      touch.rowwise = rowwise(effect, around)
      for (reach, found) in zip(around.reaches, found) {
        let named = reach.words(effect.words)
        words.formUnion(named)
        if touch.isUnknown { wholeRows.formUnion(named) }
        touch.reads.formUnion(found?.reads ?? [])
        touch.writes.formUnion(found?.writes ?? [])
      }
      if effect.usesWholeRows || found.contains(where: { $0?.usesWholeRows ?? false }) {
        wholeRows.formUnion(touch.reads.union(touch.writes))
      }
    }
    isUnknown = isUnknown || touch.isUnknown
    reads.formUnion(touch.reads)
    writes.formUnion(touch.writes)
    touches.append(touch)
  }

  private func rowwise(_ effect: RowEffect, _ around: Surroundings) -> (table: String, columns: Set<String>)? {
    guard let columns = effect.setsOnly, let table = effect.writes.first?.name, effect.writes.count == 1,
      !around.side.disturbed.contains(table), around.reaches.allSatisfy({ $0.isRowwise(effect) })
    else { return nil }
    return (table, columns)
  }
}
