import History
import Schema
import SchemaDiff
import TestSupport
import Testing

@testable import Execution

/// Two lines that leave one schema, and what a merge is to say of them.
struct MergeCase: Sendable, CustomTestStringConvertible {
  var name: String
  var base: String
  var ours: String
  var theirs: String
  var ourRenames: [Rename] = []
  var theirRenames: [Rename] = []
  var commutes: [String] = []
  /// The kinds and names of the conflicts, sorted; empty for a clean merge.
  var conflicts: [String] = []
  /// What is put together from both sides.
  var combined: [String] = []

  var testDescription: String { name }

  static let shop = """
    CREATE TYPE mood AS ENUM ('low', 'mid', 'high');
    CREATE TABLE users (id integer PRIMARY KEY, email varchar(40), age integer, note text);
    CREATE TABLE orders (id integer PRIMARY KEY, total numeric(8, 2) DEFAULT 0);
    CREATE TABLE spans (low integer, high integer, CHECK (low <= high));
    CREATE TABLE events (d integer, what text) PARTITION BY LIST (d);
    CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
    CREATE TABLE marks (a integer, b integer);
    CREATE VIEW marked AS SELECT a AS value FROM marks;
    CREATE SEQUENCE numbers;
    CREATE DOMAIN amount AS integer DEFAULT 3;
    CREATE TABLE amounts (id integer, n amount);
    CREATE TABLE referred (id integer PRIMARY KEY);
    CREATE TABLE referring (id integer REFERENCES referred);
    CREATE SCHEMA shelf;
    CREATE TABLE shelf.books (id integer);
    CREATE TABLE watched (a integer, b integer);
    CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.b := NEW.b + 1; RETURN NEW; END $$;
    CREATE TRIGGER watch BEFORE UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION watch();
    CREATE FUNCTION greeting(name text) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
      -- says who

      name := trim(name);

      RETURN 'hello ' || name;
    END$$;
    """

  init(
    _ name: String, _ ours: String, _ theirs: String, ourRenames: [Rename] = [], theirRenames: [Rename] = [],
    commutes: [String] = [], conflicts: [String] = [], combined: [String] = []
  ) {
    self.name = name
    base = Self.shop
    self.ours = ours
    self.theirs = theirs
    self.ourRenames = ourRenames
    self.theirRenames = theirRenames
    self.commutes = commutes
    self.conflicts = conflicts
    self.combined = combined
  }

  /// Seals the two lines.
  func lines(in bench: MergeBench) throws -> (ours: Version, theirs: Version) {
    let base = try bench.seal(.init(name: "base", up: base), on: nil)
    var step = MergeBench.Step(name: "ours", up: ours, renames: ourRenames, commutes: commutes)
    step.writesData = true
    let our = try bench.seal(step, on: base)
    let their = try bench.seal(.init(name: "theirs", up: theirs, renames: theirRenames, writesData: true), on: base)
    return (our, their)
  }

  static let users = ObjectIdentity(kind: .table, schema: "public", name: "users")
  static func table(_ name: Identifier) -> ObjectIdentity {
    ObjectIdentity(kind: .table, schema: "public", name: name)
  }
  static let usersName = QualifiedName(schema: "public", name: "users")

  private static func greeting(comment: String, end: String) -> String {
    """
    CREATE OR REPLACE FUNCTION greeting(name text) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
      -- \(comment)

      name := trim(name);

      RETURN '\(end) ' || name;
    END$$
    """
  }

  // MARK: Clean

