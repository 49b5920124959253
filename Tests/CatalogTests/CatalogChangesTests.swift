import Glibc
import Postgres
import Schema
import SeededRandomness
import TestSupport
import Testing

@testable import Catalog

/// What is read since an earlier reading is what reading everything gives.
@Suite(.tags(.large), .timeLimit(.minutes(3))) struct CatalogChangesTests {
  private static let base = """
    CREATE SCHEMA other;
    CREATE EXTENSION citext;
    CREATE COLLATION public.german (provider = libc, locale = 'C');
    CREATE TYPE public.mood AS ENUM ('good', 'fair', 'bad');
    CREATE DOMAIN public.feeling AS public.mood DEFAULT 'good' CHECK (VALUE <> 'bad');
    CREATE TYPE public.pair AS (a integer, b text COLLATE public.german);
    CREATE TYPE public.span AS RANGE (subtype = numeric);
    CREATE SEQUENCE public.numbers;
    CREATE FUNCTION public.is_fine(integer) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN $1 > 0;
    CREATE TABLE public.users (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE public.german DEFAULT 'x' NOT NULL,
      mood public.mood DEFAULT 'good', moods public.mood[] DEFAULT '{good}', feeling public.feeling,
      number integer DEFAULT nextval('public.numbers'), pair public.pair, span public.span,
      mail citext, twice bigint GENERATED ALWAYS AS (2) STORED,
      CONSTRAINT fine CHECK (public.is_fine(number)), CONSTRAINT mooded CHECK (mood <> 'bad' OR name = 'x'));
    CREATE INDEX users_lower ON public.users (lower(name)) WHERE mood = 'good';
    CREATE INDEX users_name ON public.users (name COLLATE "C", number DESC);
    CREATE TABLE public.orders (
      id bigint PRIMARY KEY, number integer, user_id bigint CONSTRAINT buyer REFERENCES public.users,
      buyer public.users, place regclass DEFAULT 'public.users'::regclass, note text UNIQUE);
    CREATE TABLE public.parts (mood public.mood, made date) PARTITION BY LIST (mood);
    CREATE TABLE public.good_parts PARTITION OF public.parts FOR VALUES IN ('good');
    CREATE INDEX parts_made ON public.parts (made);
    CREATE TABLE public.child (more text) INHERITS (public.users);
    CREATE VIEW public.named AS SELECT id, name, (pair).a FROM public.users WHERE mood = 'good';
    CREATE VIEW public.both AS SELECT * FROM public.users JOIN public.orders USING (number, id);
    CREATE VIEW public.again AS SELECT n.name, n.a, count(*) FROM public.named n GROUP BY 1, 2;
    CREATE MATERIALIZED VIEW public.kept AS SELECT public.is_fine(number) AS fine FROM public.users;
    CREATE INDEX kept_fine ON public.kept (fine);
    ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON public.users USING (id IN (SELECT user_id FROM public.orders));
    CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER touch BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.touch();
    """

  /// In this order, each on what the ones before it made.
  private static let edits = [
    "ALTER TRIGGER touch ON public.users RENAME TO touched", "ALTER TABLE public.users DISABLE TRIGGER touched",
    "DROP TRIGGER touched ON public.users", "ALTER POLICY own ON public.users RENAME TO owned",
    "ALTER POLICY owned ON public.users USING (id > 0)", "DROP POLICY owned ON public.users",
    "CREATE RULE quiet AS ON DELETE TO public.orders DO INSTEAD NOTHING",
    "ALTER RULE quiet ON public.orders RENAME TO silent", "DROP RULE silent ON public.orders",
    "CREATE STATISTICS public.both_stats ON id, number FROM public.orders",
    "ALTER STATISTICS public.both_stats SET STATISTICS 7", "ALTER STATISTICS public.both_stats RENAME TO stats",
    "ALTER TABLE public.users ALTER COLUMN id SET INCREMENT BY 3", "ALTER SEQUENCE public.users_id_seq RENAME TO ids",
    "COMMENT ON CONSTRAINT fine ON public.users IS 'of course'", "COMMENT ON INDEX public.users_lower IS 'low'",
    "COMMENT ON SEQUENCE public.ids IS 'counts'", "ALTER INDEX public.users_lower ALTER COLUMN 1 SET STATISTICS 9",
    "COMMENT ON CONSTRAINT fine ON public.users IS NULL", "GRANT SELECT (note) ON public.orders TO PUBLIC",
    "ALTER TABLE public.child NO INHERIT public.users", "ALTER TABLE public.child INHERIT public.users",
    "ALTER TABLE public.users ADD COLUMN further integer", "ALTER TABLE public.orders ADD COLUMN mail text",
    "ALTER TYPE public.mood RENAME VALUE 'good' TO 'great'", "ALTER TYPE public.mood RENAME TO temper",
    "ALTER DOMAIN public.feeling RENAME TO sense", "ALTER DOMAIN public.sense SET DEFAULT 'fair'",
    "ALTER TABLE public.users RENAME COLUMN name TO title", "ALTER TABLE public.users RENAME TO people",
    "ALTER TABLE public.people SET SCHEMA other", "ALTER FUNCTION public.is_fine(integer) RENAME TO is_good",
    "ALTER FUNCTION public.is_good(integer) SET SCHEMA other", "ALTER SEQUENCE public.numbers RENAME TO counted",
    "ALTER COLLATION public.german RENAME TO french", "ALTER TYPE public.pair RENAME ATTRIBUTE a TO first CASCADE",
    "ALTER TYPE public.span RENAME TO stretch", "ALTER SCHEMA other RENAME TO elsewhere",
    "ALTER TABLE elsewhere.people ALTER COLUMN title DROP DEFAULT",
    "ALTER TABLE elsewhere.people DROP CONSTRAINT mooded", "ALTER TABLE public.orders DROP CONSTRAINT buyer",
    "DROP INDEX elsewhere.users_lower", "ALTER INDEX elsewhere.users_name SET (fillfactor = 70)",
    "ALTER INDEX elsewhere.users_name RENAME TO by_name", "CREATE INDEX ON public.orders (number)",
    "ALTER TABLE public.orders SET (toast.autovacuum_enabled = false)",
    "ALTER TABLE public.orders REPLICA IDENTITY FULL", "ALTER TABLE public.orders CLUSTER ON orders_pkey",
    "ALTER TABLE public.parts DETACH PARTITION public.good_parts",
    "ALTER TABLE public.parts ATTACH PARTITION public.good_parts FOR VALUES IN ('great', 'fair')",
    "ALTER TABLE public.child NO INHERIT elsewhere.people",
    "CREATE OR REPLACE VIEW public.named AS SELECT id, title AS name, (pair).first AS a FROM elsewhere.people",
    "ALTER TABLE public.orders ALTER COLUMN mail TYPE varchar(20)",
    "ALTER TABLE public.orders DROP COLUMN number CASCADE",
    "COMMENT ON COLUMN public.orders.note IS 'short'", "ALTER EXTENSION citext ADD TABLE public.orders",
    "ALTER EXTENSION citext DROP TABLE public.orders", "ALTER EXTENSION citext SET SCHEMA elsewhere",
    "CREATE OPERATOR CLASS public.backwards DEFAULT FOR TYPE public.pair USING btree AS FUNCTION 1 btrecordcmp(record, record)",
    "ALTER TABLE elsewhere.people ALTER COLUMN id DROP IDENTITY", "DROP SEQUENCE public.counted CASCADE",
    "DROP TYPE public.temper CASCADE", "DROP TABLE elsewhere.people CASCADE",
    "CREATE TABLE public.users (id integer)",
    "DROP SCHEMA elsewhere CASCADE",
  ]

  @Test(.scratchDatabase, arguments: [false, true])
  func `after each edit it is the same as reading everything, kept or taken back`(withAccess: Bool) throws {
    let options = SnapshotOptions(includesAccess: withAccess)
    let connection = try TestDatabase.connect()
    try connection.script(Self.base)
    var memory: CatalogMemory?
    _ = try CatalogReader.read(connection, options: options, since: &memory, from: 0)
    for edit in Self.edits {
      if !withAccess {
        try connection.execute("BEGIN")
        try connection.execute(SQLText(unescaped: edit))
        try expectSame(connection, &memory, "within: \(edit)")
        try connection.execute("ROLLBACK")
      }
      try connection.execute(SQLText(unescaped: edit))
      try expectSame(connection, &memory, "after: \(edit)", options)
    }
  }

  @Test(.scratchDatabase) func `what was changed is read, and what names it`() throws {
    let connection = try TestDatabase.connect()
    try connection.script(Self.base)
    let cases: [(edit: String, read: Set<String>?)] = [
      ("CREATE FUNCTION public.new() RETURNS integer LANGUAGE sql RETURN 1", []),
      ("ALTER TABLE public.child ADD COLUMN new integer", ["child"]),
      ("ALTER TABLE public.orders DROP CONSTRAINT buyer", ["orders"]),
      ("ALTER SEQUENCE public.numbers RENAME TO counted", ["users", "child"]),
      ("ALTER SCHEMA other RENAME TO elsewhere", nil), ("CREATE COLLATION public.new FROM \"C\"", nil),
    ]
    for (edit, expected) in cases {
      var memory: CatalogMemory?
      _ = try CatalogReader.read(connection, options: SnapshotOptions(), since: &memory, from: 0)
      try connection.execute(SQLText(unescaped: edit))
      var changes = CatalogChanges(since: memory)
      for (index, query) in changes.queries.enumerated() { changes.decode(try connection.query(query), at: index) }
      if let further = changes.furtherQuery { changes.decodeFurther(try connection.query(further)) }
      let names = try changes.relations.map { relations in
        Set(
          try connection.query(
            "SELECT relname FROM pg_class WHERE oid = ANY (\(relations.sorted())::oid[]) AND relkind IN ('r', 'v', 'm', 'p')"
          )
          .rows.map { $0.text(0) })
      }
      if let expected {
        // What is open in other databases of the server makes older changes count too.
        #expect(names?.isSuperset(of: expected) ?? true, "\(edit)")
      } else {
        #expect(names == nil, "\(edit)")
      }
    }
  }

  @Test(.scratchDatabase) func `a reading with other options builds on nothing`() throws {
    let connection = try TestDatabase.connect()
    try connection.script("CREATE TABLE public.t (a integer); GRANT SELECT ON public.t TO PUBLIC")
    var memory: CatalogMemory?
    _ = try CatalogReader.read(connection, options: SnapshotOptions(), since: &memory, from: 0)
    let options = SnapshotOptions(includesAccess: true)
    let read = try CatalogReader.read(connection, options: options, since: &memory, from: 0)
    #expect(read == (try CatalogReader.read(connection, options: options)))
  }

  /// Random edits of schemas of every construct: `CONFITURE_RANDOM_EDITS=2000` for a long run.
  @Test(.scratchDatabase) func `random edits of a schema of many constructs are seen`() throws {
    let count = getenv("CONFITURE_RANDOM_EDITS").flatMap { Int(String(cString: $0)) } ?? 12
    let connection = try TestDatabase.connect()
    for fixture in Fixture.all where count > 100 || fixture.name == "constraints" || fixture.name == "views" {
      guard (try? fixture.build(in: connection)) == true else {
        if connection.transactionStatus != .idle { try connection.execute("ROLLBACK") }
        continue
      }
    }
    var generator = SeededGenerator(seed: UInt64(getenv("CONFITURE_SEED").flatMap { Int(String(cString: $0)) } ?? 7))
    var memory: CatalogMemory?
    _ = try CatalogReader.read(connection, options: SnapshotOptions(), since: &memory, from: 0)
    var made = 0
    for number in 0..<count {
      guard let edit = try RandomEdit.next(number, connection, &generator) else { continue }
      do { try connection.execute(SQLText(unescaped: edit)) } catch { continue }
      made += 1
      try expectSame(connection, &memory, edit)
    }
    #expect(made > 0)
  }

  private func expectSame(
    _ connection: Connection, _ memory: inout CatalogMemory?, _ edit: String, _ options: SnapshotOptions = .init()
  ) throws {
    let changed = try CatalogReader.read(connection, options: options, since: &memory, from: 0)
    let whole = try CatalogReader.read(connection, options: options)
    if changed == whole { return }
    let texts = Dictionary(whole.files.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
    let different = changed.files.filter { texts[$0.path] != $0.text }
    #expect(
      Bool(false), "\(edit): \(different.map { "\($0.path)\n\($0.text)\n-- is\n\(texts[$0.path] ?? "gone")" })")
  }
}

