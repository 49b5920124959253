import FoundationEssentials
import GitStore
import Postgres
import Processes
import Scratch
import TestSupport
import Testing

/// Two people and what they share.
private struct Team {
  let server: TemporaryFolder
  let ada: Sandbox
  let grace: Sandbox
  var address: String { "\(server.path)/shop.git" }

  /// A bare repository, and Ada's project with two versions that she pushed, its files committed.
  init() throws {
    server = try TemporaryFolder()
    ada = try Sandbox.withHistory([Shop.users, Shop.orders])
    grace = try Sandbox(
      seed: 2,
      environment: ["GIT_AUTHOR_NAME": "Grace Hopper", "GIT_AUTHOR_EMAIL": "grace@example.org", "USER": "grace"])
    try ran("init", "-q", "--bare", "-b", "main", address)
    try ran("remote", "add", "origin", address)
    try ran("add", "-A")
    try ran("commit", "-q", "-m", "The shop's schema")
    try ran("push", "-q", "origin", "HEAD:refs/heads/main")
  }

  func masked(_ story: inout Story) { story.mask(server.path, as: "$SERVER") }

  /// Runs a program that has to succeed.
  func ran(_ arguments: String...) throws {
    let result = try ChildProcess.run(
      Invocation(
        "git", arguments,
        environment: [
          "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": "/dev/null",
          "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Ada",
          "GIT_COMMITTER_EMAIL": "ada@example.org",
        ], directory: ada.root))
    try #require(result.isSuccess, "git \(arguments): \(result.errorText)")
  }

