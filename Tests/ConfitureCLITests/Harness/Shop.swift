import Postgres
import Synchronization
import TestSupport
import Testing

/// The history of a small shop, as folders for `confiture import`.
enum Shop {
  static let users = Migration(
    "20260105-users",
    up: """
      CREATE TABLE users (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        email text NOT NULL UNIQUE
      );
      """, down: "DROP TABLE users;")

  static let orders = Migration(
    "20260112-orders",
    up: """
      CREATE TABLE orders (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES users,
        total numeric(10, 2) NOT NULL DEFAULT 0
      );
      CREATE INDEX orders_user_id ON orders (user_id);
      """, down: "DROP TABLE orders;")

  static let names = Migration(
    "20260119-names", up: "ALTER TABLE users ADD COLUMN name text;", down: "ALTER TABLE users DROP COLUMN name;")

  /// Its down forgets the index.
  static let notes = Migration(
    "20260126-notes",
    up: """
      ALTER TABLE orders ADD COLUMN note text;
      DROP INDEX orders_user_id;
      """, down: "ALTER TABLE orders DROP COLUMN note;")

  /// Writes rows.
  static let cleanup = Migration(
    "20260128-cleanup", up: "UPDATE users SET name = email WHERE name IS NULL;", down: "SELECT 1;")

  /// Needs both orders and names.
  static let spending = Migration(
    "20260127-spending",
    up: """
      CREATE VIEW spending AS
        SELECT u.name, sum(o.total) AS total FROM users u JOIN orders o ON o.user_id = u.id GROUP BY u.name;
      """, down: "DROP VIEW spending;")

  /// Three reversible steps on one line.
  static let line = [users, orders, names]
  /// The line, and a step of which the way back is lossy.
  static let lossyLine = [users, orders, names, notes]

  /// One migration as files.
  struct Migration: Hashable {
    let name: String
    let up: String
    let down: String?

    init(_ name: String, up: String, down: String?) {
      self.name = name
      self.up = up
      self.down = down
    }
  }
}

extension Sandbox {
  /// Writes migrations as folders below `history/`.
  func write(_ migrations: [Shop.Migration], to name: String = "history") throws {
    for migration in migrations {
      try folder.write(migration.up + "\n", to: "\(name)/\(migration.name)/up.sql")
      if let down = migration.down { try folder.write(down + "\n", to: "\(name)/\(migration.name)/down.sql") }
    }
  }

  /// Makes a pending migration, as a user would in an editor.
  func draft(_ name: String, up: String, down: String?) throws {
    try folder.write(up + "\n", to: "db/migrations/\(name)/up.sql")
    if let down { try folder.write(down + "\n", to: "db/migrations/\(name)/down.sql") }
  }

  /// A project with an imported history on its branch main; each history is imported once, for all tests.
  static func withHistory(
    _ migrations: [Shop.Migration] = Shop.line, graph: [String]? = nil, environment: [String: String] = [:]
  ) throws -> Sandbox {
    try Sandbox(ImportedHistories.stand(after: migrations, graph), environment: environment)
  }

  /// The same, imported anew.
  static func importing(
    _ migrations: [Shop.Migration] = Shop.line, graph: [String]? = nil, environment: [String: String] = [:]
  ) throws -> Sandbox {
    let sandbox = try Sandbox(environment: environment)
    try sandbox.write(migrations)
    if let graph { try sandbox.folder.write(graph.map { $0 + "\n" }.joined(), to: "history/graph.tsv") }
    try #require(sandbox.run("init").exit == 0)
    let arguments = ["import", "history"] + (graph == nil ? [] : ["--dag"])
    let result = sandbox.run(arguments)
    try #require(result.exit == 0, "\(result)")
    return sandbox
  }

  /// The history of the shop with a branch and a merge: names and orders stand beside each other.
  static func withMerge() throws -> Sandbox {
    try withHistory(
      Shop.line + [Shop.spending],
      graph: [
        "20260105-users", "20260112-orders\t20260105-users", "20260119-names\t20260105-users",
        "20260127-spending\t20260112-orders 20260119-names",
      ])
  }
}

extension Shop {
  /// The address of the running test's database, password and all, for variables of the environment.
  static func address() throws -> String {
    let address = try TestDatabase.address
    return "postgresql:///\(address.database ?? "")?host=\(address.host ?? "")&port=\(address.port ?? "5432")"
      + "&user=\(address.user ?? "postgres")"
  }
}

extension Sandbox {
  /// Writes `confiture.yaml`.
  func configure(_ text: String) throws {
    try folder.write("version: 1\n" + text, to: "confiture.yaml")
  }
}

/// What importing a history makes of a project.
private enum ImportedHistories {
  private struct Key: Hashable {
    let migrations: [Shop.Migration]
    let graph: [String]?
  }

  private static let stands = Mutex<[Key: Sandbox.Stand]>([:])

  static func stand(after migrations: [Shop.Migration], _ graph: [String]?) throws -> Sandbox.Stand {
    let key = Key(migrations: migrations, graph: graph)
    return try stands.withLock { stands in
      if let stand = stands[key] { return stand }
      let stand = try Sandbox.importing(migrations, graph: graph).stand()
      stands[key] = stand
      return stand
    }
  }
}
