import Schema
import Testing

@Suite struct StatementFormTests {
  @Test(arguments: [
    ("CREATE SCHEMA app", LoadPhase.schema), ("DROP SCHEMA public", .schema),
    ("CREATE EXTENSION citext WITH SCHEMA public", .extension),
    ("CREATE TRUSTED LANGUAGE l HANDLER s.h", .language),
    ("CREATE ACCESS METHOD m TYPE TABLE HANDLER s.h", .language),
    ("CREATE FOREIGN DATA WRAPPER w", .server), ("CREATE SERVER v FOREIGN DATA WRAPPER w", .server),
    ("CREATE USER MAPPING FOR bob SERVER v", .server),
    ("CREATE COLLATION s.c (LOCALE = 'C')", .collation), ("CREATE TYPE s.t", .shellType),
    ("CREATE TYPE s.t AS ENUM ()", .type), ("CREATE TYPE s.t AS (\n  a integer\n)", .type),
    ("CREATE TYPE s.r AS RANGE (\n  SUBTYPE = integer\n)", .type), ("CREATE DOMAIN s.d AS text", .domain),
    ("ALTER DOMAIN s.d SET DEFAULT s.f()", .domainSetting),
    ("ALTER DOMAIN s.d ADD CONSTRAINT c CHECK (s.f(VALUE))", .domainSetting),
    ("CREATE UNLOGGED SEQUENCE s.q", .sequence), ("CREATE SEQUENCE s.q AS integer", .sequence),
    ("ALTER SEQUENCE s.q OWNED BY s.t.id", .sequenceOwner),
    ("CREATE OR REPLACE FUNCTION s.f()\n RETURNS integer\n LANGUAGE sql\nAS $$ SELECT 1 $$", .routine),
    ("CREATE OR REPLACE PROCEDURE s.p() LANGUAGE sql AS ''", .routine),
    ("CREATE AGGREGATE s.a(integer) (\n  SFUNC = s.f,\n  STYPE = integer\n)", .aggregate),
    ("CREATE OPERATOR s.+ (FUNCTION = s.f, LEFTARG = integer, RIGHTARG = integer)", .operator),
    ("CREATE OPERATOR CLASS s.o FOR TYPE integer USING btree AS STORAGE integer", .operator),
    ("CREATE CAST (s.a AS s.b) WITH FUNCTION s.f(s.a)", .operator),
    ("CREATE TEXT SEARCH CONFIGURATION s.c (PARSER = pg_catalog.\"default\")", .operator),
    ("ALTER TEXT SEARCH CONFIGURATION s.c ADD MAPPING FOR asciiword WITH s.d", .operator),
    ("CREATE TABLE s.t (\n  id integer\n)", .table), ("CREATE UNLOGGED TABLE s.t (\n)", .table),
    ("CREATE TABLE s.t PARTITION OF s.p\nFOR VALUES IN (1)", .table),
    ("CREATE FOREIGN TABLE s.t (\n  id integer\n)\nSERVER v", .table),
    ("ALTER TABLE ONLY s.t ALTER COLUMN a SET DEFAULT s.f()", .columnSetting),
    ("ALTER TABLE ONLY s.t ALTER COLUMN a SET STORAGE EXTERNAL", .columnSetting),
    ("ALTER TABLE s.t ADD CONSTRAINT k PRIMARY KEY (id)", .constraint),
    ("ALTER TABLE s.t ADD CONSTRAINT k EXCLUDE USING gist (r WITH &&)", .constraint),
    ("ALTER TABLE s.t ADD CONSTRAINT k NOT NULL a NOT VALID", .constraint),
    ("ALTER TABLE s.t ADD CONSTRAINT k CHECK (s.f(a))", .check),
    ("ALTER TABLE s.t ADD CONSTRAINT \"foreign\" FOREIGN KEY (a) REFERENCES s.u(id)", .foreignKey),
    ("ALTER TABLE ONLY s.p ATTACH PARTITION s.t DEFAULT", .attachment),
    ("ALTER TABLE ONLY s.t INHERIT s.p", .attachment),
    ("ALTER INDEX s.i ATTACH PARTITION s.j", .indexAttachment),
    ("ALTER INDEX s.i ALTER COLUMN 1 SET STATISTICS 5", .state),
    ("CREATE INDEX i ON s.t USING btree (a)", .index), ("CREATE UNIQUE INDEX i ON s.t USING btree (a)", .index),
    ("CREATE STATISTICS s.x (ndistinct) ON a, b FROM s.t", .statistics),
    ("ALTER STATISTICS s.x SET STATISTICS 5", .state),
    ("CREATE VIEW s.v AS\n SELECT 1", .view), ("CREATE OR REPLACE VIEW s.v AS\n SELECT 1", .view),
    ("CREATE MATERIALIZED VIEW s.m AS\n SELECT 1\nWITH NO DATA", .materializedView),
    ("ALTER VIEW s.v ALTER COLUMN a SET DEFAULT 1", .viewSetting),
    ("ALTER MATERIALIZED VIEW s.m CLUSTER ON i", .state),
    ("CREATE RULE r AS\n    ON INSERT TO s.t DO INSTEAD NOTHING", .rule), ("ALTER TABLE s.t DISABLE RULE r", .state),
    ("CREATE TRIGGER g BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f()", .trigger),
    ("CREATE CONSTRAINT TRIGGER g AFTER INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f()", .trigger),
    ("ALTER TABLE s.t ENABLE ALWAYS TRIGGER g", .state), ("CREATE POLICY p ON s.t USING (true)", .policy),
    ("ALTER TABLE s.t ENABLE ROW LEVEL SECURITY", .state), ("ALTER TABLE s.t CLUSTER ON i", .state),
    ("ALTER TABLE ONLY s.t REPLICA IDENTITY FULL", .state),
    ("CREATE PUBLICATION p FOR TABLE s.t", .publication),
    ("COMMENT ON TABLE s.t IS 'x'", .comment), ("ALTER TABLE s.t OWNER TO bob", .access),
    ("ALTER EVENT TRIGGER e OWNER TO bob", .eventTrigger), ("ALTER FUNCTION s.f(integer) OWNER TO bob", .access),
    ("GRANT SELECT ON TABLE s.t TO bob", .access), ("REVOKE ALL ON FUNCTION s.f() FROM PUBLIC", .access),
    ("ALTER DEFAULT PRIVILEGES FOR ROLE a GRANT SELECT ON TABLES TO b", .defaultPrivileges),
    ("CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION s.f()", .eventTrigger),
    ("COMMENT ON EVENT TRIGGER e IS 'x'", .eventTrigger), ("ALTER EVENT TRIGGER e DISABLE", .eventTrigger),
    ("SECURITY LABEL FOR p ON TABLE s.t IS 'x'", .comment), ("ALTER LARGE OBJECT 1 OWNER TO bob", .access),
    ("SET x = 1", .other), ("ALTER SYSTEM SET x = 1", .other),
  ])
  func `each form of statement has its phase`(text: String, phase: LoadPhase) {
    let plan = SnapshotLoader.plan(for: [("a.sql", text + ";\n")])
    #expect(plan.statements == [LoadStatement(text: text, path: "a.sql", phase: phase, offset: 0)])
  }

