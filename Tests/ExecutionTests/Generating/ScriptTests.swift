import Schema
import SchemaDiff
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.small)) struct CommentedScriptTests {
  @Test func `names cannot end a comment`() {
    let object = ObjectIdentity(kind: .table, schema: "public", name: "a\nDROP TABLE b; --")
    let change = SchemaChange(object: object, summary: "create", statements: [ChangeStatement("SELECT 1")])
    let script = CommentedScript([change], title: "x\r\ny")
    #expect(script.text == "-- x  y\n\n-- table public.a DROP TABLE b; --: create\nSELECT 1;\n")
  }

  @Test func `lines lead to their change`() {
    let changes = ["a", "b"].map { MadeUp.change(["SELECT\n  '\($0)'"], $0) }
    let script = CommentedScript(changes, title: nil)
    #expect(script.change(atLine: 3)?.summary == "a")
    #expect(script.change(atLine: 6)?.summary == "b")
    #expect(script.text.split(separator: "\n", omittingEmptySubsequences: false)[4] == "-- table public.users: b")
  }

  @Test func `what needs a commit in between has transactions of its own`() {
    var alone = MadeUp.change(["SELECT 2"])
    alone = SchemaChange(
      object: alone.object, summary: "alone", statements: [ChangeStatement("SELECT 2", isTransactional: false)])
    let text = CommentedScript([[MadeUp.change(["SELECT 1"])], [alone]], title: nil).text
    #expect(
      text == """
        BEGIN;

        -- table public.users: change
        SELECT 1;

        COMMIT;

        -- table public.users: alone
        SELECT 2;

        """)
  }
}

@Suite(.tags(.small)) struct InverseRenameTests {
  private static let old = QualifiedName(schema: "public", name: "users")
  private static let new = QualifiedName(schema: "public", name: "people")

  @Test func `renames are undone under the names that the tables have then`() {
    let table = Rename.object(
      from: ObjectIdentity(kind: .table, schema: "public", name: "users"),
      to: ObjectIdentity(kind: .table, schema: "public", name: "people"))
    let renames: [Rename] = [
      table, .column(table: Self.new, from: "email", to: "mail"), .index(schema: "public", from: "a", to: "b"),
      .constraint(table: Self.new, from: "c", to: "d"),
    ]
    #expect(
      DownPlan.inverse(of: renames) == [
        .object(
          from: ObjectIdentity(kind: .table, schema: "public", name: "people"),
          to: ObjectIdentity(kind: .table, schema: "public", name: "users")),
        .column(table: Self.old, from: "mail", to: "email"), .index(schema: "public", from: "b", to: "a"),
        .constraint(table: Self.old, from: "d", to: "c"),
      ])
  }
}
