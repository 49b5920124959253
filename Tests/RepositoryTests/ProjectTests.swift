import Diagnostics
import Documents
import GitFixtures
import GitStore
import History
import Repository
import Testing

@Suite struct ProjectTests {
  init() throws { try GitLibrary.readUserConfiguration(from: []) }

  @Test func `init makes a repository, a configuration and the folders of the workspace`() throws {
    let folder = TemporaryFolder()
    let (project, created) = try Project.initialize(at: "\(folder.path)/new/app", environment: [:])
    #expect(created)
    #expect(project.root.hasSuffix("/new/app"))
    #expect(folder.read("new/app/confiture.yaml") == Configuration.template)
    #expect(folder.files(below: "new/app/db").isEmpty)
    #expect(Shell.run("ls \(folder.path)/new/app/db").output == "migrations\nschema\n")
    #expect(try project.headBranch() == "main")
    #expect(try project.head() == nil)
    #expect(StockGit(in: project.root)("status", "--porcelain") == "?? confiture.yaml")
    #expect(StockGit(in: project.root).status("fsck") == 0)
  }

  @Test func `a second init changes nothing`() throws {
    let sample = try SampleProject.withTwoVersions()
    sample.folder.write("version: 1\nlocks: {attempts: 3}\n", to: "confiture.yaml")
    let before = sample.git("for-each-ref") + sample.folder.files().joined()
    let (project, created) = try Project.initialize(at: "\(sample.folder.path)/db/schema", environment: [:])
    #expect(!created)
    #expect(project.root == sample.project.root)
    #expect(project.configuration.locks.attempts == 3)
    #expect(sample.git("for-each-ref") + sample.folder.files().joined() == before)
  }

  @Test func `init inside a Git repository becomes a part of it`() throws {
    let folder = TemporaryFolder()
    _ = StockGit(in: folder.path)("init", "-q")
    let (project, _) = try Project.initialize(at: "\(folder.path)/services/billing", environment: [:])
    #expect(project.store.workTree == folder.path)
    #expect(folder.files(below: "services") == ["services/billing/confiture.yaml"])
    let found = try Project.discover(from: "\(folder.path)/services/billing/db/migrations", environment: [:])
    #expect(found.root == "\(folder.path)/services/billing")
  }

  @Test func `a folder outside a repository is no project`() throws {
    let folder = TemporaryFolder()
    let error: RepositoryError = try failure { _ = try Project.discover(from: folder.path, environment: [:]) }
    #expect(error.code == .notAProject)
    #expect(error.kind == .unreachable)
    #expect(error.hints.first?.contains("confiture init") == true)
  }

  @Test func `a repository without a schema is no project, with one it is`() throws {
    let folder = TemporaryFolder()
    let git = StockGit(in: folder.path)
    _ = git("init", "-q")
    let error: RepositoryError = try failure { _ = try Project.discover(from: folder.path, environment: [:]) }
    #expect(error.code == .notAProject)
    #expect(error.hints.contains("confiture init"))

    let sample = try SampleProject.withTwoVersions()
    _ = git("fetch", "-q", sample.folder.path, "refs/confiture/heads/main:refs/confiture/heads/main")
    let project = try Project.discover(from: folder.path, environment: [:])
    #expect(project.root == folder.path)
    #expect(try project.headBranch() == "main")
    #expect(try project.head() == sample.project.head())
  }

  @Test func `a bare repository is refused`() throws {
    let folder = TemporaryFolder()
    _ = StockGit(in: folder.path)("init", "-q", "--bare")
    let error: RepositoryError = try failure { _ = try Project.discover(from: folder.path, environment: [:]) }
    #expect(error.code == .noWorkTree)
  }

  @Test func `a broken configuration is shown with line and column`() throws {
    let sample = try SampleProject()
    sample.folder.write("version: 1\ntargets:\n  a: {\n", to: "confiture.yaml")
    let error: DocumentError = try failure { _ = try Project.discover(from: sample.folder.path, environment: [:]) }
    #expect(error.code == .syntax)
    #expect(error.location.file == "confiture.yaml")
  }

  @Test func `the history holds what branches, tags and targets reach`() throws {
    let sample = try SampleProject()
    let project = sample.project
    let first = try sample.seal("users", tables: ["users"])
    let second = try sample.seal("orders", tables: ["orders", "users"])
    let lost = try project.commits.write(
      parents: [first], migration: SampleProject.migration("lost"), files: [],
      fingerprint: SampleProject.fingerprint([]))
    #expect(try project.graph().versions.map(\.id) == [first, second])
    #expect(try project.graph(extraRoots: [lost]).contains(lost))

    var outcome = Outcome(
      run: "r1", target: "prod", plan: "p", result: .succeeded, from: nil, to: nil, toName: nil, fingerprint: nil,
      steps: [], started: 1, ended: 2, by: "Ada", error: nil)
    try project.outcomes.append(outcome, to: "empty")
    outcome.to = lost
    try project.outcomes.append(outcome, to: "prod")
    #expect(try Project.discover(from: project.root, environment: [:]).graph().contains(lost))
  }
}
