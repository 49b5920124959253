import Processes
import TestSupport
import Testing

/// The script of the action that reviews, with a stand-in for the binary and real Git.
@Suite(.tags(.medium), .timeLimit(.minutes(1))) struct ReviewScriptTests {
  /// A clone whose remote has some branches, and a `confiture` that knows what is fetched.
  private struct Clone {
    let folder: TemporaryFolder
    let environment: [String: String]

    init(branches: [String], losses: String = "0", objects: String = "3") throws {
      folder = try TemporaryFolder()
      environment = [
        "PATH": "\(folder.path)/bin:\(ActionFiles.path)", "HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1",
        "BASE": "main", "HEAD": "feature", "COMMENT": "false", "GITHUB_OUTPUT": "\(folder.path)/output",
        "GITHUB_STEP_SUMMARY": "\(folder.path)/summary",
      ]
      try folder.write(
        """
        #!/bin/bash
        case $1 in
          rev-parse) git rev-parse --verify --quiet "refs/confiture/remotes/${2%%/*}/heads/${2#*/}" ;;
          diff) printf '%s\\n' '<!-- confiture schema review -->' \
            '<!-- objects=\(objects) migrations=\(objects) losses=\(losses) rewrites=0 lock=ACCESS_EXCLUSIVE -->' "$*" ;;
        esac

        """, to: "bin/confiture")
      let refs = branches.map { "git -C remote update-ref refs/confiture/heads/\($0) HEAD" }
      _ = try run(
        "/bin/bash",
        [
          "-ec",
          (["chmod +x bin/confiture", "git init --quiet remote", "cd remote"]
            + ["git -c user.name=a -c user.email=a@b commit --quiet --allow-empty -m x", "cd .."] + refs
            + ["git init --quiet clone", "git -C clone remote add origin ../remote"]).joined(separator: "\n"),
        ], in: folder.path)
    }

    /// Runs the script in the clone.
    func review(_ changes: [String: String] = [:]) throws -> ProcessResult {
      try run("\(ActionFiles.action)/review.sh", [], in: "\(folder.path)/clone", changes)
    }

    private func run(
      _ executable: String, _ arguments: [String], in directory: String, _ changes: [String: String] = [:]
    ) throws -> ProcessResult {
      try ChildProcess.run(
        Invocation(
          executable, arguments, environment: environment.merging(changes) { $1 }, directory: directory),
        deadline: .seconds(30))
    }
  }

  @Test func `the schemas are fetched and compared, and the facts are outputs`() throws {
    let clone = try Clone(branches: ["main", "feature"])
    let result = try clone.review()
    #expect(result.isSuccess, "\(result.errorText)")
    #expect(
      try clone.folder.read("output") == "objects=3\nmigrations=3\nlosses=0\nrewrites=0\nlock=ACCESS_EXCLUSIVE\n")
    #expect(
      try clone.folder.read("summary").hasSuffix("\ndiff origin/main...origin/feature --format markdown\n"))
  }

  @Test(arguments: [("0", true), ("2", false), ("unknown", false)])
  func `losses fail, and so does not knowing, where that is asked for`(losses: String, isSuccess: Bool) throws {
    let clone = try Clone(branches: ["main", "feature"], losses: losses)
    #expect(try clone.review().isSuccess)
    let strict = try clone.review(["FAIL_ON_LOSS": "true"])
    #expect(strict.isSuccess == isSuccess)
    #expect(strict.outputText.contains("::error::") == !isSuccess)
  }

  @Test func `a branch without a schema is no change, a base without one is an error`() throws {
    let quiet = try Clone(branches: ["main"]).review()
    #expect(quiet.isSuccess)
    #expect(quiet.outputText == "::notice::no schema branch 'feature': this pull request changes no schema\n")
    let result = try Clone(branches: ["feature"]).review()
    #expect(!result.isSuccess)
    #expect(result.outputText.hasPrefix("::error::there is no schema version 'main'"))
  }

  @Test func `a fork's branch is the fork's`() throws {
    let clone = try Clone(branches: ["main", "feature"])
    let fork = try Clone(branches: ["feature"])
    let address = ["HEAD_REPOSITORY": "\(fork.folder.path)/remote"]
    #expect(try clone.review(address).isSuccess)
    #expect(try clone.folder.read("summary").contains("diff origin/main...fork/feature"))
    let empty = try Clone(branches: [])
    let other = try clone.review(["HEAD_REPOSITORY": "\(empty.folder.path)/remote"].merging(["HEAD": "main"]) { $1 })
    #expect(other.outputText.contains("no schema branch 'main'"))
  }

  @Test(arguments: ["--help", "$(touch owned)", "a b; touch owned", "x\n::error::y"])
  func `the name of a branch is nothing but a name`(name: String) throws {
    let clone = try Clone(branches: ["main"])
    let result = try clone.review(["HEAD": name])
    #expect(result.isSuccess)
    #expect(result.outputText.split(separator: "\n").count == 1)
    #expect(throws: TemporaryFolder.Failure.self) { try clone.folder.read("clone/owned") }
  }
}
