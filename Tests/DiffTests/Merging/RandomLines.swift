import SeededRandomness
import Postgres
import Scratch
import TestSupport

/// Two lines of statements as people write them, over a small schema with few names, so that they meet often.
struct RandomLines: Sendable {
  let seed: Int
  private(set) var ours: [String] = []
  private(set) var theirs: [String] = []

  /// Makes statements up and keeps those that run on their own line.
  init(seed: Int, on scratch: ScratchServer) throws {
    self.seed = seed
    var random = SeededGenerator(seed: UInt64(seed))
    ours = try Self.line(using: &random, on: scratch)
    theirs = try Self.line(using: &random, on: scratch)
  }

  private static func line(using random: inout SeededGenerator, on scratch: ScratchServer) throws -> [String] {
    let count = random.number(1...4)
    let wanted = (0..<count * 3).map { _ in operation(using: &random) }
    return try scratch.withTemporaryDatabase { address in
      let connection = try Connection(
        address, applicationName: "confiture test", sessionSettings: [("client_min_messages", "warning")])
      try connection.script(base)
      var kept: [String] = []
      for statement in wanted where kept.count < count {
        do throws(PostgresError) { try connection.script(statement) } catch { continue }
        kept.append(statement)
      }
      return kept
    }
  }

  static let base = """
    CREATE TYPE mood AS ENUM ('low', 'mid', 'high');
    CREATE SEQUENCE counter;
    CREATE TABLE items (id integer PRIMARY KEY, a integer, b text, c integer DEFAULT 0);
    CREATE TABLE parts (id integer PRIMARY KEY, item integer REFERENCES items ON DELETE CASCADE, note text, m mood);
    CREATE TABLE logs (k integer, v integer);
    CREATE TABLE events (k integer NOT NULL, d text) PARTITION BY LIST (k);
    CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
    CREATE INDEX items_a ON items (a);
    CREATE VIEW wide AS SELECT id, a, b FROM items;
    CREATE MATERIALIZED VIEW sums AS SELECT sum(a) AS total FROM items;
    CREATE FUNCTION total(x integer) RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
      one integer := 1;
      two integer := 2;

      three integer := 3;
    BEGIN
      one := one + x;

      two := two * one;

      RETURN one + two + three;
    END$$;
    CREATE FUNCTION bump() RETURNS void LANGUAGE sql AS $$ UPDATE items SET a = a + 7 $$;
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.v := NEW.v + 1; RETURN NEW; END $$;
    INSERT INTO items VALUES (1, 10, 'one'), (2, 20, 'two'), (3, 30, 'three');
    INSERT INTO parts VALUES (1, 1, 'p', 'low'), (2, 2, 'q', 'mid');
    INSERT INTO logs VALUES (1, 1), (2, 2);
    INSERT INTO events VALUES (1, 'x');
    REFRESH MATERIALIZED VIEW sums;
    """

  // MARK: Statements

  private static func operation(using random: inout SeededGenerator) -> String {
    random.chance(25) ? rows(using: &random) : random.chance(45) ? table(using: &random) : other(using: &random)
  }

  private static let columns = [
    "items": ["a", "b", "c", "n0", "n1", "r0"], "parts": ["item", "note", "m", "n0", "n1"],
    "logs": ["k", "v", "n0", "r0"], "events": ["d", "n0"], "x0": ["id", "w"], "x1": ["id", "w"],
  ]

