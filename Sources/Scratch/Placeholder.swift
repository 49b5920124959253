package import Postgres
package final class ScratchServer: Sendable {
  package func temporaryName() -> String { "" }
  package func createDatabase(_ name: String, template: String?) throws {}
  package func createDatabase(_ name: String, fromTemplate: String) throws -> Bool { true }
  package func saveTemplate(_ key: String, from: String) throws {}
  package func databaseExists(_ name: String) throws -> Bool { true }
  package func dropDatabase(_ name: String) throws {}
  package func connectionString(database: String) -> ConnectionString { ConnectionString(parameters: [:]) }
}
