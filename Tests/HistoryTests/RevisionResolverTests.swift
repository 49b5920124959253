import Diagnostics
import GitFixtures
import GitStore
import History
import Testing

/// A repository as the resolver sees it.
struct SampleContext: RevisionContext {
  let store: ObjectStore
  let index: HistoryIndex
  var currentBranch = "main"
  var configuredTargets = ["production", "local"]
  var now = CommitDate(seconds: 1_000_000)
  var registry: [String: ObjectID] = [:]

  func registryVersion(of target: String) throws -> ObjectID? { registry[target] }
}

@Suite struct RevisionResolverTests {
  let repository: SampleRepository
  /// root ─ a ─ b ─ merge, root ─ c ─ merge
  let root: ObjectID
  let a: ObjectID
  let b: ObjectID
  let c: ObjectID
  let merge: ObjectID

  init() throws {
    repository = try SampleRepository()
    root = try repository.add("root", at: 100)
    a = try repository.add("a", parents: [root], at: 200)
    b = try repository.add("b", parents: [a], at: 300)
    c = try repository.add("c", on: "side", parents: [root], at: 250)
    merge = try repository.add("merge", parents: [b, c], at: 400)
    let store = repository.store
    let tag = try store.writeTag(
      target: a, name: "v1.2", tagger: Sample.ada.signature(at: Sample.date), message: "release\n")
    try store.update(ConfitureReference.tag("v1.2"), to: tag, expecting: .absent)
    try store.update(ConfitureReference.environment("staging"), to: b, expecting: .absent)
    try store.update("refs/confiture/remotes/origin/heads/main", to: c, expecting: .absent)
  }

  private func context() throws -> SampleContext {
    SampleContext(store: repository.store, index: try HistoryIndex.load(repository.store))
  }

  private func resolver() throws -> RevisionResolver { RevisionResolver(try context()) }