  private static func table(using random: inout SeededGenerator) -> String {
    let name = ["items", "items", "parts", "logs", "events", "x0", "x1"].randomElement(using: &random) ?? "items"
    let column = columns[name]?.randomElement(using: &random) ?? "a"
    let number = random.number(0...2)
    let alter = "ALTER TABLE \(name)"
    let options = [
      "\(alter) ADD COLUMN n\(number) integer", "\(alter) ADD COLUMN n\(number) integer DEFAULT \(number)",
      "\(alter) ADD COLUMN IF NOT EXISTS n\(number) text", "\(alter) ADD COLUMN n\(number) text NOT NULL DEFAULT 'x'",
      "\(alter) DROP COLUMN \(column)", "\(alter) DROP COLUMN IF EXISTS \(column) CASCADE",
      "\(alter) ALTER \(column) SET DEFAULT \(number + 1)", "\(alter) ALTER \(column) DROP DEFAULT",
      "\(alter) ALTER \(column) TYPE bigint", "\(alter) ALTER \(column) TYPE varchar(\(40 + number))",
      "\(alter) ALTER \(column) TYPE integer USING \(column) + \(number)",
      "\(alter) ALTER \(column) SET NOT NULL", "\(alter) ALTER \(column) DROP NOT NULL",
      "\(alter) RENAME COLUMN \(column) TO r\(number)", "\(alter) RENAME TO x\(number)",
      "\(alter) ADD CONSTRAINT ck\(number) CHECK (\(column) IS NOT NULL OR \(number) = \(number))",
      "\(alter) DROP CONSTRAINT IF EXISTS ck\(number)", "\(alter) ADD CONSTRAINT uq\(number) UNIQUE (\(column))",
      "CREATE INDEX ix\(number) ON \(name) (\(column))",
      "CREATE INDEX IF NOT EXISTS ix\(number) ON \(name) (\(column))",
      "DROP INDEX IF EXISTS ix\(number)", "DROP INDEX items_a", "CREATE INDEX ON \(name) (\(column))",
      "CREATE TABLE x\(number) (id integer, w text)", "CREATE TABLE IF NOT EXISTS x\(number) (id integer, w integer)",
      "DROP TABLE \(name)", "DROP TABLE IF EXISTS \(name) CASCADE", "COMMENT ON TABLE \(name) IS 'c\(number)'",
      "COMMENT ON COLUMN \(name).\(column) IS 'c\(number)'", "\(alter) SET (fillfactor = \(70 + number))",
      "\(alter) ENABLE ROW LEVEL SECURITY", "CREATE POLICY p\(number) ON \(name) USING (\(column) IS NOT NULL)",
      "CREATE TRIGGER t\(number) BEFORE INSERT OR UPDATE ON logs FOR EACH ROW EXECUTE FUNCTION touch()",
      "CREATE TABLE events_\(number + 1) PARTITION OF events FOR VALUES IN (\(number + 1))",
      "\(alter) ADD FOREIGN KEY (\(column)) REFERENCES items",
      "\(alter) ALTER \(column) SET STATISTICS \(number * 10)",
      "CREATE STATISTICS st\(number) ON a, c FROM items", "\(alter) REPLICA IDENTITY FULL",
      "\(alter) INHERIT x\(number)",
      "\(alter) ADD CONSTRAINT nv\(number) CHECK (\(column) IS NOT NULL) NOT VALID",
      "CREATE TABLE x\(number) (LIKE \(name) INCLUDING ALL)", "CREATE TABLE x\(number) () INHERITS (\(name))",
    ]
    return options.randomElement(using: &random) ?? ""
  }

  private static func other(using random: inout SeededGenerator) -> String {
    let name = ["items", "parts", "logs", "x0", "x1"].randomElement(using: &random) ?? "items"
    let column = columns[name]?.randomElement(using: &random) ?? "a"
    let number = random.number(0...2)
    let (first, second, third) = (random.number(1...3), random.number(2...3), random.number(3...4))
    let options = [
      "CREATE VIEW v\(number) AS SELECT * FROM \(name)", "CREATE VIEW v\(number) AS SELECT \(column) FROM \(name)",
      "CREATE OR REPLACE VIEW v\(number) AS SELECT \(column) AS q FROM \(name)", "DROP VIEW IF EXISTS wide",
      "DROP VIEW IF EXISTS v\(number) CASCADE", "CREATE OR REPLACE VIEW wide AS SELECT id, a, b, c FROM items",
      "CREATE OR REPLACE VIEW wide AS SELECT id, a, b, a + \(number) AS more FROM items",
      """
      CREATE OR REPLACE FUNCTION total(x integer) RETURNS integer LANGUAGE plpgsql AS $$
      DECLARE
        one integer := \(first);
        two integer := \(second);

        three integer := \(third);
      BEGIN
        one := one + x;

        two := two * one;

        RETURN one + two + three;
      END$$
      """,
      "CREATE FUNCTION g\(number)() RETURNS bigint LANGUAGE sql AS $$ SELECT count(\(column)) FROM \(name) $$",
      "CREATE OR REPLACE FUNCTION g\(number)() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(\(column)) FROM \(name)); END $$",
      "DROP FUNCTION IF EXISTS g\(number)()", "DROP FUNCTION total(integer)",
      "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.v := NEW.v + \(number); RETURN NEW; END $$",
      "ALTER TYPE mood ADD VALUE 'l\(number)'", "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'l\(number)' BEFORE 'mid'",
      "ALTER TYPE mood ADD VALUE 'l\(number)' AFTER 'low'", "ALTER TYPE mood RENAME VALUE 'mid' TO 'l\(number)'",
      "CREATE TYPE x\(number) AS ENUM ('p', 'q')", "CREATE DOMAIN d\(number) AS integer CHECK (VALUE > \(number))",
      "ALTER SEQUENCE counter INCREMENT BY \(number + 2)", "ALTER SEQUENCE counter CACHE \(number + 2)",
      "CREATE SEQUENCE x\(number)", "ALTER SEQUENCE counter OWNED BY \(name).\(column)",
      "CREATE MATERIALIZED VIEW m\(number) AS SELECT \(column) FROM \(name)", "DROP MATERIALIZED VIEW sums",
      "CREATE SCHEMA s\(number)", "CREATE SCHEMA IF NOT EXISTS s\(number); CREATE TABLE s\(number).t (id integer)",
      "ALTER TABLE \(name) SET SCHEMA pg_temp", "CREATE RULE ru\(number) AS ON DELETE TO logs DO INSTEAD NOTHING",
      "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_tables WHERE tablename = 'x\(number)') THEN CREATE TABLE x\(number) (id integer, w text); END IF; END $$",
      "DO $$ BEGIN EXECUTE 'ALTER TABLE \(name) ADD COLUMN n\(number) integer'; END $$",
    ]
    return options.randomElement(using: &random) ?? ""
  }

