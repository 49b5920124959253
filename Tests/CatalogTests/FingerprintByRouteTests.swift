import Catalog
import Postgres
import Processes
import Schema
import Scratch
import TestSupport
import Testing

/// The same schema has one fingerprint, whatever way led there and however the server is set.
@Suite(.tags(.large), .timeLimit(.minutes(4))) struct FingerprintByRouteTests {
  /// Fixtures that `pg_dump` can carry: not strays, nor that there is no schema `public`, nor a language whose handler is
  /// the server's own.
  static let dumpable = Fixture.all.filter {
    !["dropped-public", "programmed", "uncovered"].contains($0.name)
  }

  @Test(arguments: dumpable)
  func `it is the same after two dumps and restores`(fixture: Fixture) throws {
    guard let built = try fixture.built() else { return }
    let snapshot = built.snapshot()
    try withSecondDatabase { second in
      try Dump.restore(built.dump.get(), to: second.address)
      let restored = try CatalogReader.read(second)
      expectSame(restored, snapshot, after: "one dump", but: fixture)
      try withSecondDatabase { third in
        try Dump.restore(SchemaDump.text(of: second.address), to: third.address)
        expectSame(try CatalogReader.read(third), restored, after: "two dumps", but: fixture)
      }
    }
  }

  /// Compares file by file, so that a failure names what differs.
  private func expectSame(_ copy: Snapshot, _ original: Snapshot, after: String, but fixture: Fixture) {
    let texts = Dictionary(uniqueKeysWithValues: original.files.map { ($0.path, $0.text) })
    let lost = Self.lostByDump[fixture.name] ?? []
    for file in copy.files where !lost.contains(file.path) {
      #expect(file.text == texts[file.path] || copy.fingerprint == original.fingerprint, "\(after): \(file.path)")
    }
    if lost.isEmpty { #expect(copy.fingerprint == original.fingerprint) }
  }

  /// What `pg_dump` itself does not bring back, by fixture.
  static let lostByDump = [
    // A child whose storage is its type's own, below a parent of another.
    "inherited-storage": ["public/tables/changed.sql"],
    // A child that was given another expression than its parent's.
    "since-17": ["public/tables/c1.sql"],
    // What PostgreSQL 14 says of the schema `public`.
    "comments": ["schemas/public.sql"],
  ]

  /// Settings that change how a server prints, each as `ALTER DATABASE` and `ALTER ROLE` take it.
  static let settings = [
    "DateStyle TO 'German, DMY'", "TimeZone TO 'Asia/Kathmandu'", "search_path TO kinds, public",
    "quote_all_identifiers TO on", "IntervalStyle TO iso_8601", "bytea_output TO escape",
    "standard_conforming_strings TO off", "extra_float_digits TO 0", "xmlbinary TO hex",
    "default_table_access_method TO other_heap", "check_function_bodies TO off", "row_security TO off",
  ]

  @Test(.scratchDatabase, arguments: settings)
  func `settings of database and role do not change it`(setting: String) throws {
    let connection = try TestDatabase.connect()
    try connection.script(Self.schema)
    let snapshot = try CatalogReader.read(connection)
    try connection.script(
      """
      CREATE ACCESS METHOD other_heap TYPE TABLE HANDLER heap_tableam_handler;
      DO $do$BEGIN
        EXECUTE format($sql$ALTER DATABASE %I SET \(setting)$sql$, current_database());
        EXECUTE format($sql$ALTER ROLE CURRENT_USER IN DATABASE %I SET \(setting)$sql$, current_database());
      END$do$
      """)
    let second = try TestDatabase.connect()
    let name = setting.split(separator: " ")[0]
    // The setting is there, or the test says nothing.
    let isSet = try second.query(
      "SELECT source IN ('database', 'database user') FROM pg_settings WHERE lower(name) = lower(\(String(name)))")
    #expect(isSet.bool(0, 0))
    try second.execute("DROP ACCESS METHOD other_heap")
    let copy = try CatalogReader.read(second)
    #expect(copy.files == snapshot.files)
    #expect(copy.fingerprint == snapshot.fingerprint)
    // A snapshot loads under these settings as it would without.
    try withSecondDatabase { target in
      try target.script(
        """
        CREATE ACCESS METHOD other_heap TYPE TABLE HANDLER heap_tableam_handler;
        DO $do$BEGIN
          EXECUTE format($sql$ALTER DATABASE %I SET \(setting)$sql$, current_database());
        END$do$
        """)
      let session = try Connection(target.address, applicationName: "confiture test")
      try SnapshotLoading.load(snapshot.texts, into: session, createRoles: false)
      try session.execute("DROP ACCESS METHOD other_heap")
      #expect(try CatalogReader.read(session).files == snapshot.files)
    }
  }

  /// Constants of every type that prints differently, wherever an expression may stand.
  static let schema = """
    CREATE SCHEMA kinds;
    CREATE TYPE kinds.mood AS ENUM ('fine');
    CREATE FUNCTION kinds.f(a timestamptz DEFAULT '2020-02-03 04:05:06+07') RETURNS integer LANGUAGE sql IMMUTABLE
      AS 'SELECT 1';
    CREATE TABLE kinds.t (a timestamptz DEFAULT '2020-02-03 04:05:06+07', b interval DEFAULT '1 day 2 hours',
      c bytea DEFAULT '\\xdead', d double precision DEFAULT 0.1, e text DEFAULT E'back\\\\slash''',
      f date DEFAULT '2020-01-02', g kinds.mood DEFAULT 'fine', "order" character varying(3),
      CONSTRAINT k CHECK ("order" IN ('x', 'y') AND f < '2020-03-04'));
    CREATE INDEX i ON kinds.t (f) WHERE a > '2020-02-03 04:05:06+07';
    CREATE VIEW kinds.v AS SELECT a, "order" FROM kinds.t WHERE b > '1 day' AND c <> '\\xbeef' AND g = 'fine';
    CREATE TABLE kinds.p (at timestamptz) PARTITION BY RANGE (at);
    CREATE TABLE kinds.p1 PARTITION OF kinds.p FOR VALUES FROM ('2020-01-01 00:00:00+03') TO (MAXVALUE);
    CREATE POLICY own ON kinds.t USING (f > '2020-05-06');
    CREATE RULE r AS ON DELETE TO kinds.t WHERE old.f > '2020-05-06' DO INSTEAD NOTHING;
    CREATE DOMAIN kinds.d AS date CHECK (VALUE > '2020-05-06');
    """

  /// Ways to one schema that leave other traces in the catalogs.
  static let routes = [
    "columns added one by one": [
      "CREATE TABLE public.t (a integer, b text, c text)",
      "CREATE TABLE public.t (); ALTER TABLE public.t ADD c text; ALTER TABLE public.t ADD a integer;"
        + "ALTER TABLE public.t ADD b text",
      "CREATE TABLE public.t (x date, b text, c text); ALTER TABLE public.t DROP x; ALTER TABLE public.t ADD a integer",
      "CREATE TABLE public.t (a bigint, b text, d text); ALTER TABLE public.t ALTER a TYPE integer;"
        + "ALTER TABLE public.t RENAME d TO c",
    ],
    "lists of values": [
      "CREATE TABLE public.t (c character varying(9), CONSTRAINT k CHECK (c IN ('x', 'y')));"
        + "CREATE INDEX i ON public.t (c) WHERE c IN ('x', 'y');"
        + "CREATE VIEW public.v AS SELECT c FROM public.t WHERE c IN ('x', 'y')",
      "CREATE TABLE public.t (c character varying(9),"
        + " CONSTRAINT k CHECK (c::text = ANY (ARRAY['x'::character varying, 'y'::character varying]::text[])));"
        + "CREATE INDEX i ON public.t (c) WHERE c::text = ANY (ARRAY['x'::character varying, 'y'::character varying]::text[]);"
        + "CREATE VIEW public.v AS SELECT c FROM public.t"
        + " WHERE c::text = ANY (ARRAY['x'::character varying, 'y'::character varying]::text[])",
      "CREATE TABLE public.t (c character varying(9),"
        + " CONSTRAINT k CHECK (c::text = ANY (ARRAY[('x'::character varying)::text, ('y'::character varying)::text])));"
        + "CREATE INDEX i ON public.t (c) WHERE c::text = ANY (ARRAY[('x'::character varying)::text, ('y'::character varying)::text]);"
        + "CREATE VIEW public.v AS SELECT c FROM public.t"
        + " WHERE c::text = ANY (ARRAY[('x'::character varying)::text, ('y'::character varying)::text])",
    ],
    "keys and indexes": [
      "CREATE TABLE public.t (a integer PRIMARY KEY, b integer UNIQUE)",
      "CREATE TABLE public.t (a integer, b integer); CREATE UNIQUE INDEX t_b_key ON public.t (b);"
        + "CREATE UNIQUE INDEX x ON public.t (a); ALTER TABLE public.t ADD UNIQUE USING INDEX t_b_key;"
        + "ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX x",
    ],
    "constraints validated later": [
      "CREATE TABLE public.t (a integer NOT NULL CONSTRAINT k CHECK (a > 0), b integer)",
      "CREATE TABLE public.t (b integer, a integer); ALTER TABLE public.t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;"
        + "ALTER TABLE public.t VALIDATE CONSTRAINT k; ALTER TABLE public.t ALTER a SET NOT NULL",
    ],
    "operators": [
      "CREATE OPERATOR public.=== (FUNCTION = int48eq, LEFTARG = integer, RIGHTARG = bigint, COMMUTATOR = OPERATOR(public.===));"
        + "CREATE OPERATOR public.=== (FUNCTION = int84eq, LEFTARG = bigint, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.===))",
      "CREATE OPERATOR public.=== (FUNCTION = int84eq, LEFTARG = bigint, RIGHTARG = integer);"
        + "CREATE OPERATOR public.=== (FUNCTION = int48eq, LEFTARG = integer, RIGHTARG = bigint, COMMUTATOR = OPERATOR(public.===))",
    ],
    "partitions": [
      "CREATE TABLE public.p (a integer, b text) PARTITION BY LIST (a);"
        + "CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1); CREATE INDEX ON public.p (b)",
      "CREATE TABLE public.p (a integer, b text) PARTITION BY LIST (a); CREATE INDEX ON public.p (b);"
        + "CREATE TABLE public.p1 (b text, a integer); CREATE INDEX ON public.p1 (b);"
        + "ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN (1)",
    ],
  ]

  @Test(.scratchDatabase, arguments: routes.keys.sorted())
  func `every way to a schema gives its fingerprint`(name: String) throws {
    var fingerprints: Set<Fingerprint> = []
    for route in Self.routes[name] ?? [] {
      try withSecondDatabase { connection in
        try connection.script(route)
        fingerprints.insert(try CatalogReader.read(connection).fingerprint)
      }
    }
    #expect(fingerprints.count == 1)
  }
}

/// Restores what the server's own program printed of a schema.
enum Dump {
  static func restore(_ dump: String, to target: ConnectionString) throws {
    let script = dump.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("\\restrict") && !$0.hasPrefix("\\unrestrict") }.joined(separator: "\n")
    let connection = try Connection(target, applicationName: "confiture test")
    try connection.script(script)
  }
}
