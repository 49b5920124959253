import Diagnostics
import GitFixtures
import GitStore
import History
import Testing

@Suite struct HistoryIndexTests {
  let repository: SampleRepository
  var cache: String { ".git/confiture/versions" }

  init() throws { repository = try SampleRepository() }

  private func load(including extra: [ObjectID] = []) throws -> HistoryIndex {
    // A store of its own, as another process would have.
    try HistoryIndex.load(ObjectStore(opening: repository.folder.path), including: extra)
  }

  @Test func `an empty repository has an empty history`() throws {
    let index = try load()
    #expect(index.graph.count == 0)
    #expect(index.references.isEmpty)
  }

  @Test func `versions come from the cache as they came from the commits`() throws {
    var tips: [ObjectID] = [try repository.add("root", at: 1)]
    for number in 0..<12 {
      let parents = number % 4 == 3 ? [tips[number], tips[number - 1]] : [tips[number]]
      tips.append(try repository.add("t\(number)", parents: parents, at: Int64(number + 2)))
      let index = try load()
      #expect(index.graph.versions == (try load().graph.versions))
    }
    let fromCache = try load().graph
    for id in tips { #expect(fromCache.version(id) == (try repository.commits.version(id))) }
    #expect(fromCache.lineage(of: tips[12]).map(\.id) == tips)
    let fresh = TemporaryFolder()
    _ = Shell.run("cp -r \(repository.folder.path)/.git \(fresh.path)/.git && rm \(fresh.path)/\(cache)")
    #expect(
      try HistoryIndex.load(ObjectStore(opening: fresh.path)).graph.lineage(of: tips[12])
        == fromCache.lineage(of: tips[12]))
  }

  @Test(arguments: [0, 3, 20, 100, -1])
  func `a damaged cache is built anew`(position: Int) throws {
    let root = try repository.add("root", at: 1)
    let tip = try repository.add("next", parents: [root], at: 2)
    let before = try load().graph.versions
    let path = "\(repository.folder.path)/\(cache)"
    if position < 0 {
      _ = Shell.run("truncate -s -7 \(path)")
    } else {
      _ = Shell.run("printf '\\377' | dd of=\(path) bs=1 seek=\(position) conv=notrunc")
    }
    #expect(try load().graph.versions == before)
    #expect(try load().graph.lineage(of: tip).count == 2)
  }

  @Test func `references are named, tags followed`() throws {
    let root = try repository.add("root", at: 1)
    let tip = try repository.add("next", parents: [root], at: 2)
    let signature = Sample.ada.signature(at: Sample.date)
    let tag = try repository.store.writeTag(target: root, name: "v1", tagger: signature, message: "one\n")
    try repository.store.update(ConfitureReference.tag("v1"), to: tag, expecting: .absent)
    try repository.store.update(ConfitureReference.environment("production"), to: root, expecting: .absent)
    try repository.store.update("refs/confiture/remotes/origin/heads/main", to: root, expecting: .absent)
    try repository.store.setSymbolic(ConfitureReference.head, to: ConfitureReference.head("main"))
    let index = try load()
    #expect(index.names(at: root) == ["environments/production", "origin/main", "v1"])
    #expect(index.names(at: tip) == ["main"])
    #expect(index.problems.isEmpty)
  }

  @Test func `a reference to something else is a problem of its own`() throws {
    let root = try repository.add("root", at: 1)
    let signature = Sample.ada.signature(at: Sample.date)
    let other = try repository.store.writeCommit(
      tree: repository.store.writeTree([]), parents: [], author: signature, committer: signature, message: "x\n")
    try repository.store.update(ConfitureReference.head("odd"), to: other, expecting: .absent)
    let index = try load()
    #expect(index.graph.versions.map(\.id) == [root])
    #expect(index.problems.map(\.reference) == ["refs/confiture/heads/odd"])
    #expect(index.problems.first?.error.diagnostic.code == "history.malformed-version")
  }

  @Test func `versions that no reference reaches can be asked for`() throws {
    let root = try repository.add("root", at: 1)
    let tip = try repository.add("next", parents: [root], at: 2)
    try repository.store.update(ConfitureReference.head("main"), to: root, expecting: .any)
    #expect(try load().graph.version(tip) == nil)
    let index = try load(including: [tip])
    #expect(index.graph.version(tip)?.parents == [root])
    #expect(index.reachable.count == 1)
    #expect(throws: GitError.self) { try load(including: [Sample.id(1)]) }
  }

  @Test func `outcomes and operations are no versions`() throws {
    for name in [
      "refs/confiture/outcomes/local", "refs/confiture/operations", "refs/confiture/approvals/x",
      "refs/heads/main", "refs/confiture/remotes/origin/outcomes/x",
    ] {
      #expect(!ConfitureReference.isVersion(name))
    }
  }
}