  private static func rows(using random: inout SeededGenerator) -> String {
    let number = random.number(1...9)
    let options = [
      "INSERT INTO logs VALUES (\(number), \(number))", "INSERT INTO logs (k) VALUES (\(number))",
      "UPDATE items SET a = a * \(number)", "UPDATE items SET a = a + \(number)", "UPDATE items SET c = \(number)",
      "DELETE FROM logs WHERE v > \(number)", "INSERT INTO logs SELECT id, a FROM items",
      "UPDATE logs SET v = (SELECT max(a) FROM items)", "TRUNCATE logs", "TRUNCATE items CASCADE",
      "WITH gone AS (DELETE FROM logs RETURNING k, v) INSERT INTO items SELECT k + 100 + \(number), v, 'log' FROM gone",
      "SELECT bump()", "SELECT total(\(number))", "SELECT setval('counter', \(number * 10))",
      "REFRESH MATERIALIZED VIEW sums", "UPDATE wide SET b = 'w\(number)'", "DELETE FROM items WHERE id = 1",
      "DO $$ BEGIN UPDATE items SET a = a * 3; END $$", "INSERT INTO events VALUES (1, 'e\(number)')",
      "UPDATE events_1 SET d = 'f\(number)'", "CREATE TABLE x\(number % 3) AS SELECT id, b AS w FROM items",
      "SELECT id, a INTO x\(number % 3) FROM items", "INSERT INTO items (id, a) VALUES (\(50 + number), \(number))",
      "UPDATE parts SET note = note || '\(number)'", "INSERT INTO parts SELECT id + 10, id, b FROM wide",
      "MERGE INTO logs USING items ON logs.k = items.id WHEN MATCHED THEN UPDATE SET v = items.a",
      "DROP TABLE logs; CREATE TABLE logs (k integer, v integer)",
      "ALTER TABLE items DROP COLUMN c CASCADE; ALTER TABLE items ADD COLUMN c integer DEFAULT 0",
      "ALTER TABLE logs RENAME k TO tmp; ALTER TABLE logs RENAME v TO k; ALTER TABLE logs RENAME tmp TO v",
      "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM items LOOP UPDATE items SET c = r.id WHERE id = r.id; END LOOP; END $$",
      "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id, b FROM items LOOP INSERT INTO logs VALUES (r.id, 1); END LOOP; END $$",
      "CREATE TABLE IF NOT EXISTS x\(number % 3) AS SELECT id, b AS w FROM items",
      "INSERT INTO logs VALUES (1, 1) ON CONFLICT DO NOTHING",
      "INSERT INTO items (id) VALUES (90) ON CONFLICT DO NOTHING",
      "CREATE TRIGGER t0 BEFORE INSERT OR UPDATE ON logs FOR EACH ROW EXECUTE FUNCTION touch(); INSERT INTO logs VALUES (7, 7)",
      "UPDATE logs SET v = nextval('counter')", "INSERT INTO x\(number % 3) VALUES (\(number))",
    ]
    return options.randomElement(using: &random) ?? ""
  }
}
