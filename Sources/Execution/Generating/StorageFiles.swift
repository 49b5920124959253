internal import Postgres
internal import Schema

/// The files in which a database's tables and materialized views have their rows.
struct StorageFiles {
  /// One relation and its file.
  struct Relation {
    let name: QualifiedName
    /// The tables that it is a partition or child of, nearest first.
    let ancestors: [QualifiedName]
    let file: Int64
    /// Not a materialized view.
    let isTable: Bool
  }

  /// By the relation's number in the catalog.
  let relations: [Int64: Relation]

  init(_ connection: Connection) throws(PostgresError) {
    let rows = try connection.query(
      """
      WITH RECURSIVE above AS (
        SELECT inhrelid AS child, inhparent AS parent, 1 AS distance FROM pg_catalog.pg_inherits
        UNION ALL
        SELECT a.child, i.inhparent, a.distance + 1
        FROM above a JOIN pg_catalog.pg_inherits i ON i.inhrelid = a.parent
      )
      SELECT c.oid, n.nspname, c.relname, c.relfilenode,
        ARRAY(SELECT an.nspname FROM above a JOIN pg_catalog.pg_class ac ON ac.oid = a.parent
          JOIN pg_catalog.pg_namespace an ON an.oid = ac.relnamespace WHERE a.child = c.oid
          ORDER BY a.distance, ac.oid),
        ARRAY(SELECT ac.relname FROM above a JOIN pg_catalog.pg_class ac ON ac.oid = a.parent
          WHERE a.child = c.oid ORDER BY a.distance, ac.oid),
        c.relkind = 'r'
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm') AND c.relfilenode <> 0 AND c.relpersistence <> 't'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'confiture')
      """)
    var relations: [Int64: Relation] = [:]
    for row in rows.rows {
      let parents = zip(row.textArray(4), row.textArray(5)).map { schema, name in
        QualifiedName(schema: Identifier(schema ?? ""), name: Identifier(name ?? ""))
      }
      relations[row.int64(0)] = Relation(
        name: QualifiedName(schema: Identifier(row.text(1)), name: Identifier(row.text(2))), ancestors: parents,
        file: row.int64(3), isTable: row.bool(6))
    }
    self.relations = relations
  }

  /// The relations that have another file than before, though they are the same, and are not among `declared` by any
  /// of their names; sorted.
  func rewritten(since old: StorageFiles, besides declared: Set<QualifiedName>) -> [QualifiedName] {
    relations.compactMap { number, relation -> QualifiedName? in
      guard let before = old.relations[number], before.file != relation.file else { return nil }
      let names = [before.name, relation.name] + before.ancestors + relation.ancestors
      return names.contains(where: declared.contains) ? nil : before.name
    }.sorted()
  }
}
