import Diagnostics
import Documents
import Postgres
import Repository
import Testing

@Suite struct EnvironmentSettingsTests {
  private func read(_ text: String) throws -> Configuration {
    try Configuration.read(
      "version: 1\n\(text)", root: "/project", environment: ["PRODUCTION_URL": "postgresql://prod/app"])
  }

  @Test func `every setting of an environment is read`() throws {
    let configuration = try read(
      """
      environments:
        staging:
          url: postgresql://staging/app
          disposable: true
        production:
          url_env: PRODUCTION_URL
          direct_url: postgresql://direct/app
          promotes_from: staging
          protected: true
          allowed_risk: low
          approvals: 2
          allowed_signers: db/allowed_signers
          window: [mon-thu 09:00-16:00 Europe/Berlin, "fri 09:00-12:00"]
          soak: 1h
          rehearse: true
          online: true
      """)
    let production = try configuration.environment("production")
    #expect(production.promotesFrom == "staging")
    #expect(production.generatesOnline == true)
    #expect(!production.isDisposable)
    var policy = EnvironmentPolicy()
    policy.isProtected = true
    policy.allowedRisk = .low
    policy.approvals = 2
    policy.allowedSigners = "db/allowed_signers"
    policy.windows = try ["mon-thu 09:00-16:00 Europe/Berlin", "fri 09:00-12:00"].map {
      try #require(EnvironmentWindow($0))
    }
    policy.soak = .seconds(3600)
    policy.rehearses = true
    #expect(production.policy == policy)
    #expect(configuration.targets.map(\.name) == ["staging", "production"])
    #expect(try configuration.target("production").connectionString().host == "direct")
    #expect(try configuration.environment("staging").isDisposable)
  }

  @Test func `a protected environment rehearses and takes medium risk unless it says otherwise`() throws {
    let configuration = try read("environments: {a: {}, b: {protected: true}}\n")
    #expect(try configuration.environment("a").policy == EnvironmentPolicy())
    #expect(try configuration.environment("a").policy.allowedRisk == .high)
    let policy = try configuration.environment("b").policy
    #expect(policy.isProtected && policy.rehearses)
    #expect(policy.allowedRisk == .medium)
    #expect(configuration.targets.isEmpty)
  }

  @Test(arguments: [
    (
      "environments: {a: {promotes_form: b}}", "unknown key 'promotes_form' in 'environments.a'", 2,
      "'promotes_from'?"
    ),
    (
      "environments:\n  staging: {}\n  b: {promotes_from: stagin}", "there is no environment 'stagin'", 4,
      "'staging'?"
    ),
    ("environments:\n  a: {promotes_from: a}", "leads round in a circle: a, from a", 3, "no 'promotes_from'"),
    (
      "environments:\n  a: {promotes_from: b}\n  b: {promotes_from: c}\n  c: {promotes_from: a}",
      "leads round in a circle: a, from b, from c, from a", 3, ""
    ),
    (
      "targets: {a: {url: x}}\nenvironments:\n  a: {url: y}", "'a' is both an environment and a target", 4,
      "leave out"
    ),
    ("environments: {a/b: {}}", "'a/b' cannot be the name of an environment", 2, ""),
    ("environments: {a: {allowed_risk: hihg}}", "must be one of 'low', 'medium', 'high'", 2, "'high'?"),
    ("environments: {a: {approvals: 1}}", "'environments.a.approvals' needs 'allowed_signers'", 2, "ssh-keygen"),
    ("environments: {a: {approvals: -1}}", "is less than none", 2, ""),
    ("environments: {a: {allowed_signers: ../x}}", "must be a file of the project", 2, "db/allowed_signers"),
    ("environments: {a: {allowed_signers: /etc/x}}", "must be a file of the project", 2, ""),
    ("environments: {a: {soak: 1h}}", "'environments.a.soak' needs 'promotes_from'", 2, ""),
    ("environments: {a: {soak: 1 fortnight}}", "must be a duration", 2, "15min"),
    ("environments: {a: {window: noon}}", "'environments.a.window' is not a time of the week", 2, "mon-thu"),
    ("environments: {a: {window: [mon 09:00-10:00, x]}}", "'environments.a.window[1]' is not", 2, ""),
    ("environments: {a: {protected: true, rehearse: false}}", "always rehearsed", 2, ""),
    ("environments: {a: {protected: true, disposable: true}}", "both protected and disposable", 2, "leave one"),
    ("environments: {a: {direct_url: x}}", "stands without 'url'", 2, "add one"),
    ("environments: {a: {url: x, url_env: Y}}", "both 'url' and 'url_env'", 2, ""),
  ]) func `a mistake is shown with its place`(text: String, message: String, line: Int, hint: String) throws {
    let error = try #require(throws: DocumentError.self) { try read(text) }
    #expect(error.message.contains(message))
    #expect(error.location.line == line)
    #expect(hint.isEmpty || error.hints.joined().contains(hint), "\(error.hints)")
  }

  @Test func `an unknown environment is refused with similar names`() throws {
    let configuration = try read("environments: {staging: {}, production: {}}\n")
    let typo = try #require(throws: RepositoryError.self) { try configuration.environment("stagign") }
    #expect(typo.hints == ["did you mean 'staging'?"])
    let other = try #require(throws: RepositoryError.self) { try configuration.environment("x") }
    #expect(other.hints == ["environments are 'staging', 'production'"])
  }

  @Test(arguments: [
    ("mon-thu 09:00-16:00 Europe/Berlin", [0, 1, 2, 3], 540, 960, "Europe/Berlin"),
    ("Mon,Wed-Thu 09:00-24:00", [0, 2, 3], 540, 1440, "UTC"),
    (
      "fri-mon 22:00-02:00 America/Argentina/Buenos_Aires", [0, 4, 5, 6], 1320, 120, "America/Argentina/Buenos_Aires"
    ),
    ("00:00-06:30 Etc/GMT+5", [0, 1, 2, 3, 4, 5, 6], 0, 390, "Etc/GMT+5"),
  ]) func `a window is read`(text: String, days: [Int], opens: Int, closes: Int, zone: String) throws {
    let window = try #require(EnvironmentWindow(text))
    #expect(window.days == Set(days))
    #expect(window.opens == opens && window.closes == closes)
    #expect(window.zone == zone)
    #expect(window.description == text)
  }

  @Test(arguments: [
    "", "mon", "mon-thu", "09:00", "9:00-10:00", "mon 09:00-09:00", "mon 24:00-10:00", "mon 09:60-10:00",
    "mom 09:00-10:00",
    "mon- 09:00-10:00", "mon-tue-wed 09:00-10:00", "mon 09:00-10:00 ../etc/passwd", "mon 09:00-10:00 /etc/passwd",
    "mon 09:00-10:00 Europe/Berlin x",
  ]) func `what is no window is refused`(text: String) {
    #expect(EnvironmentWindow(text) == nil)
  }

  @Test func `a window that ends the next day belongs to the day on which it opens`() throws {
    let window = try #require(EnvironmentWindow("sun 22:00-02:00"))
    #expect(window.isOpen(day: 6, minute: 1320))
    #expect(window.isOpen(day: 0, minute: 119))
    #expect(!window.isOpen(day: 0, minute: 120))
    #expect(!window.isOpen(day: 6, minute: 60))
    #expect(!window.isOpen(day: 0, minute: 1320))
    let day = try #require(EnvironmentWindow("mon 09:00-10:00"))
    #expect(day.isOpen(day: 0, minute: 540) && !day.isOpen(day: 0, minute: 600) && !day.isOpen(day: 1, minute: 540))
  }
}
