import Schema
import SchemaDiff
import Testing

@Suite struct UnknownSecretTests {
  @Test func `no statement puts a placeholder where a secret belongs`() throws {
    let identity = ObjectIdentity(kind: .userMapping, name: "bob on far")
    let file = SnapshotFile(
      identity: identity,
      text: "CREATE USER MAPPING FOR bob SERVER far OPTIONS (password '\(SecretOption.placeholder)');\n")
    let error = #expect(throws: SchemaDiffError.self) { try SchemaPlanner.plan(from: [], to: [file]) }
    #expect(error?.code == .unsupportedChange)
    // What goes needs none.
    let back = try SchemaPlanner.plan(from: [file], to: [])
    #expect(back.migrations.flatMap(\.changes).count == 1)
  }
}
