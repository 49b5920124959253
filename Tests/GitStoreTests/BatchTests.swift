import GitFixtures
import GitStore
import Testing

@Suite struct BatchTests {
  let folder = TemporaryFolder()
  let store: ObjectStore
  let stock: StockGit
  struct Stop: Error {}

  init() throws {
    try GitLibrary.readUserConfiguration(from: [])
    store = try ObjectStore.create(at: folder.path)
    stock = StockGit(in: folder.path)
  }

  private func chain(_ count: Int) throws -> ObjectID? {
    var parent: ObjectID?
    for number in 0..<count {
      let blob = try store.writeBlob(Array("create table t\(number)(id int);\n".utf8))
      let tree = try store.writeTree([TreeEntry(mode: .blob, name: "up.sql", id: blob)])
      let ada = Signature(name: "Ada", email: "a@b", when: Int64(number), offset: 0)
      parent = try store.writeCommit(
        tree: tree, parents: parent.map { [$0] } ?? [], author: ada, committer: ada, message: "c\(number)\n")
      #expect(try store.readTree(tree).count == 1)
    }
    return parent
  }

  @Test(arguments: [1, 40, 285])
  func `what a batch wrote is there when it ends`(commits: Int) throws {
    let tip = try #require(try store.batch { try chain(commits) })
    let isPacked = 3 * commits >= ObjectStore.packThreshold
    #expect(folder.files(below: ".git/objects/pack").count { $0.hasSuffix(".pack") } == (isPacked ? 1 : 0))
    try store.update("refs/confiture/heads/main", to: tip, expecting: .absent)
    #expect(stock("rev-list", "--count", "refs/confiture/heads/main") == "\(commits)")
    #expect(stock.status("fsck", "--strict", "--full") == 0)
    #expect(try store.readCommit(tip).message == "c\(commits - 1)\n")
  }

  @Test func `objects that no commit reaches are stored too`() throws {
    let ids = try store.batch { try (0..<100).map { try store.writeBlob(Array("blob \($0)".utf8)) } }
    for id in ids.prefix(10) { #expect(stock("cat-file", "-t", id.hex) == "blob") }
    #expect(stock("count-objects", "-v").contains("in-pack: 100"))
  }

  @Test func `a batch that fails leaves nothing`() throws {
    #expect(throws: Stop.self) {
      try store.batch {
        _ = try chain(60)
        throw Stop()
      }
    }
    #expect(stock("count-objects") == "0 objects, 0 kilobytes")
    #expect(folder.files(below: ".git/objects/pack").isEmpty)
  }

  @Test func `a batch within a batch joins it`() throws {
    try store.batch {
      try store.batch { _ = try chain(20) }
      #expect(stock("count-objects") == "0 objects, 0 kilobytes")
    }
    #expect(folder.files(below: ".git/objects/pack").count == 2)
  }

  @Test func `an inner batch that fails does not end the outer one`() throws {
    let id = try store.batch {
      let id = try store.writeBlob([1])
      #expect(throws: Stop.self) { try store.batch { throw Stop() } }
      return id
    }
    #expect(stock("cat-file", "-t", id.hex) == "blob")
  }

  @Test func `a flush stores what was gathered, and the batch goes on`() throws {
    try? store.batch {
      let first = try chain(20)
      try store.flushBatch()
      #expect(stock("cat-file", "-t", first?.hex ?? "") == "commit")
      try store.writeBlob([9])
      throw Stop()
    }
    #expect(stock("count-objects") == "0 objects, 0 kilobytes")
  }

  @Test func `what is already there is not stored again`() throws {
    let tip = try chain(40)
    let before = stock("count-objects")
    #expect(try store.batch { try chain(40) } == tip)
    #expect(stock("count-objects") == before)
    #expect(folder.files(below: ".git/objects/pack").isEmpty)
  }
}
