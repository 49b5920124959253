internal import History
internal import SQLSyntax
internal import Schema
internal import SchemaDiff

/// The migrations of one side, as far as they have to do with rows.
struct SideScripts {
  struct Script {
    let version: Version
    let migration: Migration
    let effects: [(text: String, effect: RowEffect)]

    /// Whether it has statements that change rows, or may.
    var writesRows: Bool {
      effects.contains { _, effect in
        !effect.isDefinition && (effect.isUnknown || effect.onlyReads || !effect.writes.isEmpty)
      }
    }

    /// The same, with definitions that make values of rows as they run.
    func makesValues(of start: RelationColumns) -> Bool {
      writesRows
        || effects.contains { _, effect in
          effect.isUnknown || !effect.writes.isEmpty
            || effect.fills.contains { $0.isNew || !start.has($0.table.name, column: $0.column) }
        }
    }
  }

  private(set) var scripts: [Script] = []
  /// What they define on their way.
  private(set) var definitions: [RowDefinition] = []
  /// Tables that have columns dropped or renamed on the way, so that a column's name may mean another one.
  private(set) var disturbed: Set<String> = []

  /// - Parameters:
  ///   - versions: The versions of the side.
  ///   - commits: Reads their migrations.
  ///   - isBookkeeping: Whether a statement is known to touch no rows, whatever its text.
  /// - Throws: Why a migration cannot be read.
  init(
    _ versions: [Version], _ commits: SchemaCommits, isBookkeeping: (Statement) -> Bool = { _ in false }
  ) throws {
    for version in versions {
      guard let migration = try commits.readMigration(version.id) else { continue }
      add(version, migration, isBookkeeping)
    }
  }

  private mutating func add(_ version: Version, _ migration: Migration, _ isBookkeeping: (Statement) -> Bool) {
    var effects: [(text: String, effect: RowEffect)] = []
    let roads = migration.manifest.kind.hasRoads ? [migration.upFromSecond ?? ""] : []
    for script in [migration.up] + roads {
      guard let found = try? MigrationScript(script).statements else {
        effects.append((script, .unknown(script)))
        continue
      }
      for statement in found.flatMap(\.parts) where !isBookkeeping(statement) {
        if let definition = statement.rowDefinition { definitions.append(definition) }
        if let effect = statement.rowEffect { effects.append((statement.text, effect)) }
      }
    }
    disturbed.formUnion(effects.flatMap(\.effect.removals).map(\.table.name))
    scripts.append(Script(version: version, migration: migration, effects: effects))
  }

  /// Something is defined of which nobody can tell what it does.
  var isUnreadable: Bool {
    definitions.contains { if case .unreadable = $0 { true } else { false } }
  }
}

/// The tables and columns of a snapshot, by their bare names.
struct RelationColumns {
  private var columns: [String: Set<String>] = [:]
  private var schemas: [String: Set<String>] = [:]

  init(_ files: [SnapshotFile]) throws {
    for object in try SnapshotReading.objects(of: files) {
      switch object {
      case let table as Table:
        columns[table.name.name.text, default: []].formUnion(table.columns.map(\.name.text))
        schemas[table.name.schema.text, default: []].insert(table.name.name.text)
      case let view as View where view.isMaterialized:
        columns[view.name.name.text, default: []] = []
        schemas[view.name.schema.text, default: []].insert(view.name.name.text)
      case let sequence as SequenceGenerator: columns[sequence.name.name.text, default: []] = []
      default: continue
      }
    }
  }

  /// Whether there is a table of the name, with the column.
  func has(_ table: String, column: String?) -> Bool {
    guard let columns = columns[table] else { return false }
    return column.map(columns.contains) ?? true
  }

  /// The relations with rows in a schema.
  func relations(in schema: String) -> Set<String> { schemas[schema] ?? [] }
}
