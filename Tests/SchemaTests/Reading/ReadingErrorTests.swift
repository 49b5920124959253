import Diagnostics
import Schema
import Testing

@Suite struct ReadingErrorTests {
  private func refusal(_ kind: ObjectKind, _ name: String, _ text: String) -> SnapshotReadingError? {
    #expect(throws: SnapshotReadingError.self, "\(text)") {
      try SnapshotReading.object(of: file(kind, name, in: kind.isInSchema ? "s" : nil, text))
    }
  }

  @Test func `the error names the file, the line and the words`() throws {
    let error = try #require(
      refusal(
        .table, "t",
        """
        CREATE TABLE s.t (
          a integer,
          b text SPARSE
        );

        """))
    #expect(error.words == "SPARSE")
    let diagnostic = error.diagnostic
    #expect(diagnostic.code == "schema.unreadable-snapshot")
    #expect(diagnostic.message == "'SPARSE' in a snapshot is not what Confiture writes there")
    #expect(
      diagnostic.location
        == SourceLocation(file: "s/tables/t.sql", line: 3, column: 10, excerpt: "  b text SPARSE"))
    #expect(error.kind == .failed)
  }

  @Test(arguments: [
    (ObjectKind.table, "CREATE TABLE s.t (\n  a integer\n);\n\nDROP TABLE s.u;\n", 5),
    (.table, "CREATE TABLE s.t (\n  a integer\n);\n\nALTER TABLE s.t SET SCHEMA u;\n", 5),
    (.table, "CREATE TABLE s.t (\n  a integer\n);\n\nALTER TABLE ONLY s.t ALTER COLUMN a SET x;\n", 5),
    (.table, "CREATE TABLE s.t (\n  a integer\n) TABLESPACE fast;\n", 3),
    (.table, "CREATE TABLE s.t (\n  a integer\n);\n\nCOMMENT ON CONSTRAINT c ON s.u IS 'x';\n", 5),
    (.table, "CREATE TABLE s.t (\n  a integer,\n  CONSTRAINT c SOMETIMES (a)\n);\n", 3),
    (.table, "CREATE TABLE s.t (\n  a integer\n);\n\nCREATE POLICY p ON s.t FOR SELECT SOMEHOW;\n", 5),
    (.view, "CREATE OR REPLACE VIEW s.t AS\n SELECT 1;\n", 1),
    (.materializedView, "CREATE MATERIALIZED VIEW s.t AS\n SELECT 1;\n", 2),
    (.type, "CREATE TYPE s.t AS ENUM (\n  'a',\n  b\n);\n", 3),
    (.type, "CREATE TYPE s.t AS RANGE (\n  SUBTYPE = text,\n  SIZE = 3\n);\n", 3),
    (.type, "CREATE TYPE s.t;\n\nCREATE TYPE s.u AS ENUM ();\n", 3),
    (.domain, "CREATE DOMAIN s.t AS text;\n\nALTER DOMAIN s.t DROP DEFAULT;\n", 3),
    (.sequence, "CREATE SEQUENCE s.t OWNED BY NONE;\n", 1),
    (.sequence, "CREATE SEQUENCE s.t INCREMENT BY many;\n", 1),
    (.function, "CREATE FUNCTION s.t() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;\n", 1),
    (.schema, "CREATE SCHEMA t;\n\nCREATE SCHEMA u;\n", 3),
    (.extension, "CREATE EXTENSION t;\n", 1),
    (
      .eventTrigger,
      "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION s.f();\n\nALTER EVENT TRIGGER t OFF;\n", 3
    ),
    (.publication, "CREATE PUBLICATION t FOR\n  TABLE s.t;\n", 2),
    (.server, "CREATE SERVER t;\n", 1),
    (.cast, "CREATE CAST (text) WITH INOUT;\n", 1),
    (.textSearchDictionary, "CREATE TEXT SEARCH DICTIONARY s.t (simple);\n", 1),
    (.defaultPrivileges, "ALTER DEFAULT PRIVILEGES FOR ROLE t DENY ALL ON TABLES TO bob;\n", 1),
    (.table, "", 1),
  ])
  func `what Confiture does not write is refused where it stands`(kind: ObjectKind, text: String, line: Int) {
    #expect(refusal(kind, "t", text)?.location.line == line, "\(text)")
  }

  @Test(arguments: [
    // The order of statements, white space, quotes, a default that is written.
    "CREATE SEQUENCE s.t;\n\nALTER SEQUENCE s.t OWNER TO ann;\n\nCOMMENT ON SEQUENCE s.t IS 'c';\n",
    "CREATE  SEQUENCE s.t;\n",
    "CREATE SEQUENCE s.t;",
    "CREATE SEQUENCE s.t;\n\n",
    "-- mine\nCREATE SEQUENCE s.t;\n",
    "CREATE SEQUENCE \"s\".t;\n",
    "CREATE SEQUENCE s.t START WITH 1;\n",
  ])
  func `what would render to other bytes is refused`(text: String) {
    #expect(refusal(.sequence, "t", text) != nil)
  }
}
