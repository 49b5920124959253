import Catalog
import Postgres
import Schema
import Scratch
import TestSupport
import Testing

/// Every kind of object that PostgreSQL has comes back from its file, or is reported.
@Suite(.tags(.large), .timeLimit(.minutes(4))) struct EveryKindTests {
  /// One object of a kind, by the word of `pg_identify_object` for it.
  struct Kind: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable, Equatable {
      /// Creating it changes the fingerprint, and loading the snapshot brings it back.
      case kept
      /// It is no part of a snapshot, and named.
      case reported(String)
    }

    let word: String
    let sql: String
    var outcome = Outcome.kept
    var firstMajor = 14
    var options = SnapshotOptions()

    init(
      _ word: String, _ sql: String, _ outcome: Outcome = .kept, since firstMajor: Int = 14,
      includesAccess: Bool = false
    ) {
      self.word = word
      self.sql = sql
      self.outcome = outcome
      self.firstMajor = firstMajor
      options.includesAccess = includesAccess
    }

    var testDescription: String { "\(word): \(sql)" }
  }

  static let kinds = [
    Kind("access method", "CREATE ACCESS METHOD m TYPE TABLE HANDLER heap_tableam_handler"),
    Kind("aggregate", "CREATE AGGREGATE public.total(integer) (SFUNC = int4pl, STYPE = integer)"),
    Kind("cast", "CREATE CAST (public.pair AS text) WITH INOUT"),
    Kind("collation", "CREATE COLLATION public.c (LOCALE = 'C')"),
    Kind("composite type", "CREATE TYPE public.three AS (a integer, b integer, c integer)"),
    Kind("conversion", "CREATE CONVERSION public.c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8"),
    Kind("default acl", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor", includesAccess: true),
    Kind("default value", "ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 7"),
    Kind("domain", "CREATE DOMAIN public.d AS integer"),
    Kind("domain constraint", "ALTER DOMAIN public.code ADD CONSTRAINT short CHECK (length(VALUE) < 9)"),
    Kind("event trigger", "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION public.on_event()"),
    Kind("extension", "CREATE EXTENSION citext"),
    Kind("foreign table", "CREATE FOREIGN TABLE public.f (a integer) SERVER far"),
    Kind("foreign-data wrapper", "CREATE FOREIGN DATA WRAPPER w"),
    Kind("function", "CREATE FUNCTION public.one() RETURNS integer LANGUAGE sql RETURN 1"),
    Kind(
      "function of access method",
      """
      ALTER OPERATOR FAMILY public.fam USING btree ADD FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint)
      """),
    Kind("index", "CREATE INDEX i ON public.t (a)"),
    Kind("language", "CREATE LANGUAGE l HANDLER plpgsql_call_handler"),
    Kind("large object", "SELECT lo_create(7)", .reported("large object 7")),
    Kind("materialized view", "CREATE MATERIALIZED VIEW public.m AS SELECT 1 AS one"),
    Kind("operator", "CREATE OPERATOR public.=== (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer)"),
    Kind("operator class", "CREATE OPERATOR CLASS public.cls FOR TYPE integer USING hash AS OPERATOR 1 ="),
    Kind("operator family", "CREATE OPERATOR FAMILY public.other USING gist"),
    Kind(
      "operator of access method",
      """
      ALTER OPERATOR FAMILY public.fam USING btree ADD OPERATOR 1 < (integer, bigint)
      """),
    Kind("policy", "CREATE POLICY p ON public.t USING (true)"),
    Kind("procedure", "CREATE PROCEDURE public.p() LANGUAGE sql AS ''"),
    Kind("publication", "CREATE PUBLICATION p"),
    Kind("publication namespace", "CREATE PUBLICATION p FOR TABLES IN SCHEMA public", since: 15),
    Kind("publication relation", "CREATE PUBLICATION p FOR TABLE public.t"),
    Kind("rule", "CREATE RULE r AS ON DELETE TO public.t DO INSTEAD NOTHING"),
    Kind("schema", "CREATE SCHEMA s"),
    Kind("sequence", "CREATE SEQUENCE public.q"),
    Kind("server", "CREATE SERVER farther FOREIGN DATA WRAPPER wrapper"),
    Kind("statistics object", "CREATE STATISTICS public.st ON a, b FROM public.t"),
    Kind("subscription", "CREATE SUBSCRIPTION s CONNECTION 'host=far' PUBLICATION p WITH (connect = false)"),
    Kind("table", "CREATE TABLE public.u (a integer)"),
    Kind("table column", "ALTER TABLE public.t ADD COLUMN c integer"),
    Kind("table constraint", "ALTER TABLE public.t ADD CONSTRAINT k CHECK (a > 0)"),
    Kind("table constraint", "ALTER TABLE public.t ADD CONSTRAINT k UNIQUE (a)"),
    Kind("table constraint", "ALTER TABLE public.t ADD CONSTRAINT k NOT NULL a NOT VALID", since: 18),
    Kind("text search configuration", "CREATE TEXT SEARCH CONFIGURATION public.c (PARSER = \"default\")"),
    Kind("text search dictionary", "CREATE TEXT SEARCH DICTIONARY public.d (TEMPLATE = simple)"),
    Kind(
      "text search parser",
      """
      CREATE TEXT SEARCH PARSER public.p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end,
        LEXTYPES = prsd_lextype)
      """),
    Kind("text search template", "CREATE TEXT SEARCH TEMPLATE public.tm (LEXIZE = dsimple_lexize)"),
    Kind("transform", "CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal))"),
    Kind(
      "trigger",
      """
      CREATE TRIGGER g BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()
      """),
    Kind("type", "CREATE TYPE public.mood AS ENUM ('fine')"),
    Kind("type", "CREATE TYPE public.span AS RANGE (SUBTYPE = integer)"),
    Kind("type", "CREATE TYPE public.later"),
    Kind(
      "type",
      """
      CREATE TYPE public.base; CREATE FUNCTION public.base_in(cstring) RETURNS public.base LANGUAGE internal IMMUTABLE
      STRICT AS 'textin'; CREATE FUNCTION public.base_out(public.base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT
      AS 'textout'; CREATE TYPE public.base (INPUT = public.base_in, OUTPUT = public.base_out)
      """),
    Kind("user mapping", "CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (\"user\" 'x')"),
    Kind("view", "CREATE VIEW public.v AS SELECT 1 AS one"),
    // Attributes that are no objects of their own.
    Kind("comment", "COMMENT ON TABLE public.t IS 'x'"),
    Kind("grant", "GRANT SELECT ON public.t TO pg_monitor", includesAccess: true),
    Kind("grant", "GRANT SELECT (a) ON public.t TO pg_monitor", includesAccess: true),
    Kind("grant", "GRANT USAGE ON LANGUAGE own TO pg_monitor", includesAccess: true),
    Kind("replica identity", "ALTER TABLE public.t REPLICA IDENTITY FULL"),
    Kind("statistics target", "ALTER TABLE public.t ALTER COLUMN a SET STATISTICS 9"),
    Kind("column option", "ALTER TABLE public.t ALTER COLUMN a SET (n_distinct = 9)"),
    Kind("storage parameter", "ALTER TABLE public.t SET (fillfactor = 50)"),
    Kind("typed table", "CREATE TABLE public.typed OF public.pair"),
    Kind("clustering", "ALTER TABLE public.keyed CLUSTER ON keyed_pkey"),
    Kind("trigger state", "ALTER TABLE public.keyed DISABLE TRIGGER quiet"),
    Kind("view column default", "ALTER VIEW public.seen ALTER COLUMN one SET DEFAULT 2"),
    Kind("identity", "ALTER TABLE public.keyed ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY"),
    Kind("NOT ENFORCED", "ALTER TABLE public.t ADD CONSTRAINT k CHECK (a > 0) NOT ENFORCED", since: 18),
    Kind(
      "virtual column", "ALTER TABLE public.t ADD COLUMN v integer GENERATED ALWAYS AS (a + 1) VIRTUAL", since: 18),
    Kind(
      "database setting",
      """
      DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem TO ''5MB''', current_database()); END$$
      """, .reported("database setting work_mem")),
  ]

  /// What the others are made on.
  static let base = """
    CREATE TABLE public.t (a integer, b integer);
    CREATE TABLE public.keyed (a integer PRIMARY KEY);
    CREATE TRIGGER quiet BEFORE UPDATE ON public.keyed FOR EACH ROW
      EXECUTE FUNCTION suppress_redundant_updates_trigger();
    CREATE VIEW public.seen AS SELECT 1 AS one;
    CREATE TYPE public.pair AS (a integer, b integer);
    CREATE DOMAIN public.code AS text;
    CREATE FUNCTION public.on_event() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
    CREATE FOREIGN DATA WRAPPER wrapper;
    CREATE SERVER far FOREIGN DATA WRAPPER wrapper;
    CREATE OPERATOR FAMILY public.fam USING btree;
    CREATE TRUSTED LANGUAGE own HANDLER plpgsql_call_handler;
    """

  /// A database with the base, to be copied, and what is read from it without and with owners and grants.
  private static let start = Result { () throws -> (database: String, snapshots: [Snapshot]) in
    let name = try TestServer.createLastingDatabase()
    let connection = try Connection(
      TestServer.shared().connectionString(database: name), applicationName: "confiture test")
    try connection.script(base)
    let snapshots = try [false, true].map {
      try CatalogReader.read(connection, options: SnapshotOptions(includesAccess: $0))
    }
    return (name, snapshots)
  }

  @Test(arguments: kinds) func `it comes back, or is named`(kind: Kind) throws {
    let server = try TestServer.shared()
    guard server.serverVersion / 10_000 >= kind.firstMajor else { return }
    let start = try Self.start.get()
    let before = start.snapshots[kind.options.includesAccess ? 1 : 0]
    #expect(before.uncovered.isEmpty)
    let name = try server.createTemporaryDatabase(copying: start.database)
    defer { try? server.dropDatabase(name) }
    let connection = try Connection(server.connectionString(database: name), applicationName: "confiture test")
    try connection.script(kind.sql)
    let after = try CatalogReader.read(connection, options: kind.options)
    switch kind.outcome {
    case .reported(let name):
      #expect(after.uncovered.map(\.description) == [name])
      #expect(after.fingerprint == before.fingerprint)
    case .kept:
      #expect(after.uncovered.isEmpty)
      #expect(after.fingerprint != before.fingerprint)
      try withSecondDatabase { target in
        try SnapshotLoading.load(after.texts, into: target, createRoles: false)
        #expect(try CatalogReader.read(target, options: kind.options).fingerprint == after.fingerprint)
      }
    }
  }

  /// Words of `pg_identify_object` that are claimed by none of ``kinds``, each with the reason.
  static let elsewhere = [
    "database": "holds the schema", "parameter ACL": "of the cluster", "role": "of the cluster",
    "role membership": "of the cluster", "tablespace": "of the cluster", "toast table": "the server's own",
    "view column": "of its view", "materialized view column": "of its view", "foreign table column": "of its table",
    "composite type column": "of its type", "index column": "of its index",
  ]

  /// The kinds of object that the manual lists for `pg_identify_object`, in PostgreSQL 18's order.
  static let words = [
    "table", "index", "sequence", "toast table", "view", "materialized view", "composite type", "foreign table",
    "table column", "index column", "view column", "materialized view column", "composite type column",
    "foreign table column", "aggregate", "function", "procedure", "type", "cast", "collation", "table constraint",
    "domain constraint", "conversion", "default value", "language", "large object", "operator", "operator class",
    "operator family", "rule", "trigger", "schema", "text search parser", "text search dictionary",
    "text search template", "text search configuration", "role", "role membership", "database", "tablespace",
    "foreign-data wrapper", "server", "user mapping", "default acl", "extension", "event trigger", "policy",
    "publication", "publication namespace", "publication relation", "subscription", "transform", "access method",
    "operator of access method", "function of access method", "statistics object", "domain", "parameter ACL",
  ]

  @Test func `every kind has an object here, or a reason`() {
    let claimed = Set(Self.kinds.map(\.word))
    #expect(Self.words.filter { !claimed.contains($0) && Self.elsewhere[$0] == nil }.isEmpty)
    #expect(claimed.isDisjoint(with: Self.elsewhere.keys))
  }

  /// Catalogs that no query reads, each with the reason.
  static let unread = [
    "pg_auth_members": "roles are of the cluster", "pg_authid": "the same, read through pg_roles",
    "pg_parameter_acl": "settings are of the cluster",
    "pg_partitioned_table": "read through pg_get_partkeydef", "pg_replication_origin": "of the cluster",
    "pg_shdepend": "depends on what is read", "pg_shdescription": "comments on what is of the cluster",
    "pg_shseclabel": "labels of what is of the cluster", "pg_statistic": "data", "pg_statistic_ext_data": "data",
    "pg_subscription_rel": "how far a subscription has come", "pg_user_mapping": "read through pg_user_mappings",
  ]

  @Test(.scratchDatabase) func `every catalog is read, or left out for a reason`() throws {
    let connection = try TestDatabase.connect()
    let major = connection.serverVersion / 10_000
    let queries = CatalogReader.statements(major: major).joined(separator: "\n")
    let words = Set(queries.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    let catalogs = try connection.query(
      "SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' ORDER BY 1")
    let names = catalogs.rows.map { $0.text(0) }
    #expect(names.filter { !words.contains($0) && Self.unread[$0] == nil }.isEmpty)
    #expect(names.filter { words.contains($0) && Self.unread[$0] != nil }.isEmpty)
  }
}
