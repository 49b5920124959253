internal import Diagnostics
internal import History
internal import Processes

/// Git itself, for what crosses a network: users have their credentials and keys set up for it.
package struct GitTransport: Sendable {
  /// How a command of Git ended.
  package struct Answer: Sendable {
    package var isSuccess: Bool
    package var output: String
    package var errors: String
  }

  private let folder: String
  private let environment: [String: String]

  /// - Parameters:
  ///   - folder: Where Git runs.
  ///   - environment: What Git may see: its own variables, `PATH`, `HOME`, the agent for keys.
  ///   - canAsk: Git may ask for a password on the terminal.
  package init(folder: String, environment: [String: String], canAsk: Bool) {
    self.folder = folder
    // The repository is the one of the folder, whatever a hook's environment says.
    var environment = environment.filter {
      !["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"].contains($0.key)
    }
    // Answers are read, so they have to be in one language.
    environment["LC_ALL"] = "C"
    if !canAsk { environment["GIT_TERMINAL_PROMPT"] = "0" }
    self.environment = environment
  }

  /// Runs Git to its end, whatever its end is.
  ///
  /// - Throws: ``RepositoryError`` with `gitMissing` when there is no Git.
  package func answer(_ arguments: [String]) throws(RepositoryError) -> Answer {
    do throws(ProcessError) {
      // In our own process group, so that Git may ask on the terminal.
      let result = try ChildProcess.run(
        Invocation("git", arguments, environment: environment, directory: folder, ownProcessGroup: false))
      return Answer(
        isSuccess: result.isSuccess, output: result.outputText, errors: Secrets.masked(result.errorText))
    } catch {
      throw RepositoryError(
        .gitMissing, "Git is needed to talk to other repositories, and it cannot be run: \(error.message)",
        hints: ["install it, as with: apt-get install git"])
    }
  }

  /// Runs Git, which has to succeed.
  ///
  /// - Throws: ``RepositoryError`` with `transport` and what Git said.
  @discardableResult
  package func run(_ arguments: [String], doing what: String) throws(RepositoryError) -> String {
    let answer = try answer(arguments)
    guard answer.isSuccess else { throw Self.failure(what, answer) }
    return answer.output
  }

  static func failure(_ what: String, _ answer: Answer) -> RepositoryError {
    let lines = answer.errors.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("hint:") }
    return RepositoryError(
      .transport, "\(what) failed", details: Array(lines.suffix(12)),
      hints: ["git does the transport: try 'git ls-remote' with the same remote"])
  }

  // MARK: Remotes

  /// The names of the remotes that are configured, in the order of the configuration.
  package func remotes() throws(RepositoryError) -> [String] {
    try run(["remote"], doing: "listing the remotes").split(separator: "\n").map(String.init)
  }

  /// The remote that a command means: the one it names, else `origin`, else the only one.
  ///
  /// - Throws: ``RepositoryError`` with `unknownRemote` and those that there are.
  package func remote(_ name: String?) throws(RepositoryError) -> String {
    let known = try remotes()
    let listed = known.map { "'\($0)'" }.joined(separator: ", ")
    guard let wanted = name ?? (known.contains("origin") ? "origin" : known.count == 1 ? known[0] : nil) else {
      throw RepositoryError(
        .unknownRemote, known.isEmpty ? "the repository has no remote" : "say which remote: \(listed)",
        hints: known.isEmpty ? ["git remote add origin <url>"] : [])
    }
    guard known.contains(wanted) else {
      let closest = Suggestions.closest(to: wanted, among: known).map { "did you mean '\($0)'?" }
      throw RepositoryError(
        .unknownRemote, "there is no remote '\(wanted)'",
        hints: closest.isEmpty
          ? [known.isEmpty ? "git remote add \(wanted) <url>" : "remotes are \(listed)"] : closest)
    }
    guard !wanted.contains("/") else {
      throw RepositoryError(
        .unknownRemote, "the name of the remote '\(wanted)' has a '/', which would read as a branch of another one",
        hints: ["git remote rename \(wanted) \(wanted.split(separator: "/").joined(separator: "-"))"])
    }
    return wanted
  }

  /// The branch of the workspace in another repository; `nil` where it does not say.
  package func headBranch(of remote: String) throws(RepositoryError) -> String? {
    let answer = try run(
      ["ls-remote", "--symref", "--", remote, ConfitureReference.head], doing: "asking '\(remote)' for its branch")
    let prefix = "ref: \(ConfitureReference.heads)"
    return answer.split(separator: "\n").first { $0.hasPrefix(prefix) }
      .flatMap { $0.dropFirst(prefix.count).split(separator: "\t").first }.map(String.init)
  }
}
