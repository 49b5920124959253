import Diagnostics
import Documents
import Postgres
import Repository
import Testing

@Suite struct TenantSettingsTests {
  private func read(_ tenants: String, _ variables: [String: String] = [:]) throws -> TenantSettings {
    let text = "version: 1\nenvironments:\n  production:\n    tenants: \(tenants)\n"
    let configuration = try Configuration.read(text, root: "/project", environment: variables)
    return try #require(configuration.environment("production").tenants)
  }

  @Test func `what is left out has a default`() throws {
    let settings = try read("{list: [acme], database: \"app_{name}\"}")
    #expect(settings.database?.filled(with: "acme") == "app_acme")
    #expect(settings.schema == nil)
    #expect(settings.canary == [])
    #expect(settings.waves.map(\.description) == ["1", "5%", "25%", "100%"])
    #expect(settings.concurrency == 8)
    #expect(settings.stopsAfter == .count(1))
    #expect(try settings.controlAddress() == nil)
  }

  @Test func `every setting is read`() throws {
    let settings = try read(
      """
      {query: SELECT name FROM tenants, schema: "t_{name}", history_schema: app, canary: [acme], waves: [2, 0.5%],
       concurrency: 3, stop_after: 10%, control: "${CONTROL}"}
      """, ["CONTROL": "postgresql://db/control"])
    guard case .query(let query) = settings.source else { Issue.record("not a query"); return }
    #expect(query == "SELECT name FROM tenants")
    #expect(settings.schema?.filled(with: "acme") == "t_acme")
    #expect(settings.historySchema == "app")
    #expect(settings.canary == ["acme"])
    #expect(settings.waves == [.count(2), .percent(0.5)])
    #expect(settings.concurrency == 3)
    #expect(settings.stopsAfter == .percent(10))
    #expect(try settings.controlAddress()?.database == "control")
  }

  @Test func `addresses of the list may come from the environment`() throws {
    let settings = try read(
      "{list: {acme: \"postgresql://db/acme\", globex: \"${GLOBEX}\"}}", ["GLOBEX": "postgresql://x/g"])
    guard case .listed(let listed) = settings.source else { Issue.record("not a list"); return }
    #expect(listed.map(\.name) == ["acme", "globex"])
    #expect(try listed.map { try $0.connectionString()?.database } == ["acme", "g"])
  }

  @Test(arguments: [
    ("{}", "does not say where the names of the tenants come from"),
    ("{list: [a], query: SELECT 1, schema: \"{name}\"}", "several sources"),
    ("{list: [acme]}", "nothing says where it is"),
    ("{list: [acme], database: app}", "does not contain {name}"),
    ("{list: [acme], database: \"{name}\", waves: [0]}", "must be a number or a percentage"),
    ("{list: [acme], database: \"{name}\", stop_after: 101%}", "must be a number or a percentage"),
    ("{list: [acme], database: \"{name}\", concurrency: 65}", "must be between 1 and 64"),
    ("{list: [acme], database: \"{name}\", history_schema: app}", "there is no 'schema'"),
    ("{command: []}", "is empty"),
    ("{list: [acme], database: \"{name}\", waive: [1]}", "unknown key 'waive'"),
  ])
  func `what cannot be meant is refused, with the line`(tenants: String, message: String) throws {
    let error = try #require(throws: DocumentError.self) { try read(tenants) }
    #expect(error.message.contains(message), "\(error.message)")
    #expect(error.location.line == 4)
  }
}