  static let clean = [
    MergeCase(
      "a check of all rows, and a partition", "ALTER TABLE events ADD CONSTRAINT known CHECK (d > 0)",
      "CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2)"),
    MergeCase(
      "a loop, and rows of a table that it does not name",
      "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM orders LOOP DELETE FROM marks WHERE a = r.id; END LOOP; END $$",
      "UPDATE users SET age = 1"),
    MergeCase(
      "a check, and rows that meet it in either order or in none",
      "ALTER TABLE users ADD CHECK (age < 200), ADD UNIQUE (email)", "UPDATE users SET age = age + 1"),
    MergeCase(
      "blocks that are rows of statements about different tables",
      "DO $$ BEGIN UPDATE users SET age = age + 1; EXECUTE 'ALTER TABLE users ADD nick text'; END $$",
      "DO $$ BEGIN IF to_regclass('extra') IS NULL THEN CREATE TABLE extra (id integer); END IF; END $$; "
        + "DELETE FROM marks"),
    MergeCase(
      "whole rows of a table, and columns of another one",
      "INSERT INTO shelf.books SELECT id FROM (SELECT * FROM orders) o", "ALTER TABLE users ADD nick text"),
    MergeCase(
      "different columns of one table", "ALTER TABLE users ADD COLUMN a integer",
      "ALTER TABLE users ADD COLUMN b integer NOT NULL DEFAULT 1; ALTER TABLE users DROP COLUMN note"),
    MergeCase(
      "different attributes of one column", "ALTER TABLE users ALTER age SET DEFAULT 1",
      "ALTER TABLE users ALTER age SET NOT NULL; COMMENT ON COLUMN users.age IS 'years'"),
    MergeCase(
      "constraints, indexes, triggers and policies of one table",
      """
      ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 17);
      CREATE INDEX users_age ON users (age);
      ALTER TABLE users ENABLE ROW LEVEL SECURITY;
      """,
      """
      ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);
      CREATE POLICY readable ON users FOR SELECT USING (true);
      ALTER TABLE users SET (fillfactor = 80);
      COMMENT ON TABLE users IS 'people';
      """),
    MergeCase(
      "the same state by other words", "ALTER TABLE users ALTER note SET NOT NULL",
      "ALTER TABLE users ALTER COLUMN note SET NOT NULL"),
    MergeCase(
      "labels at different places", "ALTER TYPE mood ADD VALUE 'lower' BEFORE 'low'",
      "ALTER TYPE mood ADD VALUE 'higher'"),
    MergeCase(
      "a declared rename, and a change of another column", "ALTER TABLE users RENAME TO people",
      "ALTER TABLE orders ADD COLUMN paid boolean",
      ourRenames: [.object(from: users, to: table("people"))]),
    MergeCase("rows of different tables", "INSERT INTO users (id) VALUES (1)", "INSERT INTO orders VALUES (1)"),
    MergeCase(
      "rows, said to commute", "UPDATE users SET age = 1", "UPDATE users SET note = 'x'",
      commutes: ["theirs"]),
    MergeCase(
      "new columns of one table, each filled by its line",
      "ALTER TABLE users ADD COLUMN a text; UPDATE users SET a = lower(email)",
      "ALTER TABLE users ADD COLUMN b integer; UPDATE users SET b = age + 1 WHERE age IS NOT NULL"),
    MergeCase(
      "rows of a table, and a new column with a default", "INSERT INTO users (id) VALUES (1)",
      "ALTER TABLE users ADD COLUMN a integer NOT NULL DEFAULT 5"),
    MergeCase(
      "new objects", "CREATE TABLE a (id integer); CREATE VIEW va AS SELECT id FROM users",
      "CREATE TABLE b (id integer); CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'"),
  ]

  // MARK: Conflicts

