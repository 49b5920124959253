import SchemaDiff
import Testing

@Suite struct DifferenceSummaryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let path: String
    let old: String
    let new: String
    let lines: [String]

    init(_ path: String, _ old: String, _ new: String, _ lines: [String]) {
      (self.path, self.old, self.new, self.lines) = (path, old, new, lines)
    }
    var testDescription: String { lines.joined(separator: " | ") }
  }

  @Test(arguments: [
    Case(
      "public/tables/users.sql",
      "CREATE TABLE public.users (\n  id bigint NOT NULL,\n  email text NOT NULL\n);\n\nCREATE UNIQUE INDEX users_email_idx ON public.users USING btree (email);\n",
      "CREATE TABLE public.users (\n  id bigint NOT NULL,\n  email text\n);\n",
      ["table public.users: column email: text NOT NULL → text", "index public.users_email_idx: missing"]),
    Case(
      "s/tables/t.sql",
      "CREATE TABLE s.t (\n  a integer,\n  CONSTRAINT p PRIMARY KEY (a)\n);\nALTER TABLE s.t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES s.u(a);\n",
      "CREATE TABLE s.t (\n  \"B c\" numeric(10,2),\n  a integer\n);\nALTER TABLE s.t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES s.u(b);\n",
      [
        "table s.t: constraint p: missing",
        "table s.t: constraint f: FOREIGN KEY (a) REFERENCES s.u(a) → FOREIGN KEY (a) REFERENCES s.u(b)",
        "table s.t: column \"B c\": unexpected",
      ]),
    Case(
      "s/tables/t.sql", "CREATE TABLE s.t (\n  a integer,\n  b integer\n);\n",
      "CREATE TABLE s.t (\n  b integer,\n  a integer\n);\n",
      ["table s.t: order of columns: a, b → b, a"]),
    Case(
      "s/tables/t.sql", "CREATE TABLE s.t (\n  a integer\n)\nPARTITION BY LIST (a);\n",
      "CREATE UNLOGGED TABLE s.t (\n  a integer\n);\n",
      ["table s.t: definition: CREATE TABLE s.t → CREATE UNLOGGED TABLE s.t", "table s.t: partition key: missing"]),
    Case(
      "s/tables/t.sql", "CREATE TABLE s.t PARTITION OF s.p\nFOR VALUES IN (1);\n",
      "CREATE TABLE s.t PARTITION OF s.p\nFOR VALUES IN (2);\n",
      ["table s.t: partition bound: FOR VALUES IN (1) → FOR VALUES IN (2)"]),
    Case(
      "s/tables/t.sql",
      "CREATE TABLE s.t (\n);\nALTER TABLE ONLY s.t ALTER COLUMN a SET DEFAULT s.f();\nALTER TABLE ONLY s.t ALTER COLUMN a SET STORAGE EXTERNAL;\nALTER TABLE s.t ENABLE ROW LEVEL SECURITY;\nALTER TABLE s.t FORCE ROW LEVEL SECURITY;\nALTER TABLE ONLY s.t REPLICA IDENTITY FULL;\nALTER TABLE s.t CLUSTER ON i;\nALTER TABLE s.t DISABLE TRIGGER g;\nALTER TABLE s.t OWNER TO a;\nGRANT SELECT ON TABLE s.t TO a;\nCOMMENT ON TABLE s.t IS 'x';\nCOMMENT ON COLUMN s.t.a IS 'x';\nCOMMENT ON TRIGGER g ON s.t IS 'x';\n",
      "CREATE TABLE s.t (\n);\nALTER TABLE ONLY s.t ALTER COLUMN a SET DEFAULT s.g();\nALTER TABLE s.t ENABLE ALWAYS TRIGGER g;\nALTER TABLE s.t OWNER TO b;\nGRANT SELECT ON TABLE s.t TO b;\nCOMMENT ON TABLE s.t IS 'y';\n",
      [
        "table s.t: default of column a: s.f() → s.g()", "table s.t: storage of column a: missing",
        "table s.t: row level security: missing",
        "table s.t: forced row level security: missing", "table s.t: replica identity: missing",
        "table s.t: clustered on: missing",
        "table s.t: state of trigger g: DISABLE → ENABLE ALWAYS", "table s.t: owner: a → b",
        "table s.t: GRANT SELECT TO a: missing",
        "table s.t: comment: 'x' → 'y'", "table s.t: comment on column a: missing",
        "table s.t: comment on trigger g: missing", "table s.t: GRANT SELECT TO b: unexpected",
      ]),
    Case(
      "s/tables/t.sql",
      "CREATE TABLE s.t (\n);\nCREATE POLICY p ON s.t USING (a);\nCREATE TRIGGER g AFTER INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f();\n",
      "CREATE TABLE s.t (\n);\nCREATE POLICY p ON s.t USING (b);\nCREATE TRIGGER g AFTER UPDATE ON s.t FOR EACH ROW EXECUTE FUNCTION s.f();\n",
      [
        "table s.t: policy p: ON s.t USING (a) → ON s.t USING (b)",
        "table s.t: trigger g: AFTER INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f() → AFTER UPDATE ON s.t FOR EACH ROW EXECUTE FUNCTION s.f()",
      ]),
    Case(
      "s/types/e.sql", "CREATE TYPE s.e AS ENUM (\n  'a',\n  'b, c'\n);\n",
      "CREATE TYPE s.e AS ENUM (\n  'b, c',\n  'a',\n  'd'\n);\n",
      ["type s.e: label 'd': unexpected", "type s.e: order of labels: 'a', 'b, c' → 'b, c', 'a'"]),
    Case(
      "s/types/c.sql", "CREATE TYPE s.c AS (\n  a text,\n  b numeric(1,2)\n);\n",
      "CREATE TYPE s.c AS (\n  b numeric(1,3),\n  a text\n);\n",
      ["type s.c: attribute b: numeric(1,2) → numeric(1,3)", "type s.c: order of attributes: a, b → b, a"]),
    Case(
      "s/domains/d.sql",
      "CREATE DOMAIN s.d AS text NOT NULL\n  CONSTRAINT a CHECK (VALUE <> '')\n  CONSTRAINT b CHECK (true);\n",
      "CREATE DOMAIN s.d AS text\n  CONSTRAINT b CHECK (false);\n",
      [
        "domain s.d: definition: CREATE DOMAIN s.d AS text NOT NULL → CREATE DOMAIN s.d AS text",
        "domain s.d: constraint a: missing", "domain s.d: constraint b: CHECK (true) → CHECK (false)",
      ]),
    Case(
      "s/views/v.sql", "CREATE VIEW s.v AS\n SELECT a,\n    b\n   FROM s.t;\n",
      "CREATE VIEW s.v WITH (security_barrier=true) AS\n SELECT a,\n    c\n   FROM s.t;\n",
      [
        "view s.v: definition: CREATE VIEW s.v → CREATE VIEW s.v WITH (security_barrier=true)",
        "view s.v: query: differs from line 2: 'b' → 'c'",
      ]),
    Case(
      "s/functions/f(integer).sql",
      "CREATE OR REPLACE FUNCTION s.f(a integer)\n RETURNS integer\n LANGUAGE plpgsql\nAS $function$\nBEGIN\n  RETURN 1;\nEND;\n$function$;\n",
      "CREATE OR REPLACE FUNCTION s.f(a integer)\n RETURNS integer\n LANGUAGE plpgsql\nAS $function$\nBEGIN\n  RETURN 2;\nEND;\n$function$;\n",
      ["function s.f(integer): body: differs from line 3: 'RETURN 1;' → 'RETURN 2;'"]),
    Case(
      "s/sequences/q.sql", "CREATE SEQUENCE s.q AS integer;\nALTER SEQUENCE s.q OWNED BY s.t.a;\n",
      "CREATE SEQUENCE s.q;\n",
      [
        "sequence s.q: definition: CREATE SEQUENCE s.q AS integer → CREATE SEQUENCE s.q",
        "sequence s.q: owned by: missing",
      ]),
    Case(
      "extensions/x.sql", "CREATE EXTENSION x WITH SCHEMA a;\n", "CREATE EXTENSION x WITH SCHEMA b;\n",
      ["extension x: definition: CREATE EXTENSION x WITH SCHEMA a → CREATE EXTENSION x WITH SCHEMA b"]),
    Case(
      "s/views/v.sql", "CREATE VIEW s.v AS\n SELECT 1;\n", "CREATE VIEW s.v AS\n  SELECT 1;\n",
      ["view s.v: text differs"]),
    Case(
      "s/tables/t.sql",
      "CREATE TABLE s.t (\n  a text DEFAULT 'one two three four five six seven eight nine ten eleven twelve'\n);\n",
      "CREATE TABLE s.t (\n  a text DEFAULT 'one two three four five six seven eight nine ten ELEVEN twelve'\n);\n",
      ["table s.t: column a: … eleven … → … ELEVEN …"]),
  ])
  func `what differs is said in short lines`(example: Case) {
    #expect(
      DifferenceSummary.lines(from: [(example.path, example.old)], to: [(example.path, example.new)]) == example.lines
    )
    #expect(DifferenceSummary.lines(from: [(example.path, example.old)], to: [(example.path, example.old)]) == [])
  }

  @Test func `whole objects are missing or unexpected`() {
    #expect(
      DifferenceSummary.lines(
        from: [("s/views/v.sql", "X"), ("s/functions/f(integer, text).sql", "X")], to: [("s/tables/t.sql", "Y")])
        == ["function s.f(integer, text): missing", "table s.t: unexpected", "view s.v: missing"])
  }

  @Test func `what a change does to an object is said without its name`() {
    let old = "CREATE TABLE s.t (\n  a text,\n  b text\n);\n\nCREATE INDEX i ON s.t USING btree (b);\n"
    let new =
      "CREATE TABLE s.t (\n  a integer,\n  c text NOT NULL\n);\n\nALTER TABLE s.t ENABLE ROW LEVEL SECURITY;\n"
    func lines(_ old: String?, _ new: String?) -> [String] {
      func files(_ text: String?) -> [(path: String, text: String)] { text.map { [("s/tables/t.sql", $0)] } ?? [] }
      return SnapshotDiff.changes(from: files(old), to: files(new)).flatMap(DifferenceSummary.lines(within:))
    }
    #expect(
      lines(old, new) == [
        "column a: text → integer", "column b: removed", "index s.i: removed", "column c: added: text NOT NULL",
        "row level security: added",
      ])
    #expect(lines(nil, new) == [])
    #expect(lines(old, nil) == [])
  }
}