/// Chooses an object of a database and something to do to it.
private enum RandomEdit {
  private static let relations = """
    SELECT c.oid::regclass::text, '' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%'
    """
  private static let columns = """
    SELECT c.oid::regclass::text, quote_ident(a.attname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      AND n.nspname NOT LIKE 'pg\\_%'
    """
  private static let constraints = """
    SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint WHERE conrelid <> 0 AND oid >= 16384
    """
  private static let types = """
    SELECT t.oid::regtype::text, '' FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE t.oid >= 16384 AND typtype IN ('e', 'd', 'r', 'c') AND typelem = 0 AND n.nspname NOT LIKE 'pg\\_%'
    """
  private static let labels = "SELECT enumtypid::regtype::text, quote_literal(enumlabel) FROM pg_enum"
  private static let routines = "SELECT oid::regprocedure::text, '' FROM pg_proc WHERE oid >= 16384 AND prokind = 'f'"
  private static let indexes = """
    SELECT c.oid::regclass::text, '' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid >= 16384 AND c.relkind IN ('i', 'I') AND n.nspname NOT LIKE 'pg\\_%'
    """
  private static let schemas = """
    SELECT quote_ident(nspname), '' FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
    """

  private static let edits: [(find: String, write: @Sendable (String, String, Int) -> String)] = [
    (relations, { name, _, number in "ALTER TABLE \(name) RENAME TO renamed_\(number)" }),
    (relations, { name, _, _ in "ALTER TABLE \(name) SET SCHEMA edited" }),
    (relations, { name, _, number in "ALTER TABLE \(name) ADD COLUMN new_\(number) integer DEFAULT \(number)" }),
    (relations, { name, _, number in "CREATE VIEW public.over_\(number) AS SELECT * FROM \(name)" }),
    (relations, { name, _, number in "COMMENT ON TABLE \(name) IS '\(number)'" }),
    (relations, { name, _, number in "CREATE TABLE public.under_\(number) () INHERITS (\(name))" }),
    (relations, { name, _, number in "ALTER TABLE \(name) SET (fillfactor = \(20 + number % 80))" }),
    (relations, { name, _, number in "CREATE TABLE public.whole_\(number) (a \(name), b \(name)[])" }),
    (relations, { name, _, _ in "ALTER TABLE \(name) DROP COLUMN IF EXISTS id CASCADE" }),
    (columns, { name, column, number in "ALTER TABLE \(name) RENAME COLUMN \(column) TO column_\(number)" }),
    (columns, { name, column, number in "ALTER TABLE \(name) RENAME COLUMN \(column) TO \"Column \(number)\"" }),
    (columns, { name, column, _ in "ALTER TABLE \(name) DROP COLUMN \(column) CASCADE" }),
    (columns, { name, column, _ in "ALTER TABLE \(name) ALTER COLUMN \(column) DROP DEFAULT" }),
    (columns, { name, column, _ in "ALTER TABLE \(name) ALTER COLUMN \(column) SET NOT NULL" }),
    (
      columns,
      { name, column, number in "CREATE INDEX index_\(number) ON \(name) (\(column) DESC) WHERE \(column) IS NULL" }
    ),
    (columns, { name, column, number in "CREATE VIEW public.on_\(number) AS SELECT \(column) FROM \(name)" }),
    (columns, { name, column, number in "ALTER TABLE \(name) ADD CHECK (\(column) IS NOT NULL) NOT VALID" }),
    (
      constraints,
      { name, constraint, number in "ALTER TABLE \(name) RENAME CONSTRAINT \(constraint) TO named_\(number)" }
    ),
    (constraints, { name, constraint, _ in "ALTER TABLE \(name) DROP CONSTRAINT \(constraint) CASCADE" }),
    (types, { name, _, number in "ALTER TYPE \(name) RENAME TO type_\(number)" }),
    (types, { name, _, _ in "ALTER TYPE \(name) SET SCHEMA edited" }),
    (types, { name, _, number in "CREATE TABLE public.of_\(number) (a \(name), b \(name)[])" }),
    (types, { name, _, _ in "DROP TYPE \(name) CASCADE" }),
    (labels, { name, label, number in "ALTER TYPE \(name) RENAME VALUE \(label) TO 'label \(number)'" }),
    (
      labels,
      { name, label, number in "CREATE TABLE public.with_\(number) (a \(name) DEFAULT \(label) CHECK (a <> \(label)))"
      }
    ),
    (routines, { name, _, number in "ALTER FUNCTION \(name) RENAME TO routine_\(number)" }),
    (routines, { name, _, _ in "ALTER FUNCTION \(name) SET SCHEMA edited" }),
    (indexes, { name, _, number in "ALTER INDEX \(name) RENAME TO index_\(number)" }),
    (indexes, { name, _, _ in "DROP INDEX \(name) CASCADE" }),
    (schemas, { name, _, number in "ALTER SCHEMA \(name) RENAME TO schema_\(number)" }),
    (schemas, { _, _, _ in "CREATE SCHEMA IF NOT EXISTS edited" }),
  ]

  static func next(_ number: Int, _ connection: Connection, _ generator: inout SeededGenerator) throws -> String? {
    let edit = edits[Int.random(in: 0..<edits.count, using: &generator)]
    let found = try connection.query(SQLText(unescaped: edit.find + " ORDER BY 1, 2")).rows.map {
      ($0.text(0), $0.text(1))
    }
    guard !found.isEmpty else { return nil }
    let (name, part) = found[Int.random(in: 0..<found.count, using: &generator)]
    return edit.write(name, part, number)
  }
}
