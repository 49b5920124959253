import Catalog
import Diagnostics
import Postgres
import Schema
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(4))) struct SnapshotLoadingTests {
  @Test(.scratchDatabase) func `roles that are missing are named, or created when told`() throws {
    let connection = try TestDatabase.connect()
    let role = "confiture_missing_\(connection.backendPID)"
    let files = [
      ("public/tables/t.sql", "CREATE TABLE public.t (\n  a integer\n);\n\nCREATE POLICY p ON public.t TO \(role);\n")
    ]
    let error = #expect(throws: CatalogError.self) {
      try SnapshotLoading.load(files, into: connection, createRoles: false)
    }
    #expect(error?.code == .missingRoles)
    #expect(error?.message == "the server lacks roles that the snapshot names: \(role)")
    #expect(error?.kind == .refused)
    #expect(try CatalogReader.read(connection).files.isEmpty)
    try SnapshotLoading.load(files, into: connection, createRoles: true)
    #expect(try CatalogReader.read(connection).texts.map(\.text) == files.map(\.1))
    try connection.script("DROP TABLE public.t; DROP ROLE \(role)")
  }

  @Test(.scratchDatabase) func `what cannot be loaded is named with its file`() throws {
    let connection = try TestDatabase.connect()
    let files = [
      ("extensions/none_such.sql", "CREATE EXTENSION none_such WITH SCHEMA public;\n"),
      ("public/tables/t.sql", "CREATE TABLE public.t (\n  a integer\n);\n"),
      ("public/views/v.sql", "CREATE VIEW public.v AS\nSELECT x.a FROM public.missing x;\n"),
    ]
    let error = #expect(throws: CatalogError.self) {
      try SnapshotLoading.load(files, into: connection, createRoles: false)
    }
    #expect(error?.code == .loadFailed)
    #expect(error?.message.hasPrefix("'extensions/none_such.sql' cannot be loaded: ") == true)
    #expect(error?.details.count == 2)
    #expect(error?.details.last?.hasPrefix("public/views/v.sql: ") == true)
    #expect(error?.cause?.sqlState == "0A000" || error?.cause?.sqlState == "58P01")
    #expect(connection.transactionStatus == .idle)
  }

  @Test(.scratchDatabase) func `statements in no good order are run when what they need is there`() throws {
    let connection = try TestDatabase.connect()
    let body = "BEGIN ATOMIC\n SELECT public.a();\nEND"
    let files = [
      ("public/functions/a().sql", "CREATE FUNCTION public.a() RETURNS integer LANGUAGE sql AS $$SELECT 1$$;\n"),
      ("public/functions/b().sql", "CREATE FUNCTION public.b() RETURNS integer LANGUAGE sql\n\(body);\n"),
      ("public/tables/t.sql", "CREATE TABLE public.t (\n  a integer DEFAULT public.b(),\n  b \"public\".u\n);\n"),
      ("public/tables/u.sql", "CREATE TABLE public.u (\n  a integer\n);\n"),
    ]
    try SnapshotLoading.load(files, into: connection, createRoles: false)
    #expect(try CatalogReader.read(connection).files.count == 4)
  }

  @Test(.scratchDatabase) func `in an open transaction it is part of that, and settings stay`() throws {
    let connection = try TestDatabase.connect()
    try connection.execute("BEGIN")
    try connection.execute("SET LOCAL search_path TO public")
    let files = [("public/tables/t.sql", "CREATE TABLE public.t (\n  a integer\n);\n")]
    try SnapshotLoading.load(files, into: connection, createRoles: false)
    #expect(try connection.query("SHOW search_path").text(0, 0) == "public")
    #expect(try connection.query("SHOW check_function_bodies").text(0, 0) == "on")
    #expect(connection.transactionStatus == .inTransaction)
    try connection.execute("ROLLBACK")
    #expect(try CatalogReader.read(connection).files.isEmpty)
  }

  @Test(.scratchDatabase) func `materialized views are filled where their queries run, one from another`() throws {
    let source = try TestDatabase.connect()
    try source.script(
      """
      CREATE TABLE t (a int); CREATE MATERIALIZED VIEW z AS SELECT count(*) AS n FROM t;
      CREATE MATERIALIZED VIEW a AS SELECT n + 1 AS m FROM z; INSERT INTO t VALUES (1);
      CREATE MATERIALIZED VIEW odd AS SELECT 1 / a AS part FROM t UNION ALL SELECT 1 / count(*) FROM t
      """)
    let files = try CatalogReader.read(source).files.map { ($0.path, $0.text) }
    try source.script("DROP TABLE t CASCADE")
    try SnapshotLoading.load(files, into: source, createRoles: false)
    #expect(try source.query("SELECT m FROM public.a").int(0, 0) == 1)
    let unfilled = try source.query("SELECT relname FROM pg_class WHERE relkind = 'm' AND NOT relispopulated")
    #expect(unfilled.rows.map { $0.text(0) } == ["odd"])
  }
}
