import FoundationEssentials
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct ScratchCommandTests {
  /// A server of its own, so that stopping it disturbs nobody.
  @Test func `the private server is looked at, started and stopped`() throws {
    let folder = try TemporaryFolder(in: TestServer.memoryFolder)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    let sandbox = try Sandbox(environment: ["CONFITURE_SCRATCH_DIR": "\(folder.path)/servers"])
    var story = Story(sandbox)
    story.mask("\(folder.path)/servers", as: "$SERVERS")
    story.run("scratch", "status")
    let start = sandbox.run("scratch", "start")
    let version = try #require(start.output.firstMatch(of: /servers\/([0-9.]+)\/socket/)).1
    story.mask("/\(version)/", as: "/$VERSION/")
    story.mask("/\(version)\n", as: "/$VERSION\n")
    story.mask("  \(version)\n", as: "  $VERSION\n")
    story.note(start)
    story.run("scratch", "status")
    story.run("scratch", "stop")
    story.run("scratch", "stop")
    try story.expect("scratch/life")
  }

  @Test func `the local database is listed`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    #expect(sandbox.run("checkout", "main").exit == 0)
    let status = sandbox.run("scratch", "status", "--format", "json")
    #expect(status.exit == 0)
    #expect(status.output.contains("\"running\": true"))
    #expect(status.output.contains(sandbox.localDatabase))
  }
}
