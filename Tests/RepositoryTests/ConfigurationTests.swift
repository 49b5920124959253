import Diagnostics
import Documents
import Postgres
import Repository
import Schema
import Scratch
import Testing

@Suite struct ConfigurationTests {
  private func read(_ text: String, _ environment: [String: String] = [:]) throws -> Configuration {
    try Configuration.read(text, root: "/project", environment: environment)
  }

  @Test func `the version alone gives the defaults`() throws {
    let configuration = try read("version: 1\n")
    #expect(configuration.snapshot == SnapshotOptions(includesAccess: false))
    #expect(try configuration.scratch.settings() == ScratchSettings())
    #expect(configuration.targets.isEmpty)
    #expect(configuration.locks.timeout == .seconds(2))
    #expect(configuration.locks.attempts == 10)
    #expect(configuration.generatesOnline)
  }

  @Test func `the file that init writes is the defaults`() throws {
    let configuration = try read(Configuration.template)
    #expect(configuration.targets.isEmpty)
    #expect(try configuration.scratch.settings() == ScratchSettings())
  }

  @Test func `the examples of the file that init writes are understood`() throws {
    let lines = Configuration.template.split(separator: "\n", omittingEmptySubsequences: false)
    let live = lines.drop { $0 != "version: 1" }.map { $0.hasPrefix("# ") ? $0.dropFirst(2) : $0 }
    let configuration = try read(live.joined(separator: "\n"))
    #expect(configuration.targets.map(\.name) == ["production", "staging", "acme", "testing"])
    #expect(configuration.targets.map(\.isDisposable) == [false, true, false, false])
    #expect(configuration.targets.map(\.schema) == [nil, nil, "tenant_acme", nil])
    #expect(configuration.targets.map(\.historySchema) == [nil, nil, "public", nil])
    #expect(configuration.environments.map(\.name) == ["testing", "live"])
    #expect(configuration.environments.map { $0.tenants != nil } == [false, true])
    #expect(configuration.scratch.maximumTemplates == ScratchSettings().maximumTemplates)
    #expect(configuration.scratch.idleTimeout == ScratchSettings().idleTimeout)
    #expect(configuration.locks.timeout == Configuration().locks.timeout)
    #expect(configuration.locks.attempts == Configuration().locks.attempts)
  }

  @Test(
    arguments: [
      ("{url_env: U, history_schema: app}", "there is no 'schema'"),
      ("{url_env: U, schema: ''}", "cannot be the schema"),
      ("{url_env: U, schema: pg_toast}", "cannot be the schema"),
      ("{url_env: U, schema: confiture}", "cannot be the schema"),
      ("{schema: tenant_acme}", "lacks the key 'url'"),
    ])
  func `a schema that cannot be a target is refused`(target: String, message: String) throws {
    let error = try #require(throws: DocumentError.self) { try read("version: 1\ntargets:\n  acme: \(target)\n") }
    #expect(error.diagnostic.message.contains(message))
    #expect(error.diagnostic.location?.line == 3)
  }

