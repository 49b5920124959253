import Postgres
import TestSupport
import Testing

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct SchemaTargetCommandTests {
  @Test func `schemas of one database are targets like others`() throws {
    let sandbox = try Sandbox.withHistory(environment: ["SHOP_URL": Shop.address()])
    try sandbox.configure(
      """
      targets:
        acme: {url_env: SHOP_URL, schema: tenant_acme}
        globex: {url_env: SHOP_URL, schema: tenant_globex, history_schema: public}

      """)
    var story = Story(sandbox)
    story.run("checkout", "main", "--target", "acme", "--yes")
    story.run("checkout", "HEAD~1", "--target", "globex", "--yes")
    story.run("status")
    story.run("status", "--live")
    story.run("diff", "acme@{db}", "acme@{live}")
    story.run("diff", "globex@{live}", "acme@{live}", "--stat")
    story.run("checkout", "HEAD~2", "--target", "acme", "--yes")
    try TestDatabase.run("CREATE TABLE tenant_globex.notes (id int PRIMARY KEY)")
    story.run("drift", "globex")
    story.run("drift", "acme")
    story.run("drift", "globex", "--capture", "--title", "notes of globex")
    try story.expect("targets/schemas")
  }
}
