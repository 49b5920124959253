internal import Glibc
internal import Processes

/// Finds PostgreSQL: the setting, the environment, PATH, `pg_config`, and Debian's folders, in this order.
package struct InstallationSearch {
  private let setting: String?
  private let environment: [String: String]
  private let debianFolder: String
  private static let variable = "CONFITURE_POSTGRES_BIN"

  package init(
    setting: String?, environment: [String: String], debianFolder: String = "/usr/lib/postgresql"
  ) {
    self.setting = setting
    self.environment = environment
    self.debianFolder = debianFolder
  }

  /// Returns the installation; `remembering` is a folder for what an earlier search found out.
  ///
  /// - Throws: ``ScratchError`` with the code `noPostgres`, which names all that was searched.
  func find(remembering folder: String?, owner: FileOwner) throws(ScratchError) -> PostgresInstallation {
    let memory = folder.map { "\($0)/installation-\(StableHash.hex(question, digits: 12))" }
    if let memory, let known = FileAccess.readText(memory).flatMap(Self.recall) { return known }
    let found = try find()
    if let memory {
      try? FileAccess.write(
        "\(Self.stamp(of: found.binDirectory))\n\(found.version)\n\(found.binDirectory)\n", to: memory, owner: owner)
    }
    return found
  }

  /// Searches anew.
  package func find() throws(ScratchError) -> PostgresInstallation {
    // What was named is meant: a mistake there is no reason to take another one silently.
    if let setting { return try named(setting, by: "the setting scratch: postgres") }
    if let folder = environment[Self.variable], !folder.isEmpty { return try named(folder, by: Self.variable) }
    for candidate in candidates() where Self.isComplete(candidate) {
      if let version = version(in: candidate) {
        return PostgresInstallation(binDirectory: candidate, version: version)
      }
    }
    throw ScratchError(
      .noPostgres, "PostgreSQL's programs 'initdb' and 'postgres' were not found",
      details: [
        "Searched: the setting scratch: postgres, \(Self.variable), the folders of PATH, 'pg_config --bindir', "
          + "\(debianFolder)/*/bin"
      ],
      hints: [
        "install a server: apt-get install postgresql",
        "or name its folder in confiture.yaml (scratch: postgres) or in \(Self.variable)",
        "or name a server of your own in confiture.yaml (scratch: url)",
      ])
  }

  private func named(_ folder: String, by whom: String) throws(ScratchError) -> PostgresInstallation {
    guard Self.isComplete(folder), let version = version(in: folder) else {
      throw ScratchError(
        .noPostgres, "'\(folder)' named by \(whom) has no working 'initdb' and 'postgres'",
        hints: ["install a server: apt-get install postgresql", "or name the folder of its programs there"])
    }
    return PostgresInstallation(binDirectory: folder, version: version)
  }

  private func candidates() -> [String] {
    var candidates = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    if !candidates.contains(where: Self.isComplete), let folder = pgConfigFolder() { candidates.append(folder) }
    let versions = FileAccess.names(in: debianFolder).filter { Double($0) != nil }
    candidates += versions.sorted { Double($0) ?? 0 > Double($1) ?? 0 }.map { "\(debianFolder)/\($0)/bin" }
    return candidates
  }

  private func pgConfigFolder() -> String? {
    let invocation = Invocation(
      "pg_config", ["--bindir"], environment: environment.filter { $0.key == "PATH" }, directory: "/")
    let text = try? ChildProcess.run(invocation, deadline: .seconds(10)).outputText
    return text?.split(separator: "\n").first.map(String.init)
  }

  private func version(in folder: String) -> String? {
    let invocation = Invocation("\(folder)/postgres", ["--version"], directory: "/")
    guard let result = try? ChildProcess.run(invocation, deadline: .seconds(10)), result.isSuccess else { return nil }
    // "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"
    return result.outputText.split(separator: " ").first { $0.first?.isNumber ?? false }
      .map { String($0.prefix { !$0.isWhitespace }) }
  }

  private static func isComplete(_ folder: String) -> Bool {
    ["initdb", "postgres"].allSatisfy { ExecutableSearch.isExecutable("\(folder)/\($0)") }
  }

  // MARK: Memory

  private var question: String {
    [
      setting ?? "", environment[Self.variable] ?? "", environment["PATH"] ?? "", debianFolder,
      FileAccess.status(debianFolder).map { "\($0.st_mtim.tv_sec)" } ?? "",
    ].joined(separator: "\n")
  }

  private static func recall(_ text: String) -> PostgresInstallation? {
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.count == 3, lines[0] == stamp(of: lines[2]) else { return nil }
    return PostgresInstallation(binDirectory: lines[2], version: lines[1])
  }

  /// Changes when the programs are replaced.
  private static func stamp(of folder: String) -> String {
    guard let status = FileAccess.status("\(folder)/postgres") else { return "-" }
    return "\(status.st_size).\(status.st_ino).\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }
}
