import Documents
import Processes
import TestSupport
import Testing

/// The script of the action that writes a comment, against a stand-in for GitHub.
@Suite(.tags(.medium), .timeLimit(.minutes(1))) struct CommentScriptTests {
  private static let token = "ghs_0123456789secret"
  private static let marker = "<!-- confiture schema review -->"

  /// What came of a scenario.
  private struct Outcome {
    let result: JSONValue

    init(
      comments: [String] = [], forbidden: [String] = [], escapes: Bool = false,
      _ runs: [(review: String, environment: [String: String])]
    ) throws {
      let scenario = JSONValue.object([
        "token": .string(token), "comments": .strings(comments), "forbidden": .strings(forbidden),
        "escapes": .bool(escapes),
        "runs": .array(
          runs.map { run in
            .object([
              "review": .string(run.review), "environment": .object(run.environment.mapValues { .string($0) }),
            ])
          }),
      ])
      let run = try ChildProcess.run(
        Invocation(
          "\(ActionFiles.tests)/Stub/comment-api", ["\(ActionFiles.action)/comment.sh"],
          environment: ["PATH": ActionFiles.path], input: Array(JSONWriter.text(scenario).utf8)),
        deadline: .seconds(50))
      try #require(run.isSuccess, "\(run.errorText)")
      result = try JSONReader.parse(text: run.outputText, file: nil).json
    }

    private func list(_ key: String) -> [JSONValue] {
      if case .array(let items) = result[key] { items } else { [] }
    }
    private func texts(_ key: String, _ field: String) -> [String] {
      list(key).map { if case .string(let text) = $0[field] { text } else { "" } }
    }

    var comments: [String] { texts("comments", "body") }
    var methods: [String] { texts("requests", "method") }
    var paths: [String] { texts("requests", "path") }
    var authorizations: [String] { texts("requests", "authorization") }
    var outputs: [String] { texts("runs", "output") }
    var statuses: [JSONValue?] { list("runs").map { $0["status"] } }
    /// Whether the token was anywhere but in the header that is for it.
    var leaks: Bool {
      result["tokenListed"] != .bool(false) || list("requests").contains { $0["others"] != .bool(false) }
        || outputs.contains { $0.contains(token) }
    }
  }

  @Test func `a comment is made, then written anew in its place`() throws {
    let outcome = try Outcome(
      comments: ["Looks good", "> \(Self.marker)\nquoted"],
      [("\(Self.marker)\nfirst\n", [:]), ("\(Self.marker)\nsecond\n", [:])])
    #expect(outcome.statuses == [.integer(0), .integer(0)], "\(outcome.outputs)")
    #expect(outcome.comments == ["Looks good", "> \(Self.marker)\nquoted", "\(Self.marker)\nsecond\n"])
    #expect(outcome.methods == ["GET", "POST", "GET", "PATCH"])
    #expect(
      outcome.paths == [
        "/repos/octo/shop/issues/12/comments?per_page=100&page=1", "/repos/octo/shop/issues/12/comments",
        "/repos/octo/shop/issues/12/comments?per_page=100&page=1", "/repos/octo/shop/issues/comments/102",
      ])
    #expect(outcome.outputs == ["a comment was written\n", "comment 102 was written anew\n"])
  }

  @Test func `the token is in one header only`() throws {
    let outcome = try Outcome([("\(Self.marker)\nx\n", [:])])
    #expect(outcome.authorizations == Array(repeating: "Bearer \(Self.token)", count: 2))
    #expect(!outcome.leaks)
  }

  @Test(arguments: ["GET", "POST", "PATCH"]) func `a refusal fails with the permission that is needed`(
    method: String
  ) throws {
    let outcome = try Outcome(
      comments: method == "PATCH" ? ["\(Self.marker)\nold"] : [], forbidden: [method],
      [("\(Self.marker)\nnew\n", [:])])
    #expect(outcome.statuses == [.integer(1)])
    #expect(outcome.outputs[0].contains("GitHub answers 403"))
    #expect(outcome.outputs[0].contains("pull-requests: write"))
    #expect(outcome.methods.last == method)
    #expect(!outcome.leaks)
  }

  @Test func `any text arrives as it is`() throws {
    let text =
      "\(Self.marker)\n\"quotes\" \\back\\slash\\ \t tab \u{1}\u{1F} größer als 😀 </details> \\u003c \\n {\"id\":1}\n"
    let outcome = try Outcome([(text, [:])])
    #expect(outcome.comments == [text])
  }

  @Test(arguments: [false, true]) func `the comment is found among many, whatever is in them`(escapes: Bool) throws {
    var comments = (0..<130).map { "comment \($0) \\\" {\"id\": 1, \"body\": \"\(Self.marker)\"} \\\\" }
    comments[121] = "\(Self.marker)\r\nold größer \"quoted\" \\"
    let outcome = try Outcome(comments: comments, escapes: escapes, [("\(Self.marker)\nnew\n", [:])])
    #expect(outcome.methods == ["GET", "GET", "PATCH"])
    #expect(outcome.comments[121] == "\(Self.marker)\nnew\n")
    #expect(outcome.comments.count == 130)
  }

  @Test func `projects have comments of their own`() throws {
    let runs = [("COMMENT_KEY", "shop"), ("COMMENT_KEY", "bil->ling"), ("COMMENT_KEY", "shop")].enumerated().map {
      ("\(Self.marker)\n\($0)\n", [$1.0: $1.1])
    }
    let outcome = try Outcome(runs)
    #expect(
      outcome.comments == [
        "<!-- confiture schema review: shop -->\n2\n", "<!-- confiture schema review: bil-_ling -->\n1\n",
      ])
  }

  @Test func `where nothing is to be said no comment is made, but one that is there is written anew`() throws {
    let quiet = ["COMMENT_CREATE": "false"]
    let none = try Outcome([("\(Self.marker)\nnothing\n", quiet)])
    #expect(none.comments == [])
    #expect(none.statuses == [.integer(0)])
    let some = try Outcome(comments: ["\(Self.marker)\nmuch"], [("\(Self.marker)\nnothing\n", quiet)])
    #expect(some.comments == ["\(Self.marker)\nnothing\n"])
  }

  @Test func `what is not right is refused before anybody is asked`() throws {
    let good = "\(Self.marker)\nx\n"
    let outcome = try Outcome([
      ("no marker\n", [:]), (good, ["PULL_REQUEST": "12/../13"]), (good, ["PULL_REQUEST": ""]),
      (good, ["GITHUB_TOKEN": "a\"\nurl = http://example.org"]), (good, ["GITHUB_TOKEN": ""]),
    ])
    #expect(outcome.statuses.allSatisfy { $0 != .integer(0) })
    #expect(outcome.methods == [])
  }
}