  @Test(arguments: [
    ("A;\n\nB;\n", ["A", "B"]), ("A", ["A"]), ("", []), (";;A;;", ["A"]),
    ("-- note\nA; -- end\n/* ; */ B /* ; */;", ["A", "B /* ; */"]),
    ("CREATE FUNCTION f() AS $$ a; b $$;\nB", ["CREATE FUNCTION f() AS $$ a; b $$", "B"]),
    (
      "CREATE FUNCTION f()\nBEGIN ATOMIC\n SELECT CASE WHEN a THEN 1 END;\n SELECT 2;\nEND;\nB;",
      ["CREATE FUNCTION f()\nBEGIN ATOMIC\n SELECT CASE WHEN a THEN 1 END;\n SELECT 2;\nEND", "B"]
    ),
    ("CREATE RULE r AS ON INSERT TO t DO (a; b);\nB", ["CREATE RULE r AS ON INSERT TO t DO (a; b)", "B"]),
    ("C IS 'a;''b';D", ["C IS 'a;''b'", "D"]),
  ])
  func `a file is split into statements`(text: String, expected: [String]) {
    #expect(SnapshotLoader.plan(for: [("a.sql", text)]).statements.map(\.text) == expected)
  }

  @Test func `a statement knows its place`() {
    let text = "-- é\nSET a;\n\nSET b;\n"
    let plan = SnapshotLoader.plan(for: [("a.sql", text)])
    #expect(
      plan.statements.map { String(decoding: text.utf8.dropFirst($0.offset).prefix(5), as: UTF8.self) } == [
        "SET a", "SET b",
      ])
  }

  @Test(arguments: [
    ("CREATE POLICY p ON s.t FOR SELECT TO a, \"B c\", PUBLIC USING ((x TO y))", ["B c", "a"]),
    ("CREATE POLICY p ON s.t USING (true)", []), ("ALTER TABLE s.t OWNER TO a", ["a"]),
    ("GRANT SELECT, INSERT ON TABLE s.t TO a WITH GRANT OPTION", ["a"]), ("REVOKE ALL ON TABLE s.t FROM PUBLIC", []),
    ("GRANT SELECT ON TABLE s.t TO pg_read_all_data", []),
    ("ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA s GRANT SELECT ON TABLES TO b", ["a", "b"]),
    ("ALTER DEFAULT PRIVILEGES FOR ROLE a REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC", ["a"]),
    ("CREATE USER MAPPING FOR a SERVER v", ["a"]), ("CREATE USER MAPPING FOR PUBLIC SERVER v", []),
    ("COMMENT ON TABLE s.t IS 'GRANT x TO y'", []),
  ])
  func `roles are named`(text: String, roles: [String]) {
    #expect(SnapshotLoader.plan(for: [("a.sql", text + ";\n")]).roles == roles)
    let files = ["a", "b"].map {
      SnapshotFile(identity: ObjectIdentity(kind: .table, name: Identifier($0)), text: text + ";\n")
    }
    #expect(SnapshotLoader.roles(in: files) == roles)
  }
}
