import Diagnostics
import GitFixtures
import GitStore
import Testing

@Suite struct ObjectStoreTests {
  let folder = TemporaryFolder()
  let store: ObjectStore
  let stock: StockGit
  let ada = Signature(name: "Ada Lovelace", email: "ada@example.org", when: 1_700_000_000, offset: 90)

  init() throws {
    try GitLibrary.readUserConfiguration(from: [])
    store = try ObjectStore.create(at: folder.path)
    stock = StockGit(in: folder.path)
  }

  @Test(arguments: ["", "hello\n", "é\u{0}\r\n"])
  func `stock git reads a blob and gives it the same id`(text: String) throws {
    let id = try store.writeBlob(Array(text.utf8))
    #expect(try ObjectStore.hash(.blob, Array(text.utf8)) == id)
    #expect(stock("cat-file", "-s", id.hex) == "\(text.utf8.count)")
    folder.write(text, to: "file")
    #expect(stock("hash-object", "--no-filters", "file") == id.hex)
    #expect(try store.readBlob(id) == Array(text.utf8))
    #expect(try store.kind(of: id) == .blob)
  }

  @Test func `a tree is sorted as git sorts it`() throws {
    let blob = try store.writeBlob([])
    let inner = try store.writeTree([TreeEntry(mode: .blob, name: "x", id: blob)])
    let tree = try store.writeTree([
      TreeEntry(mode: .tree, name: "a", id: inner), TreeEntry(mode: .blob, name: "a.sql", id: blob),
      TreeEntry(mode: .blob, name: "a-b", id: blob), TreeEntry(mode: .executable, name: "Z", id: blob),
      TreeEntry(mode: .blob, name: "a0", id: blob), TreeEntry(mode: .blob, name: "é", id: blob),
    ])
    #expect(stock.status("fsck", "--strict", tree.hex) == 0)
    #expect(try store.readTree(tree).map(\.name) == ["Z", "a-b", "a.sql", "a", "a0", "é"])
    let listed = stock("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", tree.hex)
    #expect(listed.split(separator: "\n") == ["Z", "a-b", "a.sql", "a/x", "a0", "é"])
  }

