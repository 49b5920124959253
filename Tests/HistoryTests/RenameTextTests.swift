import Diagnostics
import Documents
import History
import Schema
import SchemaDiff
import Testing

@Suite struct RenameTextTests {
  private static let users = QualifiedName(schema: "public", name: "users")

  @Test(arguments: [
    (
      "table public.users -> public.people",
      Rename.object(
        from: ObjectIdentity(kind: .table, schema: "public", name: "users"),
        to: ObjectIdentity(kind: .table, schema: "public", name: "people"))
    ),
    (
      "materialized view a.b -> c.\"D e\"",
      .object(
        from: ObjectIdentity(kind: .materializedView, schema: "a", name: "b"),
        to: ObjectIdentity(kind: .materializedView, schema: "c", name: "D e"))
    ),
    (
      "function public.f(integer,text) -> public.g(integer,text)",
      .object(
        from: ObjectIdentity(kind: .function, schema: "public", name: "f", arguments: "integer,text"),
        to: ObjectIdentity(kind: .function, schema: "public", name: "g", arguments: "integer,text"))
    ),
    (
      "schema old -> new_one",
      .object(from: ObjectIdentity(kind: .schema, name: "old"), to: ObjectIdentity(kind: .schema, name: "new_one"))
    ),
    ("column public.users.email -> mail", .column(table: users, from: "email", to: "mail")),
    ("column public.users.\"a.b\" -> \"->\"", .column(table: users, from: "a.b", to: "->")),
    ("index public.a_idx -> b_idx", .index(schema: "public", from: "a_idx", to: "b_idx")),
    (
      "constraint public.users.users_pkey -> people_pkey",
      .constraint(table: users, from: "users_pkey", to: "people_pkey")
    ),
  ])
  func `a rename is written and read`(text: String, rename: Rename) throws {
    #expect(RenameText.text(rename) == text)
    #expect(try RenameText.rename(text) == rename)
  }

  @Test(arguments: [
    ("table public.users -> people", "table public.users -> public.people"),
    ("table public.Users -> public.people", "table public.users -> public.people"),
    ("function public.f(integer) -> g", "function public.f(integer) -> public.g(integer)"),
    ("index public.a_idx->public.b_idx", "index public.a_idx -> b_idx"),
    ("foreign-data wrapper a -> b", "foreign-data wrapper a -> b"),
  ])
  func `what can be left out may be left out`(text: String, full: String) throws {
    #expect(RenameText.text(try RenameText.rename(text)) == full)
  }

  @Test(arguments: [
    ("", "it does not say what is renamed"), ("users -> people", "it does not say what is renamed"),
    ("table public.users", "there is no '->'"), ("table public.users -> ", "there is a name missing"),
    ("table users -> people", "written as schema.name"), ("column users.email -> mail", "schema.table.column"),
    ("column public.users.email -> public.users.mail", "stands alone"),
    ("index public.a -> other.b", "stays in the schema"), ("table public.a -> public.b c", "something behind"),
  ])
  func `what is no rename is refused with the reason`(text: String, reason: String) {
    let error = #expect(throws: RenameText.Malformed.self) { try RenameText.rename(text) }
    #expect(error?.message.hasPrefix("'\(text)' is not a rename: ") == true)
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test func `a manifest with something else points at it`() throws {
    let text = Sample.manifest("x").text(name: "x") + "renames:\n  - column public.users.email\n"
    let error = #expect(throws: DocumentError.self) { try MigrationManifest.read(text, file: "migration.yaml") }
    #expect(error?.location.line == 9)
    #expect(error?.message.contains("is not a rename") == true)
  }
}
