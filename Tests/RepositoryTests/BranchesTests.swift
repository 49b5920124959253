import Diagnostics
import GitFixtures
import GitStore
import History
import Repository
import Testing

@Suite struct BranchesTests {
  @Test func `a branch is made, listed, renamed and deleted`() throws {
    let sample = try SampleProject.withTwoVersions()
    let project = sample.project
    let head = try #require(try project.head())
    let branches = project.branches(recording: SampleProject.operation("branch"))
    try branches.create("feature/a", at: head)
    #expect(try branches.list().map(\.name) == ["feature/a", "main"])
    #expect(try branches.list().map(\.isCurrent) == [false, true])
    #expect(try branches.list().map(\.tip) == [head, head])
    #expect(sample.git("rev-parse", "refs/confiture/heads/feature/a") == head.hex)
    try branches.rename("feature/a", to: "b")
    #expect(try branches.list().map(\.name) == ["b", "main"])
    #expect(try branches.delete("b") == head)
    #expect(sample.git.status("show-ref", "refs/confiture/heads/b") == 1)
    #expect(sample.git.status("fsck", "--strict") == 0)
  }

  @Test func `every move is in the operation log`() throws {
    let sample = try SampleProject.withTwoVersions()
    let project = sample.project
    let head = try #require(try project.head())
    try project.branches(recording: SampleProject.operation("branch x")).create("x", at: head)
    try project.switchBranch(to: "x", recording: SampleProject.operation("switch x"))
    try project.branches(recording: SampleProject.operation("rename")).rename("x", to: "y")
    try project.tags(recording: SampleProject.operation("tag v1")).create(
      "v1", at: head, tagger: SampleProject.ada, date: SampleProject.date)

    let log = try OperationLog(project.store).operations()
    #expect(log.map(\.command) == ["tag v1", "rename", "switch x", "branch x"])
    #expect(log[3].changes == [.init(reference: "refs/confiture/heads/x", before: nil, after: head)])
    #expect(log[2].switched == .init(from: "main", to: "x"))
    #expect(log[2].changes.isEmpty)
    #expect(log[1].switched == .init(from: "x", to: "y"))
    #expect(log[1].changes.map(\.after) == [head, nil])
    #expect(log[0].changes.map(\.reference) == ["refs/confiture/tags/v1"])
    #expect(try project.headBranch() == "y")
  }

  @Test(arguments: ["", "-x", "a..b", "a b", "HEAD", "@", "a~1", "a^", "x.lock", "/a", "a/", "a:b", "refs/x"])
  func `a name that would be a revision of another kind is refused`(name: String) throws {
    let sample = try SampleProject.withTwoVersions()
    let head = try #require(try sample.project.head())
    let error: HistoryError = try failure { try sample.project.branches().create(name, at: head) }
    #expect(error.code == .invalidName)
    #expect(error.kind == .usage)
    _ = try failure(HistoryError.self) {
      _ = try sample.project.tags().create(name, at: head, tagger: SampleProject.ada, date: SampleProject.date)
    }
  }

  @Test(arguments: ["main", "main/x"]) func `a name that is taken is refused`(name: String) throws {
    let sample = try SampleProject.withTwoVersions()
    let head = try #require(try sample.project.head())
    let error: RepositoryError = try failure { try sample.project.branches().create(name, at: head) }
    #expect(error.code == .branchExists)
    #expect(error.message.contains("'\(name)'"))
  }