  /// Grace's clone, as a sandbox's folder below her own.
  @discardableResult
  func grace(_ arguments: String...) -> CommandRun { grace.run(arguments, in: "\(grace.root)/shop") }
}

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct SharingTests {
  @Test func `branches, releases and outcomes are pushed, and cloned by somebody else`() throws {
    let team = try Team()
    team.ada.run("tag", "v1.0", "-m", "first")
    #expect(team.ada.run("checkout", "main").exit == 0)
    var story = Story(team.ada)
    team.masked(&story)
    story.run("push", "--dry-run")
    story.run("push")
    story.run("push")
    try story.expect("sharing/push")
    // The outcomes of the scratch database are nobody else's, nor is the log of operations.
    let references = try team.ada.program("git", "ls-remote", team.address).outputText
    #expect(references.contains("refs/confiture/heads/main"))
    #expect(references.contains("refs/confiture/tags/v1.0"))
    #expect(!references.contains("outcomes/local") && !references.contains("operations"))

    let clone = team.grace.run("clone", team.address)
    #expect(clone.exit == 0, "\(clone)")
    #expect(clone.output.contains("2 versions on 1 branch brought to $ROOT/shop, main at 20260112-orders"))
    #expect(team.grace("status").output.contains("nothing pending, nothing edited"))
    #expect(team.grace("rev-parse", "main", "v1.0").output == team.ada.run("rev-parse", "main", "v1.0").output)
    #expect(team.grace("checkout", "v1.0").exit == 0)
    #expect(team.grace("fsck").exit == 0)
    #expect(team.grace.run("clone", team.address).exit == 3)
  }

  @Test func `of two who push one branch the second is told to fetch first, and loses nothing`() throws {
    let team = try Team()
    team.ada.run("push")
    #expect(team.grace.run("clone", team.address).exit == 0)
    try team.ada.draft("20260301-names", up: Shop.names.up, down: Shop.names.down)
    #expect(team.ada.run("commit").exit == 0)
    #expect(team.ada.run("push").exit == 0)
    team.grace("new", "notes")
    let folder = try #require(
      try FileManager.default.contentsOfDirectory(atPath: "\(team.grace.root)/shop/db/migrations").first {
        $0.hasSuffix("-notes")
      })
    for (file, text) in [("up.sql", "CREATE TABLE notes (id int);"), ("down.sql", "DROP TABLE notes;")] {
      try team.grace.folder.write(text, to: "shop/db/migrations/\(folder)/\(file)")
    }
    #expect(team.grace("commit").exit == 0)
    let before = try team.ada.program("git", "ls-remote", team.address).outputText
    var story = Story(team.grace)
    team.masked(&story)
    story.note(team.grace("push"))
    #expect(try team.ada.program("git", "ls-remote", team.address).outputText == before)
    story.note(team.grace("pull"))
    story.note(team.grace("fetch"))
    try story.expect("sharing/fetch-first")
    #expect(team.grace("rev-parse", "origin/main").output == team.ada.run("rev-parse", "main").output)
    #expect(team.grace("log", "--oneline", "HEAD..origin/main").output.contains("names"))
  }

  @Test func `pull moves the branch and the files on, and only forwards`() throws {
    let team = try Team()
    team.ada.run("push")
    #expect(team.grace.run("clone", team.address).exit == 0)
    #expect(team.grace("pull").output.contains("main is up to date"))
    try team.ada.draft("20260301-names", up: Shop.names.up, down: Shop.names.down)
    #expect(team.ada.run("commit").exit == 0)
    team.ada.run("push")
    let pull = team.grace("pull")
    #expect(pull.exit == 0, "\(pull)")
    #expect(pull.output.contains("main moved on by 1 version"))
    #expect(try team.grace.folder.read("shop/db/migrations/20260301-names/up.sql").contains("ADD COLUMN name"))
    #expect(team.grace("status").output.contains("nothing pending, nothing edited"))
    #expect(team.grace("pull", "origin", "nobody").exit == 2)
  }

  @Test func `pull joins what both sides have, in the way that it is told to`() throws {
    let team = try Team()
    team.ada.run("push")
    #expect(team.grace.run("clone", team.address).exit == 0)
    try team.ada.draft("20260301-names", up: Shop.names.up, down: Shop.names.down)
    #expect(team.ada.run("commit").exit == 0)
    team.ada.run("push")
    let folder = "shop/db/migrations/20260302-stock"
    try team.grace.folder.write("CREATE TABLE stock (id integer);", to: "\(folder)/up.sql")
    try team.grace.folder.write("DROP TABLE stock;", to: "\(folder)/down.sql")
    #expect(team.grace("commit").exit == 0)
    #expect(team.grace("pull").exit == 4)
    #expect(team.grace("pull", "--merge", "--rebase").exit == 2)
    let own = team.grace("rev-parse", "HEAD").output
    let rebase = team.grace("pull", "--rebase")
    #expect(rebase.exit == 0, "\(rebase)")
    #expect(rebase.output.contains("1 migration proven and sealed"))
    #expect(team.grace("rev-parse", "HEAD~1").output == team.ada.run("rev-parse", "HEAD").output)
    #expect(team.grace("undo").exit == 0)
    #expect(team.grace("rev-parse", "HEAD").output == own)
    let merge = team.grace("pull", "--merge", "--format", "json")
    #expect(merge.exit == 0, "\(merge)")
    #expect(merge.output.contains(#""result": "merged""#))
    #expect(team.grace("rev-parse", "HEAD^2").output == team.ada.run("rev-parse", "HEAD").output)
  }

  @Test func `outcomes of two runners are joined without loss`() throws {
    let team = try Team()
    let server = try TestServer.shared()
    let database = try server.createTemporaryDatabase()
    defer { try? server.dropDatabase(database) }
    let address = server.connectionString(database: database).redacted
    for sandbox in [team.ada] {
      try sandbox.folder.write("version: 1\ntargets:\n  production:\n    url: '\(address)'\n", to: "confiture.yaml")
    }
    team.ada.run("push")
    #expect(team.grace.run("clone", team.address).exit == 0)
    try team.grace.folder.write(
      "version: 1\ntargets:\n  production:\n    url: '\(address)'\n", to: "shop/confiture.yaml")
    #expect(team.ada.run("checkout", "20260105-users", "--target", "production", "--yes").exit == 0)
    #expect(team.grace("checkout", "main", "--target", "production", "--yes").exit == 0)
    #expect(team.ada.run("push").exit == 0)
    let refused = team.grace("push")
    #expect(refused.exit == 4)
    #expect(refused.errors.contains("fetch first"))
    #expect(refused.errors.contains("outcomes/production: somebody else ran a plan on it"))
    let fetch = team.grace("fetch")
    #expect(fetch.output.contains("joined    outcomes/production"), "\(fetch)")
    #expect(team.grace("push").exit == 0)
    #expect(team.ada.run("fetch").exit == 0)
    let tips = [team.ada.run("log", "production"), team.grace("log", "production")].map(\.output)
    #expect(tips[0] == tips[1])
    #expect(tips[0].contains("20260105-users") && tips[0].contains("20260112-orders"), "\(tips[0])")
    #expect(team.grace("fetch").output == "nothing new on origin\n")
    #expect(team.grace("push").output == "'origin' has everything\n")
  }

  @Test func `an environment that both sides promoted stays until somebody decides`() throws {
    let team = try Team()
    team.ada.run("push")
    #expect(team.grace.run("clone", team.address).exit == 0)
    let environment = "refs/confiture/environments/production"
    try team.ada.draft("20260301-names", up: Shop.names.up, down: Shop.names.down)
    #expect(team.ada.run("commit").exit == 0)
    try team.ran("update-ref", environment, "refs/confiture/heads/main")
    #expect(team.ada.run("push").exit == 0)
    // Forwards it follows by itself, sideways it does not.
    let first = "refs/confiture/heads/main~1"
    try team.ran("-C", "\(team.grace.root)/shop", "update-ref", environment, first)
    #expect(team.grace("fetch").output.contains("forward   environments/production"))
    team.grace("switch", "--create", "other")
    let other = try #require(
      try team.ada.program(
        "git", "-C", "\(team.grace.root)/shop", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit-tree",
        "\(first)^{tree}", "-p", first, "-m", "other"
      ).outputText.split(separator: "\n").first.map(String.init))
    try team.ran("-C", "\(team.grace.root)/shop", "update-ref", environment, other)
    let fetch = team.grace("fetch")
    #expect(fetch.exit == 1)
    #expect(fetch.output.contains("diverged  environments/production"))
    #expect(fetch.errors.contains("--accept production"))
    #expect(team.grace("push").errors.contains("environments/production: somebody else promoted it"))
    #expect(team.grace("fetch", "--accept", "production").exit == 0)
    #expect(team.grace("rev-parse", "production").output == team.ada.run("rev-parse", "production").output)
  }

  @Test func `a shallow clone of the code is told what to do`() throws {
    let team = try Team()
    team.ada.run("push")
    try team.ran("clone", "-q", "--depth", "1", "file://\(team.address)", "\(team.grace.root)/shop")
    var story = Story(team.grace)
    team.masked(&story)
    story.note(team.grace("status"))
    story.note(team.grace("commit"))
    story.note(team.grace("log", "main"))
    story.note(team.grace("fetch"))
    story.note(team.grace("status"))
    try story.expect("sharing/shallow")
    #expect(team.grace("checkout", "main").exit == 0)
  }

  @Test func `a branch of the remote becomes ours by switching to it`() throws {
    let team = try Team()
    team.ada.run("switch", "--create", "loyalty")
    team.ada.run("push", "origin", "--all")
    #expect(try team.ada.program("git", "ls-remote", team.address).outputText.contains("heads/loyalty"))
    #expect(team.grace.run("clone", team.address).exit == 0)
    #expect(team.grace("switch", "loyalty").output == "on branch loyalty\n")
    #expect(team.grace("switch", "nothing").exit == 2)
    #expect(team.ada.run("push", "origin", "--delete", "loyalty").output.contains("deleted   heads/loyalty"))
    #expect(team.grace("fetch").output.contains("gone      origin/loyalty"))
  }

  @Test func `remotes that are not there, or do not answer, are named`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    var story = Story(sandbox)
    story.run("push")
    _ = try sandbox.program("git", "remote", "add", "origin", "\(sandbox.root)/nowhere.git")
    story.run("push", "orgin")
    story.run("push", "main")
    let unreachable = sandbox.run("fetch")
    #expect(unreachable.exit == 3)
    #expect(unreachable.errors.contains("fetching from 'origin' failed"))
    story.run("push", "--records", "--all")
    story.run("push", "origin", "--delete")
    try story.expect("sharing/remotes")
  }

  @Test func `a password in an address is not shown`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users])
    let address = "https://ada:s3cr3t-word@127.0.0.1:1/shop.git"
    _ = try sandbox.program("git", "remote", "add", "origin", address)
    for run in [sandbox.run("fetch"), sandbox.run("push"), sandbox.run("clone", address, "elsewhere")] {
      #expect(run.exit == 3, "\(run)")
      #expect(!run.description.replacing(address, with: "").contains("s3cr3t-word"), "\(run)")
    }
  }
}
