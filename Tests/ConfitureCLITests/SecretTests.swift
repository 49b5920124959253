import Postgres
import Processes
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct SecretTests {
  @Test func `a password is in no output, no record and no error`() throws {
    let server = try LockedServer()
    let address = server.address(password: LockedServer.password)
    let sandbox = try Sandbox.importing(environment: ["SHOP_URL": address])
    try sandbox.configure("targets:\n  production:\n    url_env: SHOP_URL\n")
    let runs: [[String]] = [
      ["checkout", "HEAD~1", "--target", "production", "--yes"],
      ["checkout", "main", "--database", address, "--yes", "--format", "json"],
      ["drift", "--database", address, "--format", "json"], ["status", "--live", "--format", "json"],
      ["log", "production", "--format", "json"], ["diff", "HEAD~1", address],
      ["diff", "HEAD", address, "--format", "json"],
      ["checkout", "HEAD~9", "--database", address], ["baseline", "main", "--database", address],
      ["build", "--database", address], ["clone", address, "copy"], ["clone", address, "copy"],
      ["diff", address, "nothing"], ["import", address], ["rev-parse", address], ["log", address], ["show", address],
      ["tag", "x", address], ["switch", address], ["branch", address], ["checkout", "--target", address, "main"],
      ["status", address], ["checkout", "main", "--databse", address], ["checkout", "main", address],
      ["checkout", "main", "--database", address + "&sslmode=nonsense"],
      ["checkout", "main", "--database", address + "&nonsense=1"],
      ["checkout", "main", "--database", address.replacing("/shop", with: "/shop%zz")],
    ]
    for arguments in runs {
      let run = sandbox.run(arguments)
      let text = run.output + run.errors
      #expect(!text.contains(LockedServer.password), "\(arguments)")
    }
    let outcomes = try sandbox.program("git", "for-each-ref", "refs/confiture/outcomes").outputText
    #expect(outcomes.split(separator: "\n").count == 2)
    #expect(try !sandbox.everythingStored().contains(LockedServer.password))
    let database = try Connection(ConnectionString(address), applicationName: "confiture test")
    let rows = try database.query(
      """
      SELECT (SELECT string_agg(r::text, '') FROM confiture.head r)
        || (SELECT string_agg(r::text, '') FROM confiture.applied r)
        || (SELECT string_agg(r::text, '') FROM confiture.outcome r)
      """)
    #expect(!rows.text(0, 0).contains(LockedServer.password))
  }

  @Test func `a password in the configuration is in no message about it`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    let lines = [
      "url: postgresql://ada:Pa55-of-ada@127.0.0.1:1/shop", "url: 'postgresql://ada:Pa55-of-ada@[::1/shop'",
      "url: host=127.0.0.1 port=1 password=Pa55-of-ada", "url: host=x pasword=Pa55-of-ada",
      "url: postgresql://ada:Pa55-of-ada@127.0.0.1:1/shop\n    disposabel: true",
      "url: [postgresql://ada:Pa55-of-ada@127.0.0.1:1/shop]",
    ]
    for line in lines {
      try sandbox.configure("targets:\n  production:\n    \(line)\n")
      for arguments in [["status"], ["checkout", "main", "--target", "production", "--yes"]] {
        let run = sandbox.run(arguments)
        #expect(!(run.output + run.errors).contains("Pa55-of-ada"), "\(line): \(run)")
      }
    }
  }
}
