import GitStore
import History
import Postgres
import Processes
import Schema
import TestSupport
import Testing

/// The program as users run it, built beside the tests.
@Suite(.tags(.large), .timeLimit(.minutes(2))) struct BinaryTests {
  private func confiture(_ arguments: String..., in sandbox: Sandbox) throws -> ProcessResult {
    try ChildProcess.run(
      Invocation(Sandbox.binary, arguments, environment: sandbox.environment, directory: sandbox.root),
      deadline: .seconds(60))
  }

  private func shell(_ line: String, in sandbox: Sandbox) throws -> ProcessResult { try sandbox.shell(line) }

  @Test func `the version is one line`() throws {
    let result = try confiture("--version", in: Sandbox())
    #expect(result.status == .exited(0))
    #expect(result.outputText.wholeMatch(of: /confiture \d+\.\d+\.\d+\n/) != nil)
    #expect(result.errorText == "")
  }

  @Test func `exit codes are those of the page`() throws {
    let sandbox = try Sandbox()
    #expect(try confiture("comit", in: sandbox).status == .exited(2))
    #expect(try confiture("status", in: sandbox).status == .exited(3))
    #expect(try confiture("init", in: sandbox).status == .exited(0))
    #expect(try confiture("drift", "--database", "postgresql://ada@127.0.0.1:1/x", in: sandbox).status == .exited(3))
    #expect(try confiture("show", in: sandbox).status == .exited(2))
    #expect(try confiture("tag", "--delete", "x", in: sandbox).status == .exited(2))
  }

  @Test func `the main job is done by the program itself`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Shop.lossyLine)
    for line in ["init", "import history", "checkout main", "checkout HEAD~2", "drift"] {
      let result = try shell("confiture \(line)", in: sandbox)
      #expect(result.status == .exited(0), "\(line): \(result.errorText)")
    }
    try sandbox.local().script("ALTER TABLE users ADD COLUMN phone text")
    let drift = try confiture("drift", "--stat", in: sandbox)
    #expect(drift.status == .exited(1))
    #expect(drift.outputText.contains("M  table public.users"))
  }

  @Test func `a reader that goes away ends it quietly`() throws {
    let sandbox = try Sandbox()
    sandbox.run("init")
    let store = try ObjectStore(opening: sandbox.root)
    let commits = SchemaCommits(store)
    var head: ObjectID?
    for number in 0..<200 {
      let name = "m\(1000 + number)"
      head = try commits.write(
        parents: [head].compactMap(\.self),
        migration: Migration(
          name: name, up: "SELECT \(number);", down: "SELECT 1;",
          manifest: MigrationManifest(
            change: ChangeID(derivedFrom: name), title: name, author: Author(name: "Ada", email: "ada@example.org"),
            date: CommitDate(seconds: 1_700_000_000 + Int64(number)))),
        files: [], fingerprint: .empty)
    }
    try store.update(ConfitureReference.head("main"), to: try #require(head), expecting: .any)
    #expect(sandbox.run("log").output.split(separator: "\n").count >= 200)
    let result = try shell("set -o pipefail; confiture log | head -1", in: sandbox)
    #expect(result.status == .exited(0))
    #expect(result.outputText.split(separator: "\n").count == 1)
    #expect(result.errorText == "")
  }

  @Test func `what is piped is plain`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Shop.line)
    for line in [
      "init", "import history", "log --graph", "diff HEAD~1", "status", "--help", "nonsense", "checkout main",
    ] {
      let result = try shell("confiture \(line)", in: sandbox)
      let bytes = result.output + result.errors
      #expect(!bytes.contains(0x1B), "\(line)")
      #expect(!bytes.contains(0x0D), "\(line)")
    }
  }

  @Test(.scratchDatabase)
  func `there is nobody to ask without a terminal`() throws {
    let sandbox = try Sandbox(environment: ["SHOP": Shop.address()])
    try sandbox.write([Shop.users])
    for line in ["init", "import history"] { _ = try shell("confiture \(line)", in: sandbox) }
    let result = try shell("yes | confiture checkout main --database \"$SHOP\"; exit ${PIPESTATUS[1]}", in: sandbox)
    #expect(result.status == .exited(2))
    #expect(result.errorText.contains("nobody to ask"))
    #expect(try TestDatabase.column("SELECT to_regclass('public.users')::text") == [nil])
  }

  @Test func `an output that cannot be written is an error`() throws {
    let sandbox = try Sandbox()
    let result = try shell("confiture --help > /dev/full", in: sandbox)
    #expect(result.status == .exited(6))
    #expect(result.errorText.contains("No space left"))
  }
}