  @Test func `names and steps lead where git would go`() throws {
    let resolver = try resolver()
    let change = ChangeID(derivedFrom: "Add b").text
    let cases: [(String, ObjectID)] = [
      ("HEAD", merge), ("@", merge), ("main", merge), ("heads/main", merge), ("refs/confiture/heads/main", merge),
      ("side", c), ("v1.2", a), ("tags/v1.2", a), ("v1.2^{}", a), ("v1.2^{commit}", a), ("staging", b),
      ("environments/staging", b), ("origin/main", c), ("HEAD^", b), ("HEAD^2", c), ("HEAD~3", root),
      ("HEAD^0", merge),
      ("HEAD^2~1", root), (b.hex, b), (b.short(8), b), (change, b), (String(change.prefix(6)), b), ("root", root),
      ("HEAD^{/Add a}", a), (":/Add c", c), ("merge~2", a),
    ]
    for (text, id) in cases { #expect(try resolver.version(text).id == id, "\(text)") }
    for text in ["HEAD", "side", "v1.2^{}", "staging"] {
      #expect(try repository.git("rev-parse", fullName(text)) == resolver.version(text).id.hex)
    }
  }

  private func fullName(_ text: String) -> String {
    switch text {
    case "HEAD": "refs/confiture/heads/main"
    case "side": "refs/confiture/heads/side"
    case "staging": "refs/confiture/environments/staging"
    default: "refs/confiture/tags/\(text)"
    }
  }

  @Test(arguments: [
    ("mian", "did you mean 'main'?"), ("v1.3", "did you mean 'v1.2'?"), ("stagin", "did you mean 'staging'?"),
    ("zzzzzz", "confiture log --all lists the versions, confiture branch the branches"),
  ])
  func `an unknown name is met with what was meant`(text: String, hint: String) throws {
    let resolver = try resolver()
    let error = #expect(throws: HistoryError.self) { try resolver.version(text) }
    #expect(error?.code == .unknownRevision)
    #expect(error?.hints.contains(hint) == true, "\(error?.hints ?? [])")
  }

  @Test(arguments: ["HEAD^3", "HEAD~9", "root^", "HEAD^{/nothing}", ":/nothing", "HEAD@{9}", "@{-1}", "nobody@{db}"])
  func `what leads nowhere is refused`(text: String) throws {
    let resolver = try resolver()
    let error = #expect(throws: HistoryError.self) { try resolver.version(text) }
    #expect(error?.code == .unknownRevision)
  }

  @Test func `a change that two versions carry is the one of this branch`() throws {
    let migration = Sample.migration("b", at: 300)
    let picked = try repository.commits.write(
      parents: [c], migration: migration, files: [], fingerprint: Sample.fingerprint("p"))
    try repository.store.update(ConfitureReference.head("side"), to: picked, expecting: .exactly(c))
    var context = try context()
    #expect(try RevisionResolver(context).version("b").id == b)
    context.currentBranch = "side"
    #expect(try RevisionResolver(context).version("b").id == picked)
    #expect(try RevisionResolver(context).version(migration.manifest.change.text).id == picked)
    context.currentBranch = "nowhere"
    let error = #expect(throws: HistoryError.self) { try RevisionResolver(context).version("b") }
    #expect(error?.code == .ambiguousRevision)
    #expect(error?.details.count == 2)
  }

  @Test func `trees, files and objects are found`() throws {
    let resolver = try resolver()
    let tree = try repository.commits.version(b).schemaTree
    #expect(try resolver.resolve("staging^{schema}") == .tree(tree, path: nil))
    #expect(repository.git("rev-parse", "\(b.hex):schema") == tree.hex)
    #expect(try resolver.resolve("staging:schema") == .tree(tree, path: "schema"))
    let file = "schema/public/tables/a.sql"
    let blob = try #require(ObjectID(hex: repository.git("rev-parse", "\(b.hex):\(file)")))
    for text in ["staging:\(file)", "staging:public.a", "staging:a"] {
      #expect(try resolver.resolve(text) == .file(blob, path: file), "\(text)")
    }
    #expect(try resolver.resolve("staging^{schema}:public/tables/a.sql") == .file(blob, path: "public/tables/a.sql"))
    #expect(try resolver.resolve("staging^{schema}:public.a") == .file(blob, path: "public/tables/a.sql"))
    guard case .file = try resolver.resolve("HEAD:migration/up.sql") else { throw CancellationError() }
    let error = #expect(throws: HistoryError.self) { try resolver.resolve("HEAD:public.meerge") }
    #expect(error?.hints.contains("did you mean 'HEAD:public.merge'?") == true)
    #expect(throws: HistoryError.self) { try resolver.version("HEAD:public.merge") }
  }

  @Test func `overloaded functions are told apart by their arguments`() throws {
    let files = ["f(integer)", "f(text,public.mood)", "^upper"].map { (path: "public/functions/\($0).sql", text: $0) }
    let tip = try repository.commits.write(
      parents: [], migration: Sample.migration("f"), files: files, fingerprint: Sample.fingerprint("f"))
    try repository.store.update(ConfitureReference.head("f"), to: tip, expecting: .absent)
    let resolver = try resolver()
    guard case .file(_, let path) = try resolver.resolve("f:public.f(integer)") else { throw CancellationError() }
    #expect(path == "schema/public/functions/f(integer).sql")
    guard case .file = try resolver.resolve("f:public.Upper") else { throw CancellationError() }
    let error = #expect(throws: HistoryError.self) { try resolver.resolve("f:public.f") }
    #expect(error?.code == .ambiguousRevision)
    #expect(error?.details.first == "f:schema/public/functions/f(integer).sql")
  }

  @Test func `targets are known by their outcomes and their databases`() throws {
    for (number, version) in [root, a, nil, b].enumerated() {
      try Outcomes(repository.store).append(
        Outcome(
          run: "r\(number)", target: "production", plan: "p", result: .succeeded, from: nil, to: version, toName: nil,
          fingerprint: nil, steps: [], started: 0, ended: Double(900_000 + number * 10_000), by: "Ada", error: nil),
        to: "production")
    }
    var context = try context()
    context.registry["production"] = a
    let resolver = RevisionResolver(context)
    #expect(try resolver.version("production").id == b)
    #expect(try resolver.version("production@{0}").id == b)
    #expect(try resolver.resolve("production@{1}") == .nothing(target: "production"))
    #expect(try resolver.version("production@{3}").id == root)
    #expect(try resolver.version("production@{1970-01-11T12:47:00Z}").id == a)
    #expect(try resolver.version("production@{yesterday}").id == a)
    #expect(try resolver.version("production@{db}").id == a)
    #expect(try resolver.version("production@{db}^").id == root)
    #expect(try resolver.resolve("production@{live}") == .live(target: "production"))
    #expect(try resolver.resolve("local@{db}") == .nothing(target: "local"))
    #expect(try resolver.resolve("local") == .nothing(target: "local"))
    let error = #expect(throws: HistoryError.self) { try resolver.version("production@{live}") }
    #expect(error?.code == .needsDatabase)
    let pending = try resolver.versions([RevisionRange("production@{db}..main")])
    #expect(Set(pending.positions.map(resolver.context.index.graph.id(at:))) == [b, c, merge])
    #expect(try resolver.versions([RevisionRange("local@{db}..side")]).count == 2)
  }

  @Test func `ranges are sets of versions`() throws {
    let resolver = try resolver()
    func ids(_ texts: String...) throws -> Set<ObjectID> {
      Set(
        try resolver.versions(texts.map { try RevisionRange($0) }).positions.map(resolver.context.index.graph.id(at:))
      )
    }
    #expect(try ids("main") == [root, a, b, c, merge])
    #expect(try ids("v1.2..main") == [b, c, merge])
    #expect(try ids("side...staging") == [a, b, c])
    #expect(try ids("main", "^side") == [a, b, merge])
    #expect(try ids("v1.2", "side") == [root, a, c])
  }

  @Test func `the past of references comes from the operations`() throws {
    let log = OperationLog(repository.store)
    let main = ConfitureReference.head("main")
    var operations: [Operation] = []
    for (before, after, seconds) in [(nil, root, 100), (root, a, 200), (a, b, 300)] as [(ObjectID?, ObjectID, Int64)]
    {
      operations.append(
        Operation(
          command: "commit", author: Sample.ada, date: CommitDate(seconds: seconds),
          changes: [.init(reference: main, before: before, after: after)]))
    }
    operations.append(
      Operation(
        command: "switch side", author: Sample.ada, date: CommitDate(seconds: 350),
        switched: .init(from: "main", to: "side")))
    operations.append(
      Operation(
        command: "switch main", author: Sample.ada, date: CommitDate(seconds: 360),
        switched: .init(from: "side", to: "main")))
    operations.append(
      Operation(
        command: "merge side", author: Sample.ada, date: CommitDate(seconds: 400),
        changes: [.init(reference: main, before: b, after: merge)]))
    for operation in operations { try log.record(operation) }
    #expect(try log.operations() == operations.reversed())
    #expect(try log.operations(limit: 2).map(\.command) == ["merge side", "switch main"])
    let resolver = try resolver()
    let cases: [(String, ObjectID)] = [
      ("main@{0}", merge), ("main@{1}", b), ("main@{2}", a), ("main@{3}", root), ("HEAD@{0}", merge), ("HEAD@{1}", b),
      ("HEAD@{2}", c), ("HEAD@{3}", b), ("@{4}", a), ("@{-1}", c), ("@{-2}", merge),
      ("main@{1970-01-01T00:04:00Z}", a), ("main@{now}", merge),
    ]
    for (text, id) in cases { #expect(try resolver.version(text).id == id, "\(text)") }
    #expect(throws: HistoryError.self) { try resolver.version("main@{1970-01-01T00:00:00Z}") }
    #expect(repository.git.status("fsck", "--strict") == 0)
  }
}
