package import Postgres

/// The tables that Confiture keeps inside a target, in the schema `confiture`.
package enum RegistrySchema {
  package static let name = "confiture"
  /// Raised when the tables change shape; recorded in `head`.
  package static let format = 1

  /// Statements that create the registry where there is none.
  package static let creation: [SQLText] = [
    "CREATE SCHEMA IF NOT EXISTS confiture",
    """
    CREATE TABLE IF NOT EXISTS confiture.head (
      singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
      format integer NOT NULL,
      commit text,
      fingerprint text,
      stamp text,
      updated_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS confiture.applied (
      sequence bigint PRIMARY KEY,
      change text NOT NULL UNIQUE,
      commit text NOT NULL,
      patch text,
      name text NOT NULL,
      how text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      applied_by text NOT NULL DEFAULT session_user
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS confiture.journal (
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
    "COMMENT ON SCHEMA confiture IS 'Registry of Confiture: what was applied here, and how to go back'",
    "INSERT INTO confiture.head (format) VALUES (\(format)) ON CONFLICT DO NOTHING",
  ]
}
