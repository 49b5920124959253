import Schema
import SchemaDiff
import Testing

/// A column that becomes an identity, or ceases to be one, counts on from where it was.
struct KeptValueTests {
  private static let identity = [
    "public/tables/t.sql": "CREATE TABLE public.t (\n  id integer GENERATED ALWAYS AS IDENTITY NOT NULL\n);\n"
  ]

  private static func serial(maximum: String = "") -> [String: String] {
    [
      "public/tables/t.sql":
        "CREATE TABLE public.t (\n  id integer DEFAULT nextval('public.t_id_seq'::regclass) NOT NULL\n);\n",
      "public/sequences/t_id_seq.sql":
        "CREATE SEQUENCE public.t_id_seq AS integer\(maximum);\n\nALTER SEQUENCE public.t_id_seq OWNED BY public.t.id;\n",
    ]
  }

  private func statements(from old: [String: String], to new: [String: String]) throws -> [String] {
    func files(_ texts: [String: String]) throws -> [SnapshotFile] {
      try texts.map { path, text in
        SnapshotFile(identity: try #require(FileIdentity.identity(path: path, text: text)), text: text)
      }
    }
    return try SchemaPlanner.plan(
      from: files(old), to: files(new), options: PlannerOptions(restoresAccess: false)
    ).migrations.flatMap(\.changes)
      .flatMap(\.statements).map(\.text)
  }

  @Test func `the place of an identity's sequence is that of the column's new one`() throws {
    let statements = try statements(from: Self.identity, to: Self.serial())
    #expect(
      statements == [
        "LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE",
        "SELECT pg_catalog.set_config('confiture.value_1', ARRAY[last_value::text, is_called::text]::text, false) FROM public.t_id_seq",
        "ALTER TABLE public.t ALTER COLUMN id DROP IDENTITY",
        "CREATE SEQUENCE public.t_id_seq AS integer",
        "ALTER TABLE public.t ALTER COLUMN id SET DEFAULT nextval('public.t_id_seq'::regclass)",
        "SELECT pg_catalog.setval('public.t_id_seq', kept[1]::bigint, kept[2]::boolean) FROM (SELECT pg_catalog.current_setting('confiture.value_1')::text[] AS kept) AS place",
        "ALTER SEQUENCE public.t_id_seq OWNED BY public.t.id",
      ])
  }

  @Test func `the place of a column's sequence is that of its identity`() throws {
    let statements = try statements(from: Self.serial(), to: Self.identity)
    #expect(
      statements == [
        "ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT",
        "SELECT pg_catalog.set_config('confiture.value_1', ARRAY[last_value::text, is_called::text]::text, false) FROM public.t_id_seq",
        "DROP SEQUENCE public.t_id_seq", "ALTER TABLE public.t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY",
        "SELECT pg_catalog.setval('public.t_id_seq', kept[1]::bigint, kept[2]::boolean) FROM (SELECT pg_catalog.current_setting('confiture.value_1')::text[] AS kept) AS place",
      ])
  }

  @Test func `a sequence that does not reach as far goes on behind the column's values`() throws {
    let statements = try statements(from: Self.identity, to: Self.serial(maximum: " MAXVALUE 100"))
    #expect(
      statements.contains { $0.hasPrefix("SELECT pg_catalog.setval('public.t_id_seq', max(id)) FROM public.t ") })
    #expect(!statements.contains { $0.contains("set_config") })
  }
}
