import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct ImportCommandTests {
  @Test func `a folder of migrations becomes a line of versions`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Shop.lossyLine)
    var story = Story(sandbox)
    story.run("init")
    story.run("import", "history")
    story.run("import", "history")
    story.run("log", "--oneline")
    story.run("status")
    try story.expect("import/plain")
  }

  @Test func `the report of an import can be read by programs`() throws {
    let sandbox = try Sandbox()
    try sandbox.write([Shop.users, Shop.orders])
    var story = Story(sandbox)
    sandbox.run("init")
    story.run("import", "history", "--json")
    try story.expect("import/json")
  }

  @Test func `declared parents give the real shape, and what they lack is told`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Shop.line + [Shop.spending])
    try sandbox.folder.write(
      "20260105-users\n20260112-orders\t20260105-users\n20260119-names\t20260105-users\n20260127-spending\t20260119-names\n",
      to: "history/graph.tsv")
    var story = Story(sandbox)
    story.run("init")
    story.run("import", "history", "--dag")
    story.run("log", "--graph", "--oneline")
    story.run("show", "--no-patch")
    try story.expect("import/dag")
  }

  @Test func `an import stops at the file that fails, and goes on when it is corrected`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Shop.line)
    try sandbox.folder.write("ALTER TABLE users\n  ADD COLUMN name txet;\n", to: "history/20260119-names/up.sql")
    var story = Story(sandbox)
    story.run("init")
    story.run("import", "history")
    story.run("log", "--oneline")
    try sandbox.write([Shop.names])
    story.run("import", "history")
    try story.expect("import/stopped")
  }

  @Test func `a sealed migration that was changed in its folder is refused`() throws {
    let sandbox = try Sandbox.withHistory()
    try sandbox.folder.write("ALTER TABLE users ADD COLUMN name varchar(80);\n", to: "history/20260119-names/up.sql")
    var story = Story(sandbox)
    story.run("import", "history")
    try story.expect("import/changed")
  }

  @Test func `what cannot be read as a history is named`() throws {
    let sandbox = try Sandbox()
    sandbox.run("init")
    var story = Story(sandbox)
    story.run("import", "nowhere")
    try sandbox.folder.write("hello\n", to: "letters/hello.txt")
    story.run("import", "letters")
    story.run("import", "letters", "--format", "flywya")
    story.run("import", "letters", "--format", "plain")
    story.run("log")
    try story.expect("import/unreadable")
  }
}
