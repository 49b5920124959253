import Postgres
import Scratch
import TestSupport
import Testing

@Suite(.tags(.large)) struct CopiedSubscriptionsTests {
  @Test func `a copy has the subscriptions of its database, and both can be dropped`() throws {
    let server = try TestServer.shared()
    let source = try server.createTemporaryDatabase()
    let key = "subscriptions of \(source)"
    do {
      let session = try Connection(server.connectionString(database: source), applicationName: "test")
      try session.execute(
        "CREATE SUBSCRIPTION feed CONNECTION 'host=far' PUBLICATION a, b WITH (connect = false, slot_name = 'own')")
    }
    try server.saveTemplate(key, from: source)
    let copy = try server.createTemporaryDatabase(fromTemplate: key)
    do {
      let session = try Connection(server.connectionString(database: copy), applicationName: "test")
      let found = try session.query(
        """
        SELECT subname, subconninfo, subpublications::text, subslotname, subenabled FROM pg_subscription
        WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        """)
      #expect(found.rows.map { row in (0..<5).map { row.text($0) } } == [["feed", "host=far", "{a,b}", "own", "f"]])
    }
    for name in [source, copy] {
      try server.dropDatabase(name)
      #expect(try !server.databaseExists(name))
    }
    try server.dropTemplate(key)
    #expect(try !server.hasTemplate(key))
  }
}
