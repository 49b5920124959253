import Postgres
import Scratch
import TestSupport
import Testing

@Suite(.tags(.large)) struct CopiedSettingsTests {
  @Test func `a copy has the settings of its database`() throws {
    let server = try TestServer.shared()
    let source = try server.createTemporaryDatabase()
    defer { try? server.dropDatabase(source) }
    do {
      let session = try Connection(server.connectionString(database: source), applicationName: "test")
      try session.script(
        """
        DO $$ BEGIN
          EXECUTE format('ALTER DATABASE %I SET search_path TO a, "B c"', current_database());
          EXECUTE format('ALTER DATABASE %I SET work_mem TO ''5MB''', current_database());
        END $$
        """)
    }
    let copy = try server.createTemporaryDatabase(copying: source)
    defer { try? server.dropDatabase(copy) }
    let session = try Connection(server.connectionString(database: copy), applicationName: "test")
    let values = try session.query("SELECT current_setting('search_path'), current_setting('work_mem')")
    #expect(values.text(0, 0) == "a, \"B c\"")
    #expect(values.text(0, 1) == "5MB")
  }
}
