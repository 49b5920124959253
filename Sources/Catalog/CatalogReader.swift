package import Postgres
package import Schema

/// Reads the catalogs of a database into a snapshot.
package enum CatalogReader {
  /// Reads the whole schema with one pipeline of queries, after a look at what there is to be asked for, and before a
  /// second one for what is rare.
  ///
  /// Outside a transaction the reading is one of its own, `REPEATABLE READ READ ONLY`; inside an open one it sees that
  /// transaction's changes, and leaves the session's settings as they were.
  /// The registry, temporary objects, the server's own and those of extensions are not part of it.
  package static func read(
    _ connection: Connection, options: SnapshotOptions = SnapshotOptions()
  ) throws(CatalogError) -> Snapshot {
    try schema(of: connection, options: options).snapshot(options)
  }

  /// Reads the whole schema as values.
  package static func schema(
    of connection: Connection, options: SnapshotOptions = SnapshotOptions()
  ) throws(CatalogError) -> DatabaseSchema {
    let isSuperuser = connection.parameterStatus("is_superuser") == "on"
    return try schema(
      of: connection,
      CatalogQueries(major: connection.serverVersion / 10_000, options: options, isSuperuser: isSuperuser))
  }

  /// Reads one schema as if it were the one that the history is written for; nothing outside of it is looked at, and the
  /// schema itself is not among the objects.
  ///
  /// What is there of extensions in the history's own schema keeps that name. A reference to anything else in that schema
  /// comes out as another name, so that it is never taken for one within.
  package static func read(
    _ connection: Connection, schema view: SchemaView, options: SnapshotOptions = SnapshotOptions()
  ) throws(CatalogError) -> Snapshot {
    let members = try ExtensionMembers.names(in: view.shownAs, connection)
    let queries = CatalogQueries(
      major: connection.serverVersion / 10_000, options: options, view: view, members: members)
    return try schema(of: connection, queries).part(of: Identifier(view.shownAs)).snapshot(options)
  }

  /// Reads the whole schema, from the server only what was changed since an earlier reading of the same database.
  ///
  /// The snapshot is the same as ``read(_:options:)`` returns. A relation is read again when a row of the catalogs about
  /// it, or about what it depends on, is another; everything is when what texts depend on without a word was changed.
  ///
  /// - Parameters:
  ///   - connection: A session on the database.
  ///   - options: What the schema is taken to be.
  ///   - memory: What the last reading found; it becomes what this one found, outside of an open transaction.
  ///   - size: How many relations there must be for it to be worth while: a small schema is read as quickly.
  /// - Returns: The whole schema.
  /// - Throws: ``CatalogError`` when it cannot be read.
  package static func read(
    _ connection: Connection, options: SnapshotOptions, since memory: inout CatalogMemory?, from size: Int = 50
  ) throws(CatalogError) -> Snapshot {
    var session = try CatalogSession(connection)
    let major = connection.serverVersion / 10_000
    let isSuperuser = connection.parameterStatus("is_superuser") == "on"
    var content = CatalogContent()
    let earlier = memory?.options == options ? memory : nil
    var changes = CatalogChanges(since: earlier)
    let isLarge: Bool
    do throws(PostgresError) {
      if earlier != nil { try session.run(changes.queries) { changes.decode($1, at: $0) } }
      if let further = changes.furtherQuery { try session.run([further]) { changes.decodeFurther($1) } }
      let relations = changes.relations
      let queries = CatalogQueries(
        major: major, options: options, isSuperuser: isSuperuser, relations: relations?.sorted())
      let asked = queries.asked(CatalogPresence(try session.answer(queries.presence)))
      try session.run(asked.map(\.statement)) { index, result in
        queries.decode(result, at: asked[index].index, into: &content)
      }
      isLarge = content.relations.count >= size || earlier != nil
      if earlier == nil, isLarge { try session.run(changes.queries) { changes.decode($1, at: $0) } }
      if let relations, let earlier {
        content.add(from: earlier.content) { !relations.contains($0) && changes.isPresent($0) }
      }
      let followUp = queries.followUp(content)
      try session.finish(followUp?.statement) { result in
        if let followUp { queries.decode(result, of: followUp, into: &content) }
      }
    } catch {
      throw CatalogError(error)
    }
    var rendered = changes.renderedAsBefore(content)
    let snapshot = CatalogAssembly(content, major: major).snapshot(options, with: &rendered)
    // What an open transaction did may be taken back.
    if !session.isNested { memory = isLarge ? changes.memory(of: content, rendered, options) : nil }
    return snapshot
  }

  private static func schema(
    of connection: Connection, _ queries: CatalogQueries
  ) throws(CatalogError) -> DatabaseSchema {
    var session = try CatalogSession(connection)
    let major = connection.serverVersion / 10_000
    var content = CatalogContent()
    do throws(PostgresError) {
      let asked = queries.asked(CatalogPresence(try session.answer(queries.presence)))
      try session.run(asked.map(\.statement)) { index, result in
        queries.decode(result, at: asked[index].index, into: &content)
      }
      let followUp = queries.followUp(content)
      try session.finish(followUp?.statement) { result in
        if let followUp { queries.decode(result, of: followUp, into: &content) }
      }
    } catch {
      throw CatalogError(error)
    }
    return CatalogAssembly(content, major: major).schema()
  }

  /// The queries that a superuser's reading of everything runs on a server of a major version.
  package static func statements(major: Int) -> [String] {
    CatalogQueries(major: major, options: SnapshotOptions(includesAccess: true), isSuperuser: true).statements
      .map(\.text)
  }
}
