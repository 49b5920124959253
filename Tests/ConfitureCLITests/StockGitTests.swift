import Processes
import TestSupport
import Testing

/// What Confiture writes is a Git repository like any other, the same on every machine.
@Suite(.tags(.large), .timeLimit(.minutes(2))) struct StockGitTests {
  private func references(_ sandbox: Sandbox, in folder: String = ".") throws -> [String] {
    try sandbox.program("git", "-C", folder, "for-each-ref", "--format=%(objectname) %(refname)").outputText
      .split(separator: "\n").map(String.init).filter { !$0.contains("operations") }
  }

  @Test(arguments: [false, true])
  func `two machines that import the same history have the same ids`(followsGraph: Bool) throws {
    let arguments = ["import", "history"] + (followsGraph ? ["--dag"] : [])
    let machines = try [1, 2].map { number in
      let machine = try Sandbox(
        seed: UInt64(number),
        environment: [
          "GIT_AUTHOR_NAME": "Person \(number)", "GIT_AUTHOR_EMAIL": "\(number)@example.org", "USER": "user\(number)",
        ])
      try machine.write(Shop.lossyLine)
      try machine.folder.write(
        "20260105-users\n20260112-orders\t20260105-users\n20260119-names\t20260105-users\n20260126-notes\t20260112-orders\n",
        to: "history/graph.tsv")
      if number == 2 { for _ in 0..<7 { machine.run("--version") } }
      #expect(machine.run("init").exit == 0)
      #expect(machine.run(arguments).exit == 0)
      return machine
    }
    let first = try references(machines[0])
    #expect(first.contains { $0.hasSuffix("refs/confiture/heads/main") })
    #expect(try references(machines[1]) == first)
  }

  @Test func `the same migrations sealed by hand have the same ids`() throws {
    let first = try Sandbox(seed: 3)
    first.run("init")
    first.run("new", "users")
    try first.draft("20260202-users", up: Shop.users.up, down: Shop.users.down)
    #expect(first.run("commit").exit == 0)
    let second = try Sandbox(
      seed: 4, environment: ["GIT_AUTHOR_NAME": "Grace", "GIT_AUTHOR_EMAIL": "grace@example.org"])
    second.run("init")
    for file in ["up.sql", "down.sql", "migration.yaml"] {
      let path = "db/migrations/20260202-users/\(file)"
      try second.folder.write(first.folder.read(path), to: path)
    }
    #expect(second.run("commit").exit == 0)
    #expect(try references(second) == references(first))
  }

  @Test func `stock git checks, reads and compares it`() throws {
    let sandbox = try Sandbox.withMerge()
    sandbox.run("tag", "v1.0")
    sandbox.run("checkout", "main")
    let check = try sandbox.program("git", "fsck", "--strict", "--full")
    #expect(check.isSuccess)
    #expect(!check.errorText.contains("error") && !check.errorText.contains("warning"), "\(check.errorText)")
    let log = try sandbox.program("git", "log", "--format=%s", "refs/confiture/heads/main")
    #expect(log.outputText == "spending\nnames\norders\nusers\n")
    let up = try sandbox.program("git", "show", "refs/confiture/heads/main:migration/up.sql")
    #expect(up.outputText == Shop.spending.up + "\n")
    let difference = try sandbox.program(
      "git", "diff", "--name-only", "refs/confiture/heads/main~1", "refs/confiture/heads/main", "--", "schema/")
    #expect(difference.outputText.contains("schema/public/views/spending.sql"))
    #expect(try sandbox.program("git", "cat-file", "-t", "refs/confiture/tags/v1.0").outputText == "tag\n")
    #expect(try sandbox.program("git", "log", "--oneline", "refs/confiture/outcomes/local").isSuccess)
    #expect(try sandbox.program("git", "gc", "-q", "--prune=now").isSuccess)
    #expect(sandbox.run("fsck", "--deep").exit == 0)
  }

  @Test func `stock git carries it to another repository and back`() throws {
    let sandbox = try Sandbox.withMerge()
    sandbox.run("tag", "v1.0", "HEAD~1")
    _ = try sandbox.program("git", "init", "-q", "--bare", "server.git")
    #expect(try sandbox.program("git", "push", "-q", "server.git", "refs/confiture/*:refs/confiture/*").isSuccess)
    let local = try references(sandbox)
    #expect(try references(sandbox, in: "server.git") == local)
    #expect(try sandbox.program("git", "clone", "-q", "server.git", "copy").isSuccess)
    #expect(
      try sandbox.program("git", "-C", "copy", "fetch", "-q", "origin", "refs/confiture/*:refs/confiture/*").isSuccess
    )
    #expect(try references(sandbox, in: "copy").filter { $0.contains("refs/confiture") } == local)
    var story = Story(sandbox)
    story.run("-C", "copy", "log", "--graph", "--oneline")
    story.run("-C", "copy", "init")
    story.run("-C", "copy", "status")
    story.run("-C", "copy", "switch", "main", "--discard")
    story.run("-C", "copy", "status")
    story.run("-C", "copy", "fsck")
    try story.expect("git/carried")
  }
}
