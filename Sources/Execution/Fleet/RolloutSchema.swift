internal import Postgres

/// The tables of the queue, in the schema `confiture` of the control database.
package enum RolloutSchema {
  /// Statements that create them where they are missing; one session does it at a time.
  static let creation: [SQLText] = [
    "SELECT pg_advisory_xact_lock(\(0x434F_4E46), 3)",
    "CREATE SCHEMA IF NOT EXISTS confiture",
    """
    CREATE TABLE IF NOT EXISTS confiture.rollout (
      id text PRIMARY KEY,
      environment text NOT NULL,
      version text NOT NULL,
      version_name text NOT NULL,
      state text NOT NULL DEFAULT 'running'
        CHECK (state IN ('running', 'stopped', 'failed', 'succeeded', 'aborted', 'superseded')),
      attempt integer NOT NULL DEFAULT 1,
      wave integer NOT NULL DEFAULT 1,
      waves integer NOT NULL,
      has_canary boolean NOT NULL,
      stop_after integer NOT NULL,
      tenants text[] NOT NULL,
      allowed_irreversible text[] NOT NULL,
      accepts_drift boolean NOT NULL,
      started double precision NOT NULL,
      started_by text NOT NULL,
      outcome text,
      created_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    """
    CREATE UNIQUE INDEX IF NOT EXISTS rollout_running ON confiture.rollout (environment) WHERE state = 'running'
    """,
    """
    CREATE TABLE IF NOT EXISTS confiture.rollout_plan (
      rollout text NOT NULL REFERENCES confiture.rollout ON DELETE CASCADE,
      id text NOT NULL,
      steps text[] NOT NULL,
      evidence text,
      PRIMARY KEY (rollout, id)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS confiture.rollout_tenant (
      rollout text NOT NULL REFERENCES confiture.rollout ON DELETE CASCADE,
      tenant text NOT NULL,
      position integer NOT NULL,
      wave integer NOT NULL,
      version text NOT NULL,
      plan text,
      state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'unchanged', 'failed')),
      runner text,
      attempts integer NOT NULL DEFAULT 0,
      started_at timestamptz,
      finished_at timestamptz,
      error text,
      outcome text,
      head text,
      PRIMARY KEY (rollout, tenant)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS rollout_tenant_open ON confiture.rollout_tenant (rollout, wave, position)
      WHERE state IN ('waiting', 'running')
    """,
  ]

  /// Whether the tables are there.
  static func exists(_ connection: Connection) throws(PostgresError) -> Bool {
    !(try connection.query("SELECT to_regclass('confiture.rollout')").isNull(0, 0))
  }

  static func create(_ connection: Connection) throws {
    _ = try connection.pipeline(["BEGIN", "SET LOCAL client_min_messages = warning"] + creation + ["COMMIT"])
  }
}
