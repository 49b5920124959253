import Diagnostics
import Testing

@testable import SQLSyntax

@Suite struct StatementSplitterTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var sql: String
    var texts: [String]
    var testDescription: String { name }
  }

  @Test(arguments: [
    Case(name: "plain", sql: "SELECT 1; SELECT 2;\n", texts: ["SELECT 1", "SELECT 2"]),
    Case(name: "no last semicolon", sql: "-- a\nSELECT 1 -- b\n", texts: ["SELECT 1"]),
    Case(name: "empty statements", sql: ";;SELECT ';';;", texts: ["SELECT ';'"]),
    Case(
      name: "dollar quotes", sql: "DO $a$ BEGIN; END $a$; SELECT 1", texts: ["DO $a$ BEGIN; END $a$", "SELECT 1"]),
    Case(
      name: "rule", sql: "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
      texts: ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"]),
    Case(
      name: "atomic body",
      sql:
        "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
      texts: [
        "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
        "SELECT 3",
      ]),
    Case(name: "nested comment", sql: "/* ; /* ; */ ; */ SELECT 1", texts: ["SELECT 1"]),
    Case(name: "escape string", sql: "SELECT E'\\';'; SELECT 2", texts: ["SELECT E'\\';'", "SELECT 2"]),
    Case(
      name: "newer grammar", sql: "CREATE TABLE t (a int GENERATED ALWAYS AS (1) VIRTUAL); SELECT 1",
      texts: ["CREATE TABLE t (a int GENERATED ALWAYS AS (1) VIRTUAL)", "SELECT 1"]),
    Case(name: "guards of pg_dump", sql: "\\restrict abc\nSELECT 1;\n\\unrestrict abc\n", texts: ["SELECT 1"]),
  ])
  func `text is split where psql would split it`(example: Case) throws {
    #expect(try StatementSplitter.statements(of: example.sql).map(\.text) == example.texts)
  }

  @Test func `statements know their place in the file`() throws {
    let sql = "-- é\nSELECT 1;\n\n  SELECT 2;"
    let second = try #require(try StatementSplitter.statements(of: sql).last)
    #expect(second.line == 4)
    #expect(Array(sql.utf8)[second.utf8Offset...].starts(with: "SELECT 2".utf8))
  }

  @Test func `a meta-command is refused with its place`() throws {
    let sql = "SELECT 1;\n\\i other.sql\n"
    let error = try #require(throws: SQLSyntaxError.self) { try StatementSplitter.statements(of: sql) }
    #expect(error.code == .metaCommand)
    #expect(error.message.contains("'\\i'"))
    #expect(error.located(file: "up.sql", in: sql).location?.line == 2)
  }

  @Test func `an unterminated string is refused`() throws {
    let error = try #require(throws: SQLSyntaxError.self) { try StatementSplitter.statements(of: "SELECT 'a;\n") }
    #expect(error.code == .unterminated)
  }

  @Test func `data of COPY stays with its statement`() throws {
    let statements = try StatementSplitter.statements(
      of: "COPY t (a, b) FROM stdin;\n1\tit's; fine\n\\.\nSELECT 1;\n")
    #expect(statements.count == 2)
    #expect(statements.first?.command == .copy(data: "1\tit's; fine\n"))
    #expect(statements.last?.line == 4)
  }

  @Test func `data of COPY without an end is refused`() throws {
    let error = try #require(throws: SQLSyntaxError.self) {
      try StatementSplitter.statements(of: "COPY t FROM stdin;\n1\n")
    }
    #expect(error.code == .copyData)
  }
}