  @Test(arguments: ["", ".", "..", ".git", ".GIT", "a/b", "a\u{0}b"])
  func `a name that a tree cannot hold is refused`(name: String) throws {
    let blob = try store.writeBlob([])
    let error = #expect(throws: GitError.self) {
      try store.writeTree([TreeEntry(mode: .blob, name: name, id: blob)])
    }
    #expect(error?.code == .invalidObject)
  }

  @Test func `two entries of one name are refused`() throws {
    let entry = TreeEntry(mode: .blob, name: "a", id: try store.writeBlob([]))
    #expect(throws: GitError.self) { try store.writeTree([entry, entry]) }
  }

  @Test func `a commit has the same id as one that stock git makes`() throws {
    let tree = try store.writeTree([TreeEntry(mode: .blob, name: "x", id: try store.writeBlob([0x31]))])
    let author = Signature(name: "Ada", email: "ada@example.org", when: 1_700_000_000, offset: 0)
    let root = try store.writeCommit(
      tree: tree, parents: [], author: author, committer: author, message: "first\n\nbody\n")
    #expect(stock("commit-tree", tree.hex, "-m", "first", "-m", "body") == root.hex)
    let second = try store.writeCommit(
      tree: tree, parents: [root], author: ada, committer: ada, message: "ünï\n")
    let read = try store.readCommit(second)
    #expect(read.parents == [root])
    #expect(read.author == ada)
    #expect(read.message == "ünï\n")
    #expect(
      stock("log", "-1", "--format=%an|%ae|%ad|%s", "--date=raw", second.hex)
        == "Ada Lovelace|ada@example.org|1700000000 +0130|ünï")
  }

  @Test(arguments: [
    ("", "a@b", 0), ("a<b", "a@b", 0), ("a", "a>b", 0), ("a\n", "x", 0), (" a", "x", 0), ("a", "x", 5000),
  ])
  func `an author that a commit cannot hold is refused`(name: String, email: String, offset: Int) throws {
    let bad = Signature(name: name, email: email, when: 0, offset: offset)
    let tree = try store.writeTree([])
    let error = #expect(throws: GitError.self) {
      try store.writeCommit(tree: tree, parents: [], author: bad, committer: bad, message: "x")
    }
    #expect(error?.code == .invalidSignature)
    #expect(error?.kind == .usage)
  }

  @Test func `commits of stock git with extra headers are read`() throws {
    _ = try store.writeTree([])
    folder.write(
      """
      tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
      author A B <a@b> -5 -0330
      committer C <> 7 +0000
      gpgsig -----BEGIN
       parent 12
       -----END
      encoding UTF-8

      m

      body

      """, to: "commit")
    let id = try #require(ObjectID(hex: stock("hash-object", "-t", "commit", "-w", "--literally", "commit")))
    let commit = try store.readCommit(id)
    #expect(commit.author == Signature(name: "A B", email: "a@b", when: -5, offset: -210))
    #expect(commit.committer == Signature(name: "C", email: "", when: 7, offset: 0))
    #expect(commit.message == "m\n\nbody\n")
    #expect(commit.parents.isEmpty)
  }

  @Test func `an annotated tag is read back, by stock git too`() throws {
    let commit = try store.writeCommit(
      tree: store.writeTree([]), parents: [], author: ada, committer: ada, message: "x\n")
    let tag = try store.writeTag(target: commit, name: "v1.2", tagger: ada, message: "release\n")
    #expect(stock("cat-file", "-p", tag.hex).hasPrefix("object \(commit.hex)\ntype commit\ntag v1.2\ntagger Ada"))
    let read = try store.readTag(tag)
    #expect(read.target == commit)
    #expect(read.name == "v1.2")
    #expect(read.tagger == ada)
    #expect(stock.status("fsck", "--strict", tag.hex) == 0)
  }

  @Test func `a missing object is an error of its own`() throws {
    let id = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    #expect(!store.contains(id))
    #expect(try store.kind(of: id) == nil)
    let error = #expect(throws: GitError.self) { try store.readBlob(id) }
    #expect(error?.code == .objectNotFound)
    let blob = try store.writeBlob([1])
    #expect(throws: GitError.self) { try store.readCommit(blob) }
  }

  @Test func `an ambiguous prefix lists what it may mean`() throws {
    var byPrefix: [String: [(id: ObjectID, bytes: [UInt8])]] = [:]
    for number in 0..<2000 {
      let bytes = Array("\(number)".utf8)
      let id = try ObjectStore.hash(.blob, bytes)
      byPrefix[id.short(4), default: []].append((id, bytes))
    }
    let twins = try #require(byPrefix.first { $0.value.count > 1 })
    let single = try #require(byPrefix.first { $0.value.count == 1 })
    for object in twins.value + single.value { try store.writeBlob(object.bytes) }
    #expect(try store.resolve(prefix: twins.key) == twins.value.map(\.id).sorted())
    #expect(try store.resolve(prefix: single.key.uppercased()) == single.value.map(\.id))
    #expect(try store.resolve(prefix: "abc") == [])
    #expect(try store.resolve(prefix: "xyzw") == [])
  }

  @Test func `the enclosing repository is found, and only there`() throws {
    folder.write("x", to: "deep/er/file")
    let found = try #require(try ObjectStore.discover(from: folder.path + "/deep/er"))
    #expect(found.gitDirectory == store.gitDirectory)
    #expect(found.workTree == store.workTree)
    let outside = TemporaryFolder()
    #expect(try ObjectStore.discover(from: outside.path, ceilings: [outside.path]) == nil)
    let error = #expect(throws: GitError.self) { try ObjectStore(opening: outside.path) }
    #expect(error?.code == .notARepository)
    #expect(error?.kind == .unreachable)
  }

  @Test func `a repository of somebody else is refused with the remedy`() throws {
    guard Shell.run("id -u").output == "0\n" else { return }  // Only root can give a folder away.
    #expect(Shell.run("chown -R nobody \(Shell.quoted(folder.path))").status == 0)
    let error = #expect(throws: GitError.self) { try ObjectStore(opening: folder.path) }
    #expect(error?.code == .foreignOwner)
    #expect(error?.hints == ["git config --global --add safe.directory '\(folder.path)'"])
  }
}
