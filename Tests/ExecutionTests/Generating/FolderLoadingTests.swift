import Catalog
import Diagnostics
import Postgres
import SQLSyntax
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct FolderLoadingTests {
  private func load(_ files: [String: String]) throws {
    let folder = try TemporaryFolder()
    for (name, text) in files { try folder.write(text, to: "schema/\(name)") }
    try FolderLoading.load(
      SchemaFolder("\(folder.path)/schema", as: "schema"), into: TestDatabase.connect(), createsRoles: true)
  }

  private func relations() throws -> [String?] {
    try TestDatabase.column(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r','v') ORDER BY 1")
  }

  @Test func `files may stand in any order`() throws {
    try load([
      "a_orders.sql":
        "CREATE TABLE orders (id int, user_id int REFERENCES users);\nCREATE INDEX ON orders (user_id);",
      "tables/users.sql": "CREATE TABLE users (id int PRIMARY KEY, m mood DEFAULT feel());",
      "types.sql":
        "CREATE TYPE mood AS ENUM ('ok');\nCREATE FUNCTION feel() RETURNS mood LANGUAGE sql AS $$SELECT m FROM users$$;",
      "0_view.sql": "CREATE VIEW v AS SELECT * FROM orders JOIN users ON user_id = users.id WHERE false;"
        .replacing("*", with: "user_id"),
      "notes.txt": "no SQL",
    ])
    #expect(try relations() == ["orders", "users", "v"])
  }

  @Test func `files that wait for each other go on where they can`() throws {
    try load([
      "a.sql":
        "CREATE TABLE a (id int PRIMARY KEY);\nALTER TABLE a ADD b int REFERENCES b;\nCREATE TABLE c (id int PRIMARY KEY);",
      "b.sql": "CREATE TABLE b (id int PRIMARY KEY, c int REFERENCES c);",
    ])
    #expect(try relations() == ["a", "b", "c"])
  }

  @Test func `settings and transactions of a file are its own`() throws {
    try load([
      "a.sql":
        "SET search_path = app;\nCREATE TABLE t (id int PRIMARY KEY);\nALTER TABLE t ADD u int REFERENCES public.u;\nCREATE TABLE t2 (id int);",
      "b.sql": "BEGIN;\nCREATE SCHEMA app;\nCREATE TABLE t (id int);\nCREATE TABLE u (id int PRIMARY KEY);\nCOMMIT;",
      "c.sql":
        "COPY t FROM stdin;\n1\n\\.\ngrant select on t to confiture_folder_reader;\nCREATE INDEX CONCURRENTLY t_id ON t (id);\n",
    ])
    defer { try? TestDatabase.run("DROP OWNED BY confiture_folder_reader; DROP ROLE confiture_folder_reader") }
    #expect(try relations() == ["t", "u"])
    #expect(
      try TestDatabase.column(
        "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r' ORDER BY 1")
        == ["t", "t2"])
    #expect(try TestDatabase.column("SELECT count(*) FROM public.t") == ["1"])
  }

  @Test func `what does not run is shown with file, line and the server's words`() throws {
    let error = #expect(throws: GenerationError.self) {
      try load([
        "a.sql": "CREATE VIEW v AS SELECT id FROM t;",
        "b.sql": "-- the table\nCREATE TABLE t (\n  id integer,\n  at timestmp\n);",
      ])
    }
    #expect(error?.code == .statement)
    #expect(error?.diagnostic.location?.file == "schema/a.sql")
    #expect(error?.diagnostic.message == "relation \"t\" does not exist")
    #expect(error?.diagnostic.details == ["schema/b.sql:2: type \"timestmp\" does not exist"])
  }

  @Test func `a slip that no order mends comes first`() throws {
    let error = #expect(throws: GenerationError.self) {
      try load(["a.sql": "CREATE VIEW v AS SELECT id FROM t;", "b.sql": "CREATE TABLE t (\n  id integer,,\n);"])
    }
    #expect(error?.diagnostic.location?.file == "schema/b.sql")
    #expect(error?.diagnostic.location?.line == 2)
    #expect(error?.diagnostic.message == "syntax error at or near \",\"")
    #expect(error?.diagnostic.details == ["schema/a.sql:1: relation \"t\" does not exist"])
  }

  @Test func `psql's commands are refused before anything runs`() throws {
    let error = #expect(throws: SQLSyntaxError.self) {
      try load(["a.sql": "CREATE TABLE t (id int);\n\\i other.sql\n"])
    }
    #expect(error?.location?.file == "schema/a.sql")
    #expect(error?.location?.line == 2)
    #expect(try relations().isEmpty)
  }

  @Test(arguments: [["readme.md": "nothing"], [:]])
  func `a folder without SQL is no schema`(files: [String: String]) {
    let error = #expect(throws: GenerationError.self) { try load(files) }
    #expect(error?.code == .noFolder)
  }
}
