internal import Catalog
internal import Diagnostics
internal import History
internal import Planning
internal import Postgres
internal import SQLSyntax
internal import Schema

/// Brings the scripts of a history to the schema that stands in the place of the history's own.
struct SchemaPlacement {
  let schema: String
  let historySchema: String
  /// What scripts say of the history's schema, said of the target's.
  let replacement: SchemaReplacement
  /// What sessions begin with: the target's schema, and that of the history only where extensions are in it.
  let searchPath: String
  /// The extensions of the database.
  private let extensions: Set<Identifier>
  private let schemas: Set<Identifier>

  /// Looks at what the database has around the schema; `nil` for a target that is a whole database.
  init?(_ target: Target, over control: Connection) throws {
    guard let schema = target.schema else { return nil }
    self.schema = schema
    historySchema = target.historySchema
    let members = try ExtensionMembers.names(in: historySchema, control)
    let tenant = Identifier(schema)
    let history = Identifier(historySchema)
    let path = members.isEmpty || tenant == history ? [tenant] : [tenant, history]
    searchPath = path.map(\.sql).joined(separator: ", ")
    replacement =
      tenant == history
      ? SchemaReplacement([]) : SchemaReplacement([.init(history, by: tenant, keeping: members, searchPath: path)])
    extensions = Set(
      try control.query("SELECT extname FROM pg_catalog.pg_extension").rows.map { Identifier($0.text(0)) })
    schemas = Set(
      try control.query("SELECT nspname FROM pg_catalog.pg_namespace").rows.map { Identifier($0.text(0)) })
  }

  /// Creates the schema where it is missing, as the first thing that a run does to it.
  ///
  /// - Returns: Whether it was missing.
  func createSchema(over control: Connection) throws(PostgresError) -> Bool {
    let isThere = try control.query(
      "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = \(schema)"
    ).int(0, 0)
    guard isThere == 0 else { return false }
    try control.execute("CREATE SCHEMA IF NOT EXISTS \(identifier: schema)")
    return true
  }

  // MARK: Scripts

  /// The text of a script as it runs in the target's schema.
  ///
  /// - Throws: ``ExecutionError`` where a body has a string that mentions the history's schema: nobody can tell what it is for.
  func placed(_ origin: ScriptOrigin) throws -> ScriptOrigin {
    if let mention = replacement.mentions(in: origin.text).first {
      throw ExecutionError(
        .schemaInText, .refused,
        "'\(origin.migration)' names the schema '\(historySchema)' in a string, which cannot be brought to '\(schema)'",
        details: ["\(origin.file), line \(mention.line): '\(mention.text)'"],
        hints: [
          "let the body use current_schema(), or leave the schema out: scripts run with the target's schema first in search_path"
        ])
    }
    var placed = origin
    placed.text = replacement.replaced(in: origin.text)
    return placed
  }

  /// The statements that are the target's to run: extensions are the database's, and are there already.
  func placed(_ script: MigrationScript) -> MigrationScript {
    var placed = script
    placed.segments = script.segments.compactMap { segment in
      let own = segment.statements.filter { !["CREATE EXTENSION", "DROP EXTENSION"].contains($0.tag) }
      return own.isEmpty ? nil : Segment(kind: segment.kind, statements: own)
    }
    return placed
  }

  /// Refuses a version whose migration changes what the target shares with others.
  ///
  /// - Throws: ``ExecutionError`` that names the objects.
  func check(_ version: Version, with versions: VersionReader) throws {
    let shared = try versions.changesOutside(of: historySchema, by: version)
    let missing = shared.filter { $0.kind == .extension && !extensions.contains($0.name) }
    if let first = missing.first {
      throw ExecutionError(
        .sharedObject, .refused,
        "'\(version.name)' needs the extension '\(first.name)', which the database does not have",
        details: missing.dropFirst().map { "also: \($0)" },
        hints: ["an extension is for the whole database: CREATE EXTENSION \(first.name.sql) SCHEMA …, once"])
    }
    let others = shared.filter { object in
      object.kind != .extension && !(object.kind == .schema && schemas.contains(object.name))
    }
    guard others.isEmpty else {
      throw ExecutionError(
        .sharedObject, .refused,
        "'\(version.name)' changes what the schemas of the database share: \(others[0])",
        details: others.dropFirst().prefix(11).map { "also: \($0)" },
        hints: ["only what is in the schema '\(historySchema)' can be had once per schema"])
    }
  }

  // MARK: Outside transactions

  private static let ofTheDatabase = ["DATABASE", "SYSTEM", "TABLESPACE", "SUBSCRIPTION"]

  /// Refuses a statement that runs alone and is about something outside of the schema, before it runs: afterwards
  /// nothing could be undone.
  func checkAlone(_ statement: Statement, over connection: Connection) throws {
    switch statement.command {
    case .createIndexConcurrently(_, let table, _): try checkInside([table], statement, connection)
    case .dropIndexConcurrently(let indexes): try checkInside(indexes, statement, connection)
    case .outsideTransaction(let words):
      let parts = words.split(separator: " ").map(String.init)
      if let word = parts.first(where: Self.ofTheDatabase.contains) {
        throw outside(["\(statement.tag), which is about a \(word.lowercased())"])
      }
    case .begin, .commit, .rollback, .createRole, .dropRole, .sessionDefault, .copy, .ordinary: return
    }
  }

  private func checkInside(_ names: [ObjectName], _ statement: Statement, _ connection: Connection) throws {
    for name in names {
      let sql = (name.schema.map { SQLQuoting.identifier($0) + "." } ?? "") + SQLQuoting.identifier(name.name)
      let found = try connection.query(
        """
        SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.oid = to_regclass(\(sql)) AND n.nspname <> \(schema)
        """)
      if found.rowCount > 0 { throw outside(["\(statement.tag) on \(found.text(0, 0)).\(name.name)"]) }
    }
  }

  func outside(_ objects: [String]) -> ExecutionError {
    ExecutionError(
      .outsideSchema, .refused, "the migration touches what is outside of the schema '\(schema)': \(objects[0])",
      details: objects.dropFirst().prefix(11).map { "also: \($0)" },
      hints: [
        "nothing of it was kept: what a tenant's migration changes must be in its own schema",
        "text that names a schema in other ways than by name (dynamic SQL) is not brought to the target's",
      ])
  }
}
