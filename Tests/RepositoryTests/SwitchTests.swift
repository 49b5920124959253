import Diagnostics
import GitFixtures
import GitStore
import History
import Repository
import Testing

@Suite struct SwitchTests {
  /// `main` with users and orders, `feature` with users and mails; the workspace is on `main`.
  private func fork() throws -> SampleProject {
    let sample = try SampleProject.withTwoVersions()
    let head = try #require(try sample.project.head())
    let base = try #require(try sample.project.commits.read(head).parents.first)
    try sample.seal("mails", tables: ["users", "mails"], on: "feature", parents: [base])
    return sample
  }

  private func files(_ sample: SampleProject) -> [String] { sample.folder.files(below: "db") }

  @Test func `the workspace becomes that of the branch, and comes back`() throws {
    let sample = try fork()
    let before = files(sample)
    let changes = try sample.project.switchBranch(to: "feature")
    #expect(changes.written.contains("db/migrations/mails/up.sql"))
    #expect(changes.removed.contains("db/migrations/orders/up.sql"))
    #expect(!changes.written.contains("db/migrations/users/up.sql"))
    #expect(try sample.project.headBranch() == "feature")
    #expect(sample.git("symbolic-ref", "refs/confiture/HEAD") == "refs/confiture/heads/feature")
    #expect(try sample.status().isClean)
    try sample.project.switchBranch(to: "main")
    #expect(files(sample) == before)
    #expect(try sample.status().isClean)
    #expect(try sample.project.switchBranch(to: "main").isEmpty)
  }

  @Test func `pending migrations come along`() throws {
    let sample = try fork()
    sample.folder.write("select 1;\n", to: "db/migrations/20260201-mine/up.sql")
    try sample.project.switchBranch(to: "feature")
    #expect(try sample.status().pending.map(\.migration.name) == ["20260201-mine"])
  }

  @Test(arguments: [
    ("db/migrations/users/up.sql", "edited"), ("db/migrations/orders/down.sql", "edited"),
    ("db/migrations/users/verify.sql", "not sealed"), ("db/migrations/mails/up.sql", "not sealed"),
    ("db/schema/public/tables/users.sql", "edited"), ("db/schema/public/tables/loose.sql", "not sealed"),
  ]) func `what would be lost is named, and nothing is changed`(file: String, reason: String) throws {
    let sample = try fork()
    sample.folder.write("-- mine\n", to: file)
    let before = files(sample)
    let error: RepositoryError = try failure { try sample.project.switchBranch(to: "feature") }
    #expect(error.code == .workspaceEdited)
    #expect(error.kind == .refused)
    #expect(error.details.count == 1)
    #expect(error.details[0].hasPrefix("\(file): \(reason)"))
    #expect(files(sample) == before)
    #expect(sample.folder.read(file) == "-- mine\n")
    #expect(try sample.project.headBranch() == "main")

    try sample.project.switchBranch(to: "feature", discardingEdits: true)
    #expect(try sample.status().isClean)
  }

  @Test func `a workspace that Git has switched already is taken as it is`() throws {
    let sample = try fork()
    try sample.project.switchBranch(to: "feature")
    // As though `git switch` had brought the files, which does not know of our branches.
    try sample.project.branches().setHead("main")
    let status = try sample.status()
    #expect(status.pending.map(\.migration.name) == ["mails"])
    #expect(try status.pending.first?.sealedAs == sample.project.branches().tip(of: "feature"))
    #expect(status.sealedEdits.map(\.kind) == [.missing])
    #expect(try sample.project.switchBranch(to: "feature").isEmpty)
    #expect(try sample.status().isClean)
  }

  @Test func `a switch that was interrupted is completed by the next one`() throws {
    let sample = try fork()
    let feature = try sample.project.image(of: sample.project.branches().tip(of: "feature"))
    // Half of the files are written, the branch is still main.
    for name in ["up.sql", "down.sql"] {
      let blob = try #require(feature.folder("mails")?.files[name])
      sample.folder.write(try sample.project.store.readBlob(blob), to: "db/migrations/mails/\(name)")
    }
    try sample.project.switchBranch(to: "feature")
    #expect(try sample.status().isClean)
  }

  @Test func `nothing is left of temporary files`() throws {
    let sample = try fork()
    try sample.project.switchBranch(to: "feature")
    #expect(Shell.run("find \(sample.folder.path)/db -name '.*'").output.isEmpty)
  }
}
