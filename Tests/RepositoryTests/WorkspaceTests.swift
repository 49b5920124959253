import Diagnostics
import Documents
import GitFixtures
import GitStore
import History
import Repository
import Testing

@Suite struct WorkspaceTests {
  @Test func `a version is written as folders of migrations and a snapshot`() throws {
    let sample = try SampleProject.withTwoVersions()
    #expect(
      sample.folder.files(below: "db") == [
        "db/migrations/orders/down.sql", "db/migrations/orders/migration.yaml", "db/migrations/orders/up.sql",
        "db/migrations/users/down.sql", "db/migrations/users/migration.yaml", "db/migrations/users/up.sql",
        "db/schema/public/tables/orders.sql", "db/schema/public/tables/users.sql",
      ])
    #expect(sample.folder.read("db/migrations/users/up.sql") == "create table users();\n")
    for file in sample.folder.files(below: "db/schema") {
      let inGit = sample.git("show", "refs/confiture/HEAD:\(file.dropFirst("db/".count))")
      #expect(sample.folder.read(file) == inGit + "\n")
    }
    #expect(try sample.status().isClean)
  }

  @Test func `writing again writes nothing, and only what differs otherwise`() throws {
    let sample = try SampleProject.withTwoVersions()
    let project = sample.project
    let head = try project.head()
    #expect(try project.writeWorkspace(of: head, replacing: head).isEmpty)

    sample.folder.write("-- edited\n", to: "db/migrations/users/up.sql")
    sample.folder.write("create table loose();\n", to: "db/schema/public/tables/loose.sql")
    sample.folder.write("keep\n", to: "db/schema/README.md")
    sample.folder.write("select 1;\n", to: "db/migrations/20260101-mine/up.sql")
    let changes = try project.writeWorkspace(of: head, replacing: head)
    #expect(changes.written == ["db/migrations/users/up.sql"])
    #expect(changes.removed == ["db/schema/public/tables/loose.sql"])
    #expect(sample.folder.read("db/schema/README.md") == "keep\n")
    #expect(sample.folder.read("db/migrations/20260101-mine/up.sql") == "select 1;\n")
  }

  @Test func `the way back removes folders and snapshot files of what is left`() throws {
    let sample = try SampleProject.withTwoVersions()
    let head = try #require(try sample.project.head())
    let parent = try sample.project.commits.read(head).parents.first
    let changes = try sample.project.writeWorkspace(of: parent, replacing: head)
    #expect(changes.written.isEmpty)
    #expect(
      changes.removed == [
        "db/migrations/orders/down.sql", "db/migrations/orders/migration.yaml", "db/migrations/orders/up.sql",
        "db/schema/public/tables/orders.sql",
      ])
    #expect(Shell.run("ls \(sample.folder.path)/db/migrations").output == "users\n")
    try sample.project.writeWorkspace(of: nil, replacing: parent)
    #expect(Shell.run("find \(sample.folder.path)/db -mindepth 1 | sort").output.split(separator: "\n").count == 2)
  }

  @Test(arguments: [
    ("-- a comment\ncreate  table users();\n", SealedEdit.Kind.cosmetic),
    ("create table users(id int);\n", .semantic), ("", .semantic),
  ]) func `an edit of a sealed migration is cosmetic or semantic`(text: String, kind: SealedEdit.Kind) throws {
    let sample = try SampleProject.withTwoVersions()
    sample.folder.write(text, to: "db/migrations/users/up.sql")
    let edit = try #require(try sample.status().sealedEdits.first)
    #expect(edit.folder == "users")
    #expect(edit.kind == kind)
    #expect(edit.files == ["up.sql"])
    #expect(try sample.project.commits.read(edit.version).title == "Add users")
  }

  @Test func `edits of manifests, added, removed and unreadable files are told apart`() throws {
    let sample = try SampleProject.withTwoVersions()
    let manifest = try #require(sample.folder.read("db/migrations/users/migration.yaml"))
    func kind() throws -> SealedEdit.Kind? { try sample.status().sealedEdits.first?.kind }

    sample.folder.write(
      manifest.replacing("title: Add users", with: "title: Add the users"), to: "db/migrations/users/migration.yaml")
    #expect(try kind() == .cosmetic)
    sample.folder.write(
      manifest.replacing("reversible: true", with: "reversible: false"), to: "db/migrations/users/migration.yaml")
    #expect(try kind() == .semantic)
    sample.folder.write(manifest, to: "db/migrations/users/migration.yaml")
    #expect(try kind() == nil)
    sample.folder.write([0xFF], to: "db/migrations/users/up.sql")
    #expect(try kind() == .semantic)
    sample.folder.write("create table users();\n", to: "db/migrations/users/up.sql")
    sample.folder.write("select 1;\n", to: "db/migrations/users/verify.sql")
    #expect(try kind() == .semantic)
    _ = Shell.run("rm -r \(sample.folder.path)/db/migrations/users")
    #expect(try kind() == .missing)
  }

  @Test func `the snapshot is compared file by file`() throws {
    let sample = try SampleProject.withTwoVersions()
    sample.folder.write("CREATE TABLE public.users (id integer);\n", to: "db/schema/public/tables/users.sql")
    sample.folder.write("CREATE TABLE public.new ();\n", to: "db/schema/public/tables/new.sql")
    sample.folder.write("# notes\n", to: "db/schema/notes.md")
    _ = Shell.run("rm \(sample.folder.path)/db/schema/public/tables/orders.sql")
    #expect(
      try sample.status().schemaDifferences.map { "\($0.kind) \($0.path)" } == [
        "added public/tables/new.sql", "removed public/tables/orders.sql", "modified public/tables/users.sql",
      ])
  }

  @Test func `a new migration gets a folder of its own that reads back`() throws {
    let sample = try SampleProject()
    let workspace = sample.project.workspace
    let change = ChangeID(derivedFrom: "x")
    func scaffold(_ title: String) throws -> String {
      try workspace.scaffold(title: title, date: SampleProject.date, change: change, author: SampleProject.ada)
    }
    #expect(try scaffold("Add users' e-mail (again)") == "db/migrations/20260131-add-users-e-mail-again")
    #expect(try scaffold("add users e-mail again!") == "db/migrations/20260131-add-users-e-mail-again-2")
    #expect(try scaffold("日本") == "db/migrations/20260131-migration")
    #expect(try scaffold(String(repeating: "word ", count: 40)).utf8.count < 90)

    let draft = try workspace.readMigration("20260131-add-users-e-mail-again")
    #expect(draft.manifest?.change == change)
    #expect(draft.manifest?.title == "Add users' e-mail (again)")
    #expect(draft.manifest?.date == SampleProject.date)
    #expect(draft.up.hasPrefix("-- Add users"))
    #expect(draft.down != nil)
    #expect(draft.verify == nil)
    for title in ["", "  \n", "two\nlines", "a\u{7}b"] {
      #expect(try failure(RepositoryError.self) { _ = try scaffold(title) }.code == .invalidTitle)
    }
  }

  @Test func `pending migrations come by day, then as they were made, then by name`() throws {
    let sample = try SampleProject()
    for (title, seconds) in [("zebra", 100), ("apple", 200), ("older", -86_400)] as [(String, Int64)] {
      _ = try sample.project.workspace.scaffold(
        title: title, date: CommitDate(seconds: seconds), change: ChangeID(derivedFrom: title),
        author: SampleProject.ada)
    }
    sample.folder.write("select 1;\n", to: "db/migrations/19700101-by-hand/up.sql")
    sample.folder.write("select 1;\n", to: "db/migrations/named/up.sql")
    sample.folder.write("not a migration\n", to: "db/migrations/notes/README.md")
    #expect(
      try sample.project.pendingMigrations().map(\.name) == [
        "19691231-older", "19700101-by-hand", "19700101-zebra", "19700101-apple", "named",
      ])
  }

  @Test func `a draft has what its folder has`() throws {
    let sample = try SampleProject()
    sample.folder.write([0xEF, 0xBB, 0xBF] + Array("select 'é';\r\n".utf8), to: "db/migrations/a/up.sql")
    sample.folder.write("select 2;\n", to: "db/migrations/a/verify.sql")
    sample.folder.write("select 3;\n", to: "db/migrations/a/setup.sql")
    let draft = try sample.project.workspace.readMigration("a")
    #expect(draft.up == "select 'é';\r\n")
    #expect(draft.down == nil)
    #expect(draft.verify == "select 2;\n")
    #expect(draft.setup == "select 3;\n")
    let migration = draft.migration(manifest: SampleProject.manifest("A"))
    #expect(migration.name == "a")
    #expect(migration.manifest.title == "A")
  }

  @Test func `what cannot be read is named with its place`() throws {
    let sample = try SampleProject()
    let workspace = sample.project.workspace
    sample.folder.write(Array("select 1;\n-- caf".utf8) + [0xE9, 0x0A], to: "db/migrations/latin/up.sql")
    sample.folder.write(Array("ab".utf8) + [0], to: "db/migrations/nul/up.sql")
    sample.folder.write("drop table x;\n", to: "db/migrations/downonly/down.sql")
    sample.folder.write("select 1;\n", to: "db/migrations/yaml/up.sql")
    sample.folder.write("format: 1\nchnage: x\n", to: "db/migrations/yaml/migration.yaml")

    let latin: RepositoryError = try failure { _ = try workspace.readMigration("latin") }
    #expect(latin.message == "'db/migrations/latin/up.sql' is not UTF-8: the byte at offset 16 cannot be read")
    #expect(latin.location == SourceLocation(file: "db/migrations/latin/up.sql", line: 2, column: 7))
    #expect(latin.kind == .usage)
    let nul: RepositoryError = try failure { _ = try workspace.readMigration("nul") }
    #expect(nul.message == "'db/migrations/nul/up.sql' has a NUL byte at offset 2")
    #expect(try failure(RepositoryError.self) { _ = try workspace.readMigration("downonly") }.code == .missingUp)
    let yaml: DocumentError = try failure { _ = try workspace.readMigration("yaml") }
    #expect(yaml.location.file == "db/migrations/yaml/migration.yaml")
    let typo: RepositoryError = try failure { _ = try workspace.readMigration("latine") }
    #expect(typo.code == .unknownMigration)
    #expect(typo.hints == ["did you mean 'latin'?"])
    for name in ["", "../migrations/latin", "."] {
      _ = try failure(RepositoryError.self) { _ = try workspace.readMigration(name) }
    }
  }

  @Test func `migrations of one name keep apart, and a change that came twice has one folder`() throws {
    let sample = try SampleProject()
    let base = try sample.seal("base", tables: ["base"])
    let left = try sample.seal(
      "left", tables: ["base", "a"], migration: SampleProject.migration("same", at: 1))
    var other = SampleProject.migration("same", at: 2)
    other.manifest.change = ChangeID(derivedFrom: "another change")
    let right = try sample.seal("right", tables: ["base", "b"], on: "feature", parents: [base], migration: other)
    let picked = try sample.seal(
      "picked", tables: ["base", "b", "a"], on: "feature", migration: SampleProject.migration("same", at: 1))
    let merge = try sample.project.commits.write(
      parents: [left, picked], files: SampleProject.files(["base", "a", "b"]),
      fingerprint: SampleProject.fingerprint(["base", "a", "b"]), title: "Merge", author: SampleProject.ada,
      date: SampleProject.date)
    try sample.project.writeWorkspace(of: merge, replacing: nil)
    let suffix = other.manifest.change.short()
    #expect(try sample.project.workspace.migrationFolders() == ["base", "same", "same-\(suffix)"])
    let image = try sample.project.image(of: merge)
    #expect(image.folders.map(\.version) == [base, left, right])
    #expect(try sample.project.workspace.sealedEdits(of: image, patchID: SampleProject.patchID).isEmpty)
  }

  @Test(arguments: ["../out", "a/b", ".git", "", "a\nb"])
  func `a name that leads out of the workspace is refused`(name: String) throws {
    let sample = try SampleProject()
    var migration = SampleProject.migration("x")
    migration.name = name
    let id = try sample.seal("x", tables: [], migration: migration)
    let error: RepositoryError = try failure { try sample.project.writeWorkspace(of: id, replacing: nil) }
    #expect(error.code == .unsafeName)
    #expect(sample.folder.files(below: "db").isEmpty)
  }
}
