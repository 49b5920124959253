import Processes

extension Sandbox {
  /// Runs a program in the project's folder; stops the test when it cannot start.
  func program(
    _ name: String, _ arguments: String..., in directory: String? = nil, adding variables: [String: String] = [:]
  ) throws -> ProcessResult {
    try program(name, arguments, in: directory, adding: variables)
  }

  /// The same with the arguments as a list.
  func program(
    _ name: String, _ arguments: [String], in directory: String? = nil, adding variables: [String: String] = [:]
  ) throws -> ProcessResult {
    try ChildProcess.run(
      Invocation(
        name, arguments,
        environment: [
          "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": "/dev/null",
          "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
          "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org", "LC_ALL": "C",
        ].merging(variables) { $1 }, directory: directory ?? root), deadline: .seconds(30))
  }

  /// All references and files of the project: equal before and after a command that changed nothing.
  func state() throws -> String {
    let references = try program("git", "for-each-ref").outputText
    let files = try program(
      "sh", "-c", "find . -path ./.git -prune -o -type f -print | LC_ALL=C sort | xargs -d '\\n' -r sha256sum")
    return references + files.outputText
  }

  /// Every object of the repository as text, and every file under `.git` that Confiture keeps.
  func everythingStored() throws -> String {
    try program("git", "cat-file", "--batch-all-objects", "--batch").outputText
      + program("sh", "-c", "cat .git/config .git/confiture/* .git/logs/refs/confiture/* 2>/dev/null; true")
      .outputText
  }
}
