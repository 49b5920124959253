import Diagnostics
import GitFixtures
import GitStore
import Testing

@Suite struct ReferenceTests {
  let folder = TemporaryFolder()
  let store: ObjectStore
  let stock: StockGit
  let one: ObjectID
  let two: ObjectID
  let main = "refs/confiture/heads/main"

  init() throws {
    try GitLibrary.readUserConfiguration(from: [])
    store = try ObjectStore.create(at: folder.path)
    stock = StockGit(in: folder.path)
    let tree = try store.writeTree([])
    let ada = Signature(name: "Ada", email: "a@b", when: 0, offset: 0)
    one = try store.writeCommit(tree: tree, parents: [], author: ada, committer: ada, message: "1\n")
    two = try store.writeCommit(tree: tree, parents: [one], author: ada, committer: ada, message: "2\n")
  }

  @Test func `a reference moves only from what is expected`() throws {
    #expect(try store.reference(main) == nil)
    try store.update(main, to: one, expecting: .absent)
    #expect(try store.reference(main) == .direct(one))
    for expected in [ExpectedTarget.absent, .exactly(two)] {
      let error = #expect(throws: GitError.self) { try store.update(main, to: two, expecting: expected) }
      #expect(error?.code == .referenceChanged)
      #expect(error?.kind == .refused)
    }
    try store.update(main, to: two, expecting: .exactly(one))
    #expect(stock("rev-parse", main) == two.hex)
    try store.update(main, to: one, expecting: .any)
    #expect(throws: GitError.self) { try store.delete(main, expecting: .exactly(two)) }
    try store.delete(main, expecting: .exactly(one))
    #expect(try store.resolveReference(main) == nil)
  }

  @Test func `a reference that must exist and does not is refused`() throws {
    let error = #expect(throws: GitError.self) { try store.update(main, to: two, expecting: .exactly(one)) }
    #expect(error?.code == .referenceChanged)
    #expect(folder.files(below: ".git/refs").isEmpty)
  }

  @Test func `several references move together or not at all`() throws {
    try store.update(main, to: one, expecting: .absent)
    #expect(throws: GitError.self) {
      try store.updateAll([
        ReferenceUpdate("refs/confiture/tags/v1", to: one, expecting: .absent),
        ReferenceUpdate(main, to: two, expecting: .exactly(two)),
      ])
    }
    #expect(try store.references(prefix: "refs/confiture/").map(\.name) == [main])
    try store.updateAll([
      ReferenceUpdate("refs/confiture/tags/v1", to: one, expecting: .absent),
      ReferenceUpdate(main, to: nil, expecting: .exactly(one)),
    ])
    #expect(try store.references(prefix: "refs/confiture/").map(\.name) == ["refs/confiture/tags/v1"])
  }

  @Test func `a reference to what is not there is refused`() throws {
    let nothing = try #require(ObjectID(hex: String(repeating: "2", count: 40)))
    #expect(throws: GitError.self) { try store.update(main, to: nothing, expecting: .any) }
    #expect(try store.reference(main) == nil)
  }

  @Test func `packed references are seen, and those of other prefixes are not`() throws {
    for name in ["heads/main", "heads/feature/x", "heads-not", "tags/v1"] {
      try store.update("refs/confiture/\(name)", to: one, expecting: .absent)
    }
    _ = stock("pack-refs", "--all", "--prune")
    try store.update(main, to: two, expecting: .exactly(one))
    let heads = try store.references(prefix: "refs/confiture/heads/")
    #expect(heads.map(\.name) == ["refs/confiture/heads/feature/x", main])
    #expect(heads.map(\.id) == [one, two])
    try store.delete("refs/confiture/heads/feature/x", expecting: .exactly(one))
    #expect(stock("for-each-ref", "--format=%(refname)", "refs/confiture/heads") == main)
  }

  @Test func `a symbolic reference is followed`() throws {
    try store.setSymbolic("refs/confiture/HEAD", to: main)
    #expect(try store.reference("refs/confiture/HEAD") == .symbolic(main))
    #expect(try store.resolveReference("refs/confiture/HEAD") == nil)
    #expect(try store.references(prefix: "refs/confiture/").isEmpty)
    try store.update(main, to: one, expecting: .absent)
    #expect(try store.resolveReference("refs/confiture/HEAD") == one)
    #expect(stock("rev-parse", "refs/confiture/HEAD") == one.hex)
    #expect(stock.status("fsck", "--strict") == 0)
  }

  @Test(arguments: ["refs/confiture/heads/a b", "refs/confiture/heads/..", "refs/x~1", "main@{1}", "refs/a.lock"])
  func `a name that git refuses is refused`(name: String) {
    #expect(!ObjectStore.isValidReferenceName(name))
    let error = #expect(throws: GitError.self) { try store.update(name, to: one, expecting: .any) }
    #expect(error?.code == .invalidReferenceName)
  }

  @Test func `a lock of another command is named`() throws {
    folder.write("", to: ".git/\(main).lock")
    let error = #expect(throws: GitError.self) { try store.update(main, to: one, expecting: .any) }
    #expect(error?.code == .locked)
    #expect(error?.kind == .busy)
  }

  @Test func `git's configuration is read`() throws {
    _ = stock("config", "user.name", "Ada Lovelace")
    #expect(try store.configuration("user.name") == "Ada Lovelace")
    #expect(try store.configuration("user.signingKey") == nil)
  }
}