  static let conflicting = [
    MergeCase(
      "a check for new rows only, and a partition in which it is valid if that comes last",
      "ALTER TABLE events ADD CONSTRAINT known CHECK (d > 0) NOT VALID",
      "CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2)", conflicts: ["order public.events"]),
    MergeCase(
      "a table below another one, and a check for new rows only there",
      "CREATE TABLE more_marks () INHERITS (marks)", "ALTER TABLE marks ADD CONSTRAINT known CHECK (a > 0) NOT VALID",
      conflicts: ["order public.marks"]),
    MergeCase(
      "a table that is emptied with all that refer to it, and rows of those",
      "TRUNCATE referred CASCADE", "INSERT INTO referring VALUES (NULL)",
      conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "a loop, and rows of a table that it names",
      "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM orders LOOP DELETE FROM marks WHERE a = r.id; END LOOP; END $$",
      "UPDATE marks SET b = 1", conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "a default that comes with a domain", "ALTER DOMAIN amount SET DEFAULT 5",
      "INSERT INTO amounts (id) VALUES (1)", conflicts: ["data theirs.rows of public.amount"]),
    MergeCase(
      "row security that holds for the owner too",
      "ALTER TABLE users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY", "UPDATE users SET age = 1",
      conflicts: ["data theirs.rows of public.users"]),
    MergeCase(
      "a key, and rows that have it twice for a moment", "ALTER TABLE users ADD CONSTRAINT one UNIQUE (age)",
      "UPDATE users SET age = age + 1", conflicts: ["data theirs.rows of public.users"]),
    MergeCase(
      "a check that is not valid for what is there", "ALTER TABLE users ADD CHECK (age > 0) NOT VALID",
      "UPDATE users SET age = 0", conflicts: ["data theirs.rows of public.users"]),
    MergeCase(
      "a check, and rows that are right in the end", "ALTER TABLE users ADD CHECK (age > 0)",
      "INSERT INTO users (id, age) VALUES (7, 0); UPDATE users SET age = 1 WHERE age = 0",
      conflicts: ["data theirs.rows of public.users"]),
    MergeCase(
      "a foreign key, and rows that go in the other order",
      "ALTER TABLE marks ADD FOREIGN KEY (a) REFERENCES users",
      "DELETE FROM users WHERE age = 1; DELETE FROM marks WHERE b = 1",
      conflicts: ["data theirs.rows of public.marks"]),
    MergeCase(
      "a block that uses whole rows, and a new column",
      """
      DO $$ DECLARE r record; BEGIN
        FOR r IN SELECT * FROM users LOOP INSERT INTO marks VALUES (length(to_jsonb(r)::text), 1); END LOOP;
      END $$
      """, "ALTER TABLE users ADD COLUMN nick text", conflicts: ["data ours.rows of public.users"]),
    MergeCase(
      "a routine that uses whole rows, and a new column",
      """
      CREATE FUNCTION weight() RETURNS integer LANGUAGE sql AS $$
        SELECT sum(length(to_jsonb(u)::text))::integer FROM users u
      $$;
      INSERT INTO marks VALUES (weight(), 1)
      """, "ALTER TABLE users ADD COLUMN nick text", conflicts: ["data ours.rows of public.users"]),
    MergeCase(
      "a block that goes through rows, and a column it uses",
      "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM users LOOP UPDATE users SET note = 'x' WHERE id = r.id; END LOOP; END $$",
      "ALTER TABLE users DROP COLUMN note", conflicts: ["data ours.rows of public.users"]),
    MergeCase(
      "rows, and the routine that makes them", "INSERT INTO users (id, note) VALUES (1, greeting('you'))",
      greeting(comment: "says who", end: "hi"), conflicts: ["data ours.rows of public.greeting(text)"]),
    MergeCase(
      "a table made again, and rows for it",
      "DROP TABLE orders; CREATE TABLE orders (id integer PRIMARY KEY, total numeric(8, 2) DEFAULT 0)",
      "INSERT INTO orders VALUES (1)", conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "a column that one line sets and the other one reads", "UPDATE users SET age = 1",
      "UPDATE users SET note = age::text", conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "columns that a check is about",
      "UPDATE spans SET low = low + 1", "UPDATE spans SET high = high - 1", conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "columns of rows that a trigger changes", "UPDATE watched SET a = 1", "UPDATE watched SET b = a",
      conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "a column that the other line reads through a view", "UPDATE marks SET b = (SELECT max(value) FROM marked)",
      "UPDATE marks SET a = 7", conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "numbers of one sequence", "UPDATE users SET age = nextval('numbers')",
      "UPDATE orders SET total = nextval('numbers')", conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "numbers of a sequence, and its step", "UPDATE users SET age = nextval('numbers')",
      "ALTER SEQUENCE numbers INCREMENT BY 5", conflicts: ["data ours.rows of public.numbers"]),
    MergeCase(
      "rows, and a default that a new column has lost again", "INSERT INTO users (id) VALUES (1)",
      "ALTER TABLE users ADD COLUMN a integer DEFAULT 5; ALTER TABLE users ALTER a DROP DEFAULT",
      conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "rows, and numbers for those that are left", "DELETE FROM users WHERE age > 5",
      "ALTER TABLE users ADD COLUMN number serial", conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "rows of a table, and a part of it that is taken out", "UPDATE events SET what = 'x'",
      "ALTER TABLE events DETACH PARTITION events_1", conflicts: ["data ours.rows of public.events_1"]),
    MergeCase(
      "whole rows, and a new column", "INSERT INTO orders SELECT length(to_jsonb(u)::text) FROM users u",
      "ALTER TABLE users ADD COLUMN a integer", conflicts: ["data ours.rows of public.users"]),
    MergeCase(
      "a routine for the occasion, and rows that it reads",
      """
      CREATE FUNCTION oldest(integer) RETURNS integer LANGUAGE sql AS $$ SELECT max(age) FROM users $$;
      UPDATE orders SET total = oldest(1);
      DROP FUNCTION oldest;
      """, "UPDATE users SET age = 9", conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "a schema made again, and rows in it",
      "DROP SCHEMA shelf CASCADE; CREATE SCHEMA shelf; CREATE TABLE shelf.books (id integer)",
      "INSERT INTO shelf.books VALUES (1)", conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "two tables of one name", "CREATE TABLE a (id integer)", "CREATE TABLE a (id bigint)",
      conflicts: ["add/add public.a"]),
    MergeCase(
      "two columns of one name", "ALTER TABLE users ADD COLUMN a integer",
      "ALTER TABLE users ADD COLUMN a text", conflicts: ["add/add public.users.a"]),
    MergeCase(
      "two types", "ALTER TABLE users ALTER email TYPE varchar(50)",
      "ALTER TABLE users ALTER email TYPE varchar(80)", conflicts: ["modify/modify public.users.email.type"]),
    MergeCase(
      "two defaults", "ALTER TABLE orders ALTER total SET DEFAULT 1",
      "ALTER TABLE orders ALTER total SET DEFAULT 2", conflicts: ["modify/modify public.orders.total.default"]),
    MergeCase(
      "changed and dropped", "ALTER TABLE users ALTER note SET NOT NULL", "ALTER TABLE users DROP COLUMN note",
      conflicts: ["modify/delete public.users.note"]),
    MergeCase(
      "dropped and changed, a table", "DROP TABLE orders", "ALTER TABLE orders ADD COLUMN paid boolean",
      conflicts: ["modify/delete public.orders"]),
    MergeCase(
      "two names", "ALTER TABLE users RENAME TO people", "ALTER TABLE users RENAME TO persons",
      ourRenames: [.object(from: users, to: table("people"))],
      theirRenames: [.object(from: users, to: table("persons"))],
      conflicts: ["rename/rename public.users"]),
    MergeCase(
      "two names of a column", "ALTER TABLE users RENAME note TO remark", "ALTER TABLE users RENAME note TO comment",
      ourRenames: [.column(table: usersName, from: "note", to: "remark")],
      theirRenames: [.column(table: usersName, from: "note", to: "comment")],
      conflicts: ["rename/rename public.users.note"]),
    MergeCase(
      "a rename that nobody declared, and a change", "ALTER TABLE users RENAME TO people",
      "ALTER TABLE users ALTER note SET NOT NULL", conflicts: ["rename/modify public.users"]),
    MergeCase(
      "a view on a column that is dropped", "CREATE VIEW notes AS SELECT note FROM users",
      "ALTER TABLE users DROP COLUMN note", conflicts: ["dependency public.notes"]),
    MergeCase(
      "a foreign key to a table that is dropped", "DROP TABLE orders",
      "CREATE TABLE lines (id integer, o integer CONSTRAINT of_order REFERENCES orders)",
      conflicts: ["dependency public.lines.constraint of_order"]),
    MergeCase(
      "a function whose body uses a column that is renamed",
      "CREATE FUNCTION oldest() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT max(age) FROM users); END $$",
      "ALTER TABLE users RENAME age TO years",
      theirRenames: [.column(table: usersName, from: "age", to: "years")],
      conflicts: ["dependency public.oldest()"]),
    MergeCase(
      "an index on a column that gets another type", "CREATE INDEX users_age ON users (age)",
      "ALTER TABLE users ALTER age TYPE bigint", conflicts: ["dependency public.users.index users_age"]),
    MergeCase(
      "labels at one place", "ALTER TYPE mood ADD VALUE 'top'", "ALTER TYPE mood ADD VALUE 'best'",
      conflicts: ["enum public.mood.labels"]),
    MergeCase(
      "one name for two indexes", "CREATE INDEX by_number ON users (age)",
      "CREATE INDEX by_number ON orders (total)", conflicts: ["name public.users.index by_number"]),
    MergeCase(
      "one name for a table and a view", "CREATE TABLE all_users (id integer)",
      "CREATE VIEW all_users AS SELECT id FROM users", conflicts: ["name public.all_users"]),
    MergeCase(
      "one place of a body", greeting(comment: "says who", end: "hi"),
      greeting(comment: "says who", end: "good day"), conflicts: ["modify/modify public.greeting(text).definition"]),
    MergeCase(
      "rows of one table", "UPDATE users SET age = age * 2", "UPDATE users SET age = age + 1",
      conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "rows that the other line reads", "INSERT INTO orders SELECT id, age FROM users",
      "UPDATE users SET age = 3", conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "rows that nobody can tell", "DO $$ BEGIN EXECUTE 'UPDATE users SET ' || 'age = 1'; END $$",
      "INSERT INTO orders VALUES (1)", conflicts: ["data ours.rows of theirs"]),
    MergeCase(
      "rows, and the default that they get", "INSERT INTO orders (id) VALUES (1)",
      "ALTER TABLE orders ALTER total SET DEFAULT 5", conflicts: ["data ours.rows of public.orders"]),
    MergeCase(
      "a star that sees more columns", "ALTER TABLE users ADD COLUMN a integer",
      "CREATE VIEW everyone AS SELECT * FROM users", conflicts: ["order public.everyone"]),
  ]

