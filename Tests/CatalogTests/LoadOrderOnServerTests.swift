import Catalog
import Postgres
import Schema
import Scratch
import TestSupport
import Testing

/// The order of a load plan is right by itself: no statement needs a second try.
@Suite struct LoadOrderOnServerTests {
  @Test(arguments: Fixture.all, [false, true])
  func `every statement succeeds in its turn`(fixture: Fixture, includesAccess: Bool) throws {
    guard let snapshot = try fixture.built()?.snapshot(includesAccess: includesAccess) else { return }
    let plan = SnapshotLoader.plan(for: snapshot.files.map { ($0.path, $0.text) })
    let empty = try TestServer.shared().createTemporaryDatabase()
    defer { try? TestServer.shared().dropDatabase(empty) }
    let target = try Connection(
      TestServer.shared().connectionString(database: empty), applicationName: "confiture test",
      sessionSettings: [("search_path", ""), ("check_function_bodies", "off")])
    for statement in plan.statements {
      #expect(throws: Never.self, "\(statement.path): \(statement.text)") {
        try target.execute(SQLText(unescaped: statement.text))
      }
      #expect(statement.phase != .other, "\(statement.text)")
    }
  }
}