  @Test func `every setting is read`() throws {
    let configuration = try read(
      """
      version: 1
      snapshot: {owners: true}
      scratch:
        postgres: /opt/pg/bin
        directory: state/scratch
        url: postgresql://localhost/postgres
        idle_timeout: 90s
        templates: 3
      targets:
        staging: {url: "postgresql://app@db/app", direct_url: "postgresql://app@db:5433/app", disposable: true}
        production: {url_env: DATABASE_URL, online: true}
      locks: {timeout: 500ms, attempts: 4}
      generate: {online: false}
      """, ["DATABASE_URL": "postgresql://prod/app", "UNUSED": "x"])
    #expect(configuration.snapshot.includesAccess)
    #expect(
      try configuration.scratch.settings()
        == ScratchSettings(
          postgresBinDirectory: "/opt/pg/bin", url: ConnectionString("postgresql://localhost/postgres"),
          directory: "/project/state/scratch", idleTimeout: .seconds(90), maximumTemplates: 3))
    #expect(configuration.targets.map(\.name) == ["staging", "production"])
    #expect(configuration.targets.map(\.isDisposable) == [true, false])
    #expect(try configuration.target("staging").connectionString().port == "5433")
    #expect(try configuration.target("production").connectionString().host == "prod")
    #expect(configuration.locks.timeout == .milliseconds(500))
    #expect(configuration.locks.attempts == 4)
    #expect(!configuration.generatesOnline)
    #expect(configuration.targets.map(\.generatesOnline) == [nil, true])
  }

  @Test(arguments: [
    ("version: 1\ntragets: {}\n", "unknown key 'tragets'", 2, 1, "did you mean 'targets'?"),
    ("version: 1\ntargets:\n  a:\n    ulr: x\n", "unknown key 'ulr' in 'targets.a'", 4, 5, "did you mean 'url'?"),
    ("version: 1\nscratch: {idle_timeout: 15}\n", "'scratch.idle_timeout' must be a duration", 2, 25, "15min"),
    ("version: 1\nlocks: {attempts: 0}\n", "'locks.attempts' must be at least 1", 2, 19, ""),
    ("version: 1\nsnapshot: {owners: yes}\n", "'snapshot.owners' must be 'true' or 'false'", 2, 20, "write 'true'"),
    ("version: 9\n", "'version' is 9", 1, 10, "newer Confiture"),
    ("targets: {}\n", "lacks the key 'version'", 1, 1, ""),
    ("version: 1\ntargets: {a: {}}\n", "'targets.a' lacks the key 'url'", 2, 14, "url_env"),
    ("version: 1\ntargets: {a..b: {url: x}}\n", "cannot be the name of a target", 2, 17, ""),
    ("version: 1\ntargets: {a: {url: x, url_env: Y}}\n", "both 'url' and 'url_env'", 2, 32, "leave one"),
  ]) func `a mistake is shown with its place`(
    text: String, message: String, line: Int, column: Int, hint: String
  ) throws {
    let error: DocumentError = try failure { _ = try read(text) }
    #expect(error.message.contains(message))
    #expect(error.location.file == "confiture.yaml")
    #expect(error.location.line == line)
    #expect(error.location.column == column)
    #expect(error.kind == .usage)
    #expect(hint.isEmpty || error.hints.joined().contains(hint), "\(error.hints)")
  }

  @Test func `variables are put into an address when it is asked for`() throws {
    let text = "version: 1\ntargets:\n  a: {url: \"postgresql://${USER}:${PASSWORD}@h/d\"}\n  b: {url_env: OTHER}\n"
    let configuration = try read(text, ["USER": "ada"])
    let error: DocumentError = try failure { _ = try configuration.target("a").connectionString() }
    #expect(error.message == "the environment variable 'PASSWORD' is not set; 'targets.a.url' needs it")
    #expect(error.location.line == 3)
    let other: DocumentError = try failure { _ = try configuration.target("b").connectionString() }
    #expect(other.message == "the environment variable 'OTHER' is not set; 'targets.b.url_env' names it")

    let complete = try read(text, ["USER": "ada", "PASSWORD": "s3cret", "OTHER": ""])
    #expect(try complete.target("a").connectionString() == ConnectionString("postgresql://ada:s3cret@h/d"))
    _ = try failure(DocumentError.self) { _ = try complete.target("b").connectionString() }
  }

  @Test func `an unknown target is refused with similar names`() throws {
    let configuration = try read("version: 1\ntargets: {production: {url_env: A}, staging: {url_env: B}}\n")
    let typo: RepositoryError = try failure { _ = try configuration.target("prodution") }
    #expect(typo.hints == ["did you mean 'production'?"])
    let other: RepositoryError = try failure { _ = try configuration.target("x") }
    #expect(other.hints == ["targets are 'production', 'staging'"])
    #expect(other.kind == .usage)
  }

  @Test(arguments: [
    "version: 1\ntargets: {a: {url: 'postgresql://ada:s3cret@h/d', disposible: true}}\n",
    "version: 1\ntargets:\n  a: {url: 'host=h password=s3cret', bad: 1}\n",
    "version: 1\ntargets:\n  a: {url: \"host=h password='s3cret \\\\' s3cret'\", bad: 1}\n",
    "version: 1\ntargets: {a: {url: 'postgresql://ada:s3c@s3cret@h/d', b: true}}\n",
  ]) func `a message about a line with a password does not show it`(text: String) throws {
    let error: DocumentError = try failure { _ = try read(text) }
    #expect(!"\(error.diagnostic)".contains("s3c"), "\(error.diagnostic)")
  }

  @Test func `no description shows a password`() throws {
    let text =
      "version: 1\ntargets: {a: {url: 'postgresql://ada:${P}@${H}/d'}, b: {url: 'password=s3cret nonsense'}}\n"
    let configuration = try read(text, ["P": "s3cret"])
    #expect(!"\(configuration.targets)".contains("s3cret"))
    #expect(!String(reflecting: configuration).contains("s3cret"))
    for name in ["a", "b"] {
      let error: DocumentError = try failure { _ = try configuration.target(name).connectionString() }
      #expect(!"\(error)".contains("s3cret"), "\(error)")
    }
  }
}