  @Test func `a branch begins at a version only`() throws {
    let sample = try SampleProject.withTwoVersions()
    let store = sample.project.store
    let blob = try store.writeBlob([1])
    #expect(
      try failure(RepositoryError.self) { try sample.project.branches().create("x", at: blob) }.code == .notAVersion)
    let signature = SampleProject.ada.signature(at: SampleProject.date)
    let commit = try store.writeCommit(
      tree: store.writeTree([]), parents: [], author: signature, committer: signature, message: "code\n")
    _ = try failure(HistoryError.self) { try sample.project.branches().create("x", at: commit) }
  }

  @Test func `an unknown branch is refused with similar names`() throws {
    let sample = try SampleProject.withTwoVersions()
    let error: RepositoryError = try failure { _ = try sample.project.branches().delete("mian") }
    #expect(error.code == .unknownBranch)
    #expect(error.hints == ["did you mean 'main'?"])
    let empty = try SampleProject()
    #expect(try failure(RepositoryError.self) { try empty.project.switchBranch(to: "main") }.code == .unbornBranch)
  }

  @Test func `the current branch and what only one branch reaches are kept`() throws {
    let sample = try SampleProject.withTwoVersions()
    let branches = sample.project.branches()
    let base = try #require(try sample.project.head())
    #expect(try failure(RepositoryError.self) { _ = try branches.delete("main", force: true) }.code == .currentBranch)

    let tip = try sample.seal("more", tables: ["more"], on: "feature", parents: [base])
    let error: RepositoryError = try failure { _ = try branches.delete("feature") }
    #expect(error.code == .unmergedBranch)
    #expect(error.kind == .refused)
    #expect(error.details.first?.contains(tip.short()) == true)
    try sample.project.tags().create("v1", at: tip, tagger: SampleProject.ada, date: SampleProject.date)
    try branches.delete("feature")
    try branches.create("feature", at: tip)
    try sample.project.tags().delete("v1", force: true)
    try branches.delete("feature", force: true)
    #expect(try branches.list().map(\.name) == ["main"])
  }

  @Test func `who is late in a race for a branch is told`() throws {
    let sample = try SampleProject.withTwoVersions()
    let branches = sample.project.branches(recording: SampleProject.operation("commit"))
    let head = try #require(try sample.project.head())
    let parent = try sample.project.commits.read(head).parents.first
    let error: RepositoryError = try failure { try branches.advance("main", from: parent, to: head) }
    #expect(error.code == .branchMoved)
    #expect(error.kind == .refused)
    #expect(error.message == "'main' was moved by another command in the meantime")
    #expect(
      try failure(RepositoryError.self) { try branches.advance("main", from: nil, to: head) }.code == .branchMoved)
    #expect(try OperationLog(sample.project.store).operations().isEmpty)
  }

  @Test func `the first version of main puts the workspace on it`() throws {
    let sample = try SampleProject()
    #expect(sample.git.status("show-ref", "--verify", "refs/confiture/HEAD") != 0)
    let id = try sample.seal("users", tables: ["users"])
    #expect(sample.git("symbolic-ref", "refs/confiture/HEAD") == "refs/confiture/heads/main")
    #expect(try sample.project.head() == id)
  }

  @Test func `a tag is an annotated object that stays`() throws {
    let sample = try SampleProject.withTwoVersions()
    let tags = sample.project.tags()
    let head = try #require(try sample.project.head())
    try tags.create(
      "v1.0", at: head, message: "First release", tagger: SampleProject.ada, date: SampleProject.date)
    #expect(sample.git("cat-file", "-t", "refs/confiture/tags/v1.0") == "tag")
    #expect(sample.git("rev-parse", "refs/confiture/tags/v1.0^{commit}") == head.hex)
    #expect(
      sample.git("for-each-ref", "--format=%(taggername)|%(contents)", "refs/confiture/tags").hasPrefix(
        "Ada Lovelace|First release"))
    #expect(sample.git.status("fsck", "--strict") == 0)
    let tag = try #require(try tags.list().first)
    #expect(tag.version == head)
    #expect(tag.annotation?.message == "First release\n")

    func code(_ body: () throws -> Void) throws -> RepositoryError.Code {
      try failure(RepositoryError.self, body).code
    }
    #expect(
      try code { _ = try tags.create("v1.0", at: head, tagger: SampleProject.ada, date: SampleProject.date) }
        == .tagExists)
    #expect(try code { _ = try tags.delete("v1.0", force: false) } == .immutableTag)
    #expect(try code { _ = try tags.delete("v1.1", force: true) } == .unknownTag)
    try tags.delete("v1.0", force: true)
    #expect(try tags.list().isEmpty)
  }
}
