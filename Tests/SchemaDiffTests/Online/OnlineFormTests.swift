import Schema
import Testing

@testable import SchemaDiff

/// How a plan for tables in use reads: which migrations, with which statements.
@Suite struct OnlineFormTests {
  struct Form: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let old: String
    let new: String
    var server = 14
    /// `purpose:` lines and the statements of each migration.
    let plan: [String]
  }

  private static let table = "CREATE TABLE public.t (\n  a integer,\n  b text\n);\n"

  static let forms: [Form] = [
    Form(
      testDescription: "a new index is built concurrently", old: table,
      new: table + "\nCREATE UNIQUE INDEX t_a ON public.t USING btree (a);\n",
      plan: ["build indexes:", "CREATE UNIQUE INDEX CONCURRENTLY t_a ON public.t USING btree (a)"]),
    Form(
      testDescription: "an index is dropped concurrently",
      old: table + "\nCREATE INDEX t_a ON public.t USING btree (a);\n", new: table,
      plan: ["drop indexes:", "DROP INDEX CONCURRENTLY public.t_a"]),
    Form(
      testDescription: "a changed index is built beside the old one",
      old: table + "\nCREATE INDEX t_a ON public.t USING btree (a);\n",
      new: table + "\nCREATE INDEX t_a ON public.t USING btree (b);\n\nCOMMENT ON INDEX public.t_a IS 'b';\n",
      plan: [
        "build indexes:", "CREATE INDEX CONCURRENTLY confiture_new_t_a ON public.t USING btree (b)", "change schema:",
        "DROP INDEX public.t_a", "ALTER INDEX public.confiture_new_t_a RENAME TO t_a",
        "COMMENT ON INDEX public.t_a IS 'b'",
      ]),
    Form(
      testDescription: "an index whose column is made anew has no place beside the old one",
      old: table + "\nCREATE INDEX t_a ON public.t USING btree (a);\n",
      new: "CREATE TABLE public.t (\n  a integer GENERATED ALWAYS AS (1) STORED,\n  b text\n);\n"
        + "\nCREATE INDEX t_a ON public.t USING btree (a DESC);\n",
      plan: [
        "drop indexes:", "DROP INDEX CONCURRENTLY public.t_a", "change schema:", "ALTER TABLE public.t DROP COLUMN a",
        "ALTER TABLE public.t ADD COLUMN a integer GENERATED ALWAYS AS (1) STORED", "build indexes:",
        "CREATE INDEX CONCURRENTLY t_a ON public.t USING btree (a DESC)",
      ]),
    Form(
      testDescription: "a check is declared, and validated in a later migration", old: table,
      new: "CREATE TABLE public.t (\n  a integer,\n  b text,\n  CONSTRAINT c CHECK ((a > 0))\n);\n",
      plan: [
        "change schema:", "ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0)) NOT VALID", "validate constraints:",
        "ALTER TABLE public.t VALIDATE CONSTRAINT c",
      ]),
    Form(
      testDescription: "a check that is to be NOT VALID stays so", old: table,
      new: table + "\nALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0)) NOT VALID;\n",
      plan: ["change schema:", "ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0)) NOT VALID"]),
    Form(
      testDescription: "a foreign key is declared, and validated in a later migration", old: table,
      new: table + "\nALTER TABLE public.t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r(id) DEFERRABLE;\n",
      plan: [
        "change schema:",
        "ALTER TABLE public.t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r(id) DEFERRABLE NOT VALID",
        "validate constraints:", "ALTER TABLE public.t VALIDATE CONSTRAINT f",
      ]),
    Form(
      testDescription: "a foreign key of a partitioned table is made in one go before PostgreSQL 18",
      old: "CREATE TABLE public.t (\n  a integer\n)\nPARTITION BY LIST (a);\n",
      new: "CREATE TABLE public.t (\n  a integer\n)\nPARTITION BY LIST (a);\n"
        + "\nALTER TABLE public.t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r(id);\n",
      server: 17,
      plan: ["change schema:", "ALTER TABLE public.t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r(id)"]),
    Form(
      testDescription: "NOT NULL is proven by a check for a while", old: table,
      new: "CREATE TABLE public.t (\n  a integer NOT NULL,\n  b text\n);\n", server: 17,
      plan: [
        "change schema:",
        "ALTER TABLE public.t ADD CONSTRAINT confiture_a_not_null CHECK ((a IS NOT NULL)) NOT VALID",
        "validate constraints:", "ALTER TABLE public.t VALIDATE CONSTRAINT confiture_a_not_null", "set NOT NULL:",
        "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL",
        "ALTER TABLE public.t DROP CONSTRAINT confiture_a_not_null",
      ]),
    Form(
      testDescription: "NOT NULL is validated by itself from PostgreSQL 18", old: table,
      new: "CREATE TABLE public.t (\n  a integer CONSTRAINT mine NOT NULL,\n  b text\n);\n", server: 18,
      plan: [
        "change schema:", "ALTER TABLE public.t ADD CONSTRAINT mine NOT NULL a NOT VALID", "validate constraints:",
        "ALTER TABLE public.t VALIDATE CONSTRAINT mine",
      ]),
    Form(
      testDescription: "NOT NULL uses the check that is there",
      old: "CREATE TABLE public.t (\n  a integer,\n  b text,\n  CONSTRAINT c CHECK ((a IS NOT NULL))\n);\n",
      new: "CREATE TABLE public.t (\n  a integer NOT NULL,\n  b text\n);\n",
      plan: [
        "change schema:", "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL",
        "ALTER TABLE public.t DROP CONSTRAINT c",
      ]),
    Form(
      testDescription: "a key adopts an index, with all that is the constraint's", old: table,
      new: "CREATE TABLE public.t (\n  a integer,\n  b text,\n"
        + "  CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b) WITH (fillfactor=70) DEFERRABLE INITIALLY DEFERRED\n);\n",
      plan: [
        "build indexes:",
        "CREATE UNIQUE INDEX CONCURRENTLY u ON public.t USING btree (a) INCLUDE (b) NULLS NOT DISTINCT WITH (fillfactor=70)",
        "change schema:",
        "ALTER TABLE public.t ADD CONSTRAINT u UNIQUE USING INDEX u DEFERRABLE INITIALLY DEFERRED",
      ]),
    Form(
      testDescription: "a changed primary key takes the place of the old one in one transaction",
      old:
        "CREATE TABLE public.t (\n  a integer NOT NULL,\n  b text NOT NULL,\n  CONSTRAINT t_pkey PRIMARY KEY (a)\n);\n",
      new:
        "CREATE TABLE public.t (\n  a integer NOT NULL,\n  b text NOT NULL,\n  CONSTRAINT t_pk PRIMARY KEY (b)\n);\n",
      plan: [
        "build indexes:", "CREATE UNIQUE INDEX CONCURRENTLY t_pk ON public.t USING btree (b)", "change schema:",
        "ALTER TABLE public.t DROP CONSTRAINT t_pkey",
        "ALTER TABLE public.t ADD CONSTRAINT t_pk PRIMARY KEY USING INDEX t_pk",
      ]),
    Form(
      testDescription: "an exclusion constraint has no other way", old: table,
      new: table + "\nALTER TABLE public.t ADD CONSTRAINT e EXCLUDE USING btree (a WITH =);\n",
      plan: ["change schema:", "ALTER TABLE public.t ADD CONSTRAINT e EXCLUDE USING btree (a WITH =)"]),
  ]

  private static func plan(_ form: Form) throws -> SchemaPlan {
    func files(_ text: String) -> [SnapshotFile] {
      [SnapshotFile(identity: ObjectIdentity(kind: .table, schema: "public", name: "t"), text: text)]
    }
    return try SchemaPlanner.plan(
      from: files(form.old), to: files(form.new),
      options: PlannerOptions(isOnline: true, oldestServer: form.server))
  }

  @Test(arguments: forms) func `tables in use are changed without stopping those who use them`(form: Form) throws {
    let plan = try Self.plan(form)
    let lines = plan.migrations.flatMap { migration in
      ["\(migration.purpose):"] + migration.changes.flatMap(\.statements).map(\.text)
    }
    #expect(lines == form.plan)
    for statement in plan.migrations.flatMap(\.changes).flatMap(\.statements) {
      #expect(statement.isTransactional != statement.text.contains("CONCURRENTLY"), "\(statement.text)")
    }
    let purposes = plan.migrations.map(\.purpose)
    #expect(Set(purposes).count == purposes.count)
  }

  @Test func `a new column with a default of its own for each row is filled by a migration that commits by itself`()
    throws
  {
    let form = Form(
      testDescription: "", old: Self.table,
      new: "CREATE TABLE public.t (\n  a integer,\n  b text,\n  c uuid DEFAULT gen_random_uuid() NOT NULL\n);\n",
      plan: [])
    let plan = try Self.plan(form)
    #expect(
      plan.migrations.map(\.purpose) == [
        "change schema", "fill column c", "change schema 2", "validate constraints", "set NOT NULL",
      ])
    #expect(
      plan.migrations[0].changes.flatMap(\.statements).map(\.text) == [
        "ALTER TABLE public.t ADD COLUMN c uuid", "ALTER TABLE public.t ALTER COLUMN c SET DEFAULT gen_random_uuid()",
      ])
    let filling = plan.migrations[1].changes.flatMap(\.statements)
    #expect(filling.count == 1)
    #expect(filling.allSatisfy { !$0.isTransactional && $0.text.hasPrefix("DO ") })
    #expect(plan.migrations.flatMap(\.changes).allSatisfy { $0.effects.rewrites.isEmpty })
  }

  @Test func `a column that fires triggers when it is filled is added in one go`() throws {
    let trigger =
      "\nCREATE TRIGGER g BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.f();\n"
    let form = Form(
      testDescription: "", old: Self.table + trigger,
      new: "CREATE TABLE public.t (\n  a integer,\n  b text,\n  c uuid DEFAULT gen_random_uuid()\n);\n" + trigger,
      plan: [])
    let plan = try Self.plan(form)
    #expect(plan.migrations.count == 1)
    #expect(plan.migrations[0].changes.contains { !$0.effects.rewrites.isEmpty })
  }

  @Test func `temporary names fit and stay apart`() {
    let long = String(repeating: "é", count: 30)
    let names = ["a", "b", ""].map { TemporaryName.index(replacing: Identifier(long + $0)) }
    #expect(Set(names).count == 3)
    #expect(names.allSatisfy { $0.text.utf8.count <= 63 && $0.text.hasPrefix("confiture_new_éé") })
    #expect(TemporaryName.check(of: Identifier(String(repeating: "x", count: 63))).text.hasSuffix("_not_null"))
  }
}