  // MARK: The same on both sides

  static let repeated = [
    MergeCase(
      "a table", "CREATE TABLE a (id integer); CREATE TABLE b (id integer)",
      "CREATE TABLE a (id integer); ALTER TABLE users ADD COLUMN c integer", combined: ["table public.a"]),
    MergeCase(
      "a column, and one for each side", "ALTER TABLE users ADD COLUMN a integer, ADD COLUMN b integer",
      "ALTER TABLE users ADD COLUMN a integer, ADD COLUMN c text", combined: ["column public.users.a"]),
    MergeCase(
      "an index", "CREATE INDEX users_age ON users (age)",
      "CREATE INDEX users_age ON users (age); CREATE INDEX users_note ON users (note)",
      combined: ["index users_age of table public.users"]),
    MergeCase(
      "a column that is dropped", "ALTER TABLE users DROP COLUMN note",
      "ALTER TABLE users DROP COLUMN note; COMMENT ON TABLE users IS 'people'",
      combined: ["column public.users.note"]),
    MergeCase(
      "a label", "ALTER TYPE mood ADD VALUE 'top'", "ALTER TYPE mood ADD VALUE 'top'; CREATE TABLE c (m mood)",
      combined: ["type public.mood.top"]),
  ]

  // MARK: By scripts

  static let byScripts = [
    MergeCase(
      "two places of a body", greeting(comment: "says hello", end: "hello"),
      greeting(comment: "says who", end: "hi"), combined: ["public.greeting(text).definition"]),
    MergeCase(
      "a declared rename, and a change of the same table", "ALTER TABLE users RENAME TO people",
      "ALTER TABLE users ADD COLUMN more integer; CREATE INDEX users_age ON users (age)",
      ourRenames: [.object(from: users, to: table("people"))], combined: ["public.users"]),
    MergeCase(
      "two types, of which one is larger", "ALTER TABLE users ALTER email TYPE varchar(50)",
      "ALTER TABLE users ALTER email TYPE varchar(80)", combined: ["public.users.email.type"]),
  ]
}
