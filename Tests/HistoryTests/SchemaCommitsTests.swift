import Diagnostics
import GitFixtures
import GitStore
import History
import Schema
import SeededRandomness
import Testing

@Suite struct SchemaCommitsTests {
  let repository: SampleRepository
  var store: ObjectStore { repository.store }
  var commits: SchemaCommits { repository.commits }

  init() throws { repository = try SampleRepository() }

  private let files = [
    (path: "extensions/citext.sql", text: "CREATE EXTENSION citext;\n"),
    (path: "public/functions/f(integer).sql", text: "é"), (path: "public/tables/users.sql", text: "CREATE TABLE …"),
  ]

  @Test func `what is written is read back, by stock git too`() throws {
    var migration = Sample.migration("users")
    migration.verify = "select 1;\n"
    migration.manifest.details = "Because.\n"
    let id = try commits.write(parents: [], migration: migration, files: files, fingerprint: Sample.fingerprint("1"))
    let read = try commits.read(id)
    #expect(read.migration == migration)
    #expect(read.fingerprint == Sample.fingerprint("1"))
    #expect(read.author == Sample.ada)
    #expect(read.date == Sample.date)
    #expect(read.title == "Add users")
    #expect(try commits.snapshotFiles(of: id).map(\.path) == files.map(\.path))
    #expect(try commits.snapshotFiles(of: id).map(\.text) == files.map(\.text))
    let git = repository.git
    #expect(git("show", "\(id.hex):migration/up.sql") == "create table users();")
    #expect(git("show", "\(id.hex):schema/public/tables/users.sql") == "CREATE TABLE …")
    #expect(git("show", "\(id.hex):fingerprint") + "\n" == read.fingerprint.blobText)
    #expect(git("ls-tree", "--name-only", "\(id.hex):migration") == "down.sql\nmigration.yaml\nup.sql\nverify.sql")
    #expect(
      git("log", "-1", "--format=%an <%ae> %ad%n%B", "--date=iso", id.hex) == """
        Ada Lovelace <ada@example.org> 2026-01-31 13:00:00 +0100
        Add users

        Because.

        Change-Id: \(migration.manifest.change.text)
        Migration: users

        """)
    #expect(git.status("fsck", "--strict", id.hex) == 0)
  }

  @Test func `the same content has the same id in another repository`() throws {
    let other = try SampleRepository()
    let ids = try [commits, other.commits].map {
      try $0.write(
        parents: [], migration: Sample.migration("a"), files: files, fingerprint: Sample.fingerprint("x"))
    }
    #expect(ids[0] == ids[1])
    #expect(ids[0].hex == "303518b922158ae73d75da1c1c6a896b8af19b71")
  }

  @Test func `a changed file changes only the trees above it`() throws {
    let first = try commits.writeTree(of: files)
    var changed = files
    changed[2].text = "CREATE TABLE !"
    let second = try commits.writeTree(of: changed)
    let fresh = try SchemaCommits(store).writeTree(of: changed)
    #expect(second == fresh)
    #expect(first != second)
    let trees = try [first, second].map { try store.readTree($0) }
    #expect(trees[0].first { $0.name == "extensions" } == trees[1].first { $0.name == "extensions" })
    #expect(trees[0].first { $0.name == "public" } != trees[1].first { $0.name == "public" })
    #expect(try commits.writeTree(of: files) == first)
    #expect(try commits.writeTree(of: []).hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
  }

  @Test func `texts that Swift holds equal are two contents`() throws {
    let composed = try commits.writeTree(of: [(path: "a.sql", text: "\u{e9}")])
    let decomposed = try commits.writeTree(of: [(path: "a.sql", text: "e\u{301}")])
    #expect(composed != decomposed)
  }

  @Test func `a series of snapshots written after each other is as if each were written alone`() throws {
    var generator = SeededGenerator(seed: 1)
    var files: [String: String] = [:]
    for step in 0..<60 {
      for _ in 0..<3 {
        let path =
          "s\(Int.random(in: 0..<4, using: &generator))/\(["tables", "views"].randomElement(using: &generator) ?? "")/"
          + "\(Int.random(in: 0..<6, using: &generator)).sql"
        files[path] = Bool.random(using: &generator) ? nil : "\(step)"
      }
      let snapshot = files.sorted { $0.key < $1.key }.map { (path: $0.key, text: $0.value) }
      let tree = try commits.writeTree(of: snapshot)
      #expect(try SchemaCommits(store).writeTree(of: snapshot) == tree)
      #expect(try commits.snapshotFiles(inTree: tree).map(\.path) == snapshot.map(\.path))
    }
  }

  @Test func `a merge has its parents and no migration`() throws {
    let base = try repository.add("base", at: 1)
    let ours = try repository.add("ours", parents: [base], at: 2)
    let theirs = try repository.add("theirs", parents: [base], at: 3)
    let merge = try commits.write(
      parents: [ours, theirs], files: files, fingerprint: Sample.fingerprint("m"), title: "Merge theirs",
      author: Sample.ada, date: Sample.date)
    let version = try commits.version(merge)
    #expect(version.parents == [ours, theirs])
    #expect(version.isMerge)
    #expect(version.change == nil)
    #expect(version.name == merge.short())
    #expect(try commits.readMigration(merge) == nil)
    #expect(repository.git("log", "--format=%s", "--topo-order", merge.hex).hasPrefix("Merge theirs\n"))
  }

  @Test func `a commit of something else is refused`() throws {
    let signature = Sample.ada.signature(at: Sample.date)
    let other = try store.writeCommit(
      tree: store.writeTree([]), parents: [], author: signature, committer: signature, message: "x\n")
    let error = #expect(throws: HistoryError.self) { try commits.read(other) }
    #expect(error?.code == .malformedVersion)
  }
}
