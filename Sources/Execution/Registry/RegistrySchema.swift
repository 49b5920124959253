package import Postgres

/// The tables that Confiture keeps inside a target, in the schema `confiture`.
package enum RegistrySchema {
  package static let name = "confiture"
  /// Raised when the tables change shape; recorded in `head`. Format 1 was for one line, the whole database.
  package static let format = 2

  /// Whether a schema of this name can be moved: it is neither the server's nor the registry's.
  package static func mayBeTarget(_ schema: String) -> Bool {
    !schema.isEmpty && schema.utf8.count < 64 && !schema.hasPrefix("pg_")
      && !["information_schema", name].contains(schema)
  }

  /// Statements, for one transaction, that create the registry where there is none, bring an earlier one to the present
  /// format, and begin a line.
  package static func preparation(of line: RegistryLine) -> [SQLText] {
    [
      "SET LOCAL lock_timeout = '30s'",
      // Two runs on two schemas of a new database must not both create the tables.
      "SELECT pg_catalog.pg_advisory_xact_lock(\(TargetLock.family), \(TargetLock.registryKey))",
      "CREATE SCHEMA IF NOT EXISTS confiture",
    ] + creation + [upgrade] + indexes + [
      "COMMENT ON SCHEMA confiture IS 'Registry of Confiture: what was applied here, and how to go back'",
      "INSERT INTO confiture.head (target, format) VALUES (\(line.key), \(format)) ON CONFLICT DO NOTHING",
    ]
  }

  private static let creation: [SQLText] = [
    """
    CREATE TABLE IF NOT EXISTS confiture.head (
      target text NOT NULL DEFAULT '' PRIMARY KEY,
      format integer NOT NULL,
      commit text,
      fingerprint text,
      stamp text,
      updated_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS confiture.applied (
      target text NOT NULL DEFAULT '',
      sequence bigint NOT NULL,
      change text NOT NULL,
      commit text NOT NULL,
      patch text,
      name text NOT NULL,
      how text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      applied_by text NOT NULL DEFAULT session_user,
      PRIMARY KEY (target, sequence),
      UNIQUE (target, change)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS confiture.journal (
      target text NOT NULL DEFAULT '',
      run text NOT NULL,
      step integer NOT NULL,
      statement integer NOT NULL,
      state text NOT NULL,
      about text NOT NULL,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (run, step, statement)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS confiture.outcome (
      target text NOT NULL DEFAULT '',
      run text PRIMARY KEY,
      sequence bigint GENERATED ALWAYS AS IDENTITY,
      body text NOT NULL,
      commit text,
      finished_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS confiture.object (
      id text PRIMARY KEY,
      kind text NOT NULL,
      body bytea NOT NULL
    )
    """,
  ]

  /// Whether the tables have all that long lives need, or are somebody else's, who has to see to that.
  static let isComplete: SQLText = """
    (to_regclass('confiture.object_commit') IS NOT NULL
      OR NOT pg_has_role((SELECT relowner FROM pg_catalog.pg_class WHERE oid = 'confiture.object'::regclass), 'USAGE'))
    """

  /// For registries with many runs and versions: the newest outcomes of a line, those that are not commits yet, and
  /// which commits there are. A database that was first moved by an earlier Confiture gets them with its next run.
  private static let indexes: [SQLText] = [
    "CREATE INDEX IF NOT EXISTS outcome_line ON confiture.outcome (target, sequence)",
    "CREATE INDEX IF NOT EXISTS outcome_pending ON confiture.outcome (target, sequence) WHERE commit IS NULL",
    "CREATE INDEX IF NOT EXISTS object_commit ON confiture.object (id) WHERE kind = 'commit'",
  ]

  /// From format 1, whose records are those of the whole database.
  private static let upgrade: SQLText = """
    DO $confiture$
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_attribute
        WHERE attrelid = 'confiture.head'::regclass AND attname = 'target') THEN
        ALTER TABLE confiture.head ADD COLUMN target text NOT NULL DEFAULT '', DROP COLUMN singleton;
        ALTER TABLE confiture.head ADD PRIMARY KEY (target);
        ALTER TABLE confiture.applied ADD COLUMN target text NOT NULL DEFAULT '',
          DROP CONSTRAINT applied_pkey, DROP CONSTRAINT applied_change_key;
        ALTER TABLE confiture.applied ADD PRIMARY KEY (target, sequence), ADD UNIQUE (target, change);
        ALTER TABLE confiture.journal ADD COLUMN target text NOT NULL DEFAULT '';
        ALTER TABLE confiture.outcome ADD COLUMN target text NOT NULL DEFAULT '';
      END IF;
      UPDATE confiture.head SET format = 2 WHERE format < 2;
    END
    $confiture$
    """
}
