import Diagnostics
import Glibc
import TestSupport
import Testing

@testable import Scratch

@Suite struct InstallationSearchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes programs that say they are of a version.
  @discardableResult
  private func install(_ version: String, in name: String, programs: [String] = ["initdb", "postgres"]) throws
    -> String
  {
    for program in programs {
      let path = try folder.write(
        "#!/bin/sh\necho 'postgres (PostgreSQL) \(version) (Debian x)'\n", to: "\(name)/\(program)")
      chmod(path, 0o755)
    }
    return "\(folder.path)/\(name)"
  }

  private func search(_ setting: String? = nil, _ environment: [String: String] = [:]) throws -> PostgresInstallation
  {
    try InstallationSearch(setting: setting, environment: environment, debianFolder: folder.path + "/debian").find()
  }

  @Test func `the setting comes first, then the environment, then PATH, pg_config, Debian's newest`() throws {
    let named = try install("14.1", in: "named")
    let variable = try install("15.2", in: "variable")
    let path = try install("16.3", in: "path")
    try install("9.6.24", in: "debian/9.6/bin")
    try install("17.4", in: "debian/17/bin")
    let config = try install("13.5", in: "config")
    let script = try folder.write("#!/bin/sh\necho \(config)\n", to: "tools/pg_config")
    chmod(script, 0o755)
    let both = ["CONFITURE_POSTGRES_BIN": variable, "PATH": "/usr/bin:\(path)"]
    #expect(try search(named, both).version == "14.1")
    #expect(try search(nil, both).version == "15.2")
    #expect(
      try search(nil, ["PATH": "/nowhere:\(path)"]) == PostgresInstallation(binDirectory: path, version: "16.3"))
    #expect(try search(nil, ["PATH": "\(folder.path)/tools:/bin"]).version == "13.5")
    #expect(try search().version == "17.4")
    #expect(try search().versionNumber == 170004)
    #expect(try search().majorVersion == 17)
  }

  @Test func `a folder without both programs is not taken`() throws {
    try install("16.3", in: "half", programs: ["postgres"])
    try install("15.2", in: "debian/15/bin")
    #expect(try search(nil, ["PATH": folder.path + "/half"]).version == "15.2")
  }

  @Test func `a folder that was named and is wrong is an error, not a reason to take another`() throws {
    try install("15.2", in: "debian/15/bin")
    let error = #expect(throws: ScratchError.self) { try search("/no/such/folder") }
    #expect(error?.code == .noPostgres)
    #expect(error?.message.contains("'/no/such/folder'") == true)
    #expect(throws: ScratchError.self) { try search(nil, ["CONFITURE_POSTGRES_BIN": "/no/such/folder"]) }
  }

  @Test func `without PostgreSQL the error says what was searched and what to install`() {
    let error = #expect(throws: ScratchError.self) { try search() }
    #expect(error?.code == .noPostgres)
    #expect(error?.kind == .unreachable)
    let text = error.map { "\($0.diagnostic)" } ?? ""
    for word in [
      "apt-get install postgresql", "CONFITURE_POSTGRES_BIN", "scratch: postgres", "pg_config", "PATH",
      "scratch: url",
    ] {
      #expect(text.contains(word))
    }
  }

  @Test func `clients are those that came with the server, also behind links`() throws {
    let real = try install("16.3", in: "real", programs: ["initdb", "postgres", "psql"])
    let links = "\(folder.path)/links"
    mkdir(links, 0o755)
    for program in ["initdb", "postgres"] { symlink("\(real)/\(program)", "\(links)/\(program)") }
    let installation = try search(nil, ["PATH": links])
    #expect(installation.binDirectory == links)
    #expect(installation.client("psql") == "\(real)/psql")
    #expect(installation.client("pg_dump") == "pg_dump")
    #expect(try search(real).client("psql") == "\(real)/psql")
  }

  @Test func `what was found is remembered until the programs change`() throws {
    let bin = try install("15.2", in: "debian/15/bin")
    let search = InstallationSearch(setting: nil, environment: [:], debianFolder: folder.path + "/debian")
    let owner = FileOwner(user: nil)
    #expect(try search.find(remembering: folder.path, owner: owner).version == "15.2")
    let memory = try #require(FileAccess.names(in: folder.path).first { $0.hasPrefix("installation-") })
    let text = try folder.read(memory)
    try folder.write(text.replacingVersion("15.2", by: "15.2-remembered"), to: memory)
    #expect(try search.find(remembering: folder.path, owner: owner).version == "15.2-remembered")
    unlink("\(bin)/postgres")
    try install("15.10", in: "debian/15/bin")
    #expect(try search.find(remembering: folder.path, owner: owner).version == "15.10")
  }
}

extension String {
  fileprivate func replacingVersion(_ old: String, by new: String) -> String {
    split(separator: "\n").map { $0 == old ? new : String($0) }.joined(separator: "\n") + "\n"
  }
}
