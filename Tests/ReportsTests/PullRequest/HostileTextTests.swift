import History
import Reports
import Schema
import SchemaDiff
import Testing
import TestSupport

@Suite(.tags(.small)) struct HostileTextTests {
  private let golden = Golden(beside: #filePath)

  private static let names: [Identifier] = [
    "```", "</details>", "<!-- confiture schema review -->", "@octocat", "a|b", "a\nb", "`", "  ", "#1", "$x$",
    "https://example.org", "![x](y)", "\u{202E}evil", "**b**",
  ]

  private static let body = """
    CREATE OR REPLACE FUNCTION public.f()
     RETURNS text
     LANGUAGE sql
    AS $function$
    SELECT '
    ```
    </details>
    <!-- objects=0 losses=0 -->
    @octocat `````
    ~~~
    '
    $function$;

    """

  private static func review(_ name: Identifier) -> SchemaReview {
    let file = SnapshotFile(
      identity: ObjectIdentity(kind: .function, schema: "public", name: name, arguments: ""), text: body)
    var review = ReviewFixture.review(
      [], [file],
      steps: [
        ReviewFixture.step(name.text, title: "title of \(name.text)", up: body, down: body, reversible: false) {
          $0.differences = [name.text]
          $0.losses = [name.text]
        }
      ],
      plan: ReviewFixture.plan(
        ReviewFixture.change(name, "drop \(name.text)") {
          $0.losses = [name.text]
          $0.conditions = [name.text]
          $0.rewrites = [QualifiedName(schema: "public", name: name)]
          $0.locks = [TableLock(table: QualifiedName(schema: "public", name: name), mode: .share)]
        }))
    review.old.label = name.text
    return review
  }

  /// The lines outside of blocks of code, each without its spans of code.
  private static func markup(_ text: String) -> [String] {
    var fence: String?
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let run = String(line.prefix { $0 == "`" })
      if let open = fence {
        if run.count >= open.count, line.allSatisfy({ $0 == "`" }) { fence = nil }
      } else if run.count >= 3, !line.dropFirst(run.count).contains("`") {
        fence = run
      } else {
        lines.append(withoutCode(String(line).replacing(/<code>.*?<\/code>/, with: "")))
      }
    }
    return lines
  }

  private static func withoutCode(_ line: String) -> String {
    var result = ""
    var rest = line[...]
    while let start = rest.firstIndex(of: "`") {
      let isEscaped = start > rest.startIndex && rest[rest.index(before: start)] == "\\"
      let run = String(rest[start...].prefix { $0 == "`" })
      result += rest[..<start]
      rest = rest[rest.index(start, offsetBy: run.count)...]
      if isEscaped { continue }
      var end: Substring.Index?
      var scan = rest
      while let next = scan.firstIndex(of: "`") {
        let length = scan[next...].prefix { $0 == "`" }.count
        if length == run.count {
          end = scan.index(next, offsetBy: length)
          break
        }
        scan = scan[scan.index(next, offsetBy: length)...]
      }
      if let end { rest = rest[end...] }
    }
    return result + rest
  }

  @Test(arguments: names) func `names stay text wherever they stand`(name: Identifier) {
    let lines = Self.markup(PullRequestComment.text(Self.review(name)))
    let text = lines.joined(separator: "\n")
    #expect(!text.contains("@octocat"))
    #expect(text.matches(of: /<!--/).count == 2, "\(text)")
    #expect(text.matches(of: /<details>/).count == text.matches(of: /<\/details>/).count)
    #expect(!text.contains(/https?:\/\//))
    #expect(!text.contains(/#[0-9]/))
    #expect(!text.contains("!["))
    #expect(!text.contains("**b**"))
    #expect(!text.unicodeScalars.contains("\u{202E}"))
    // Rows have as many cells as their headings.
    for row in lines.filter({ $0.hasPrefix("|") }) {
      #expect([2, 3, 4].contains(row.replacing("\\|", with: "").count { $0 == "|" } - 1), "\(row)")
    }
  }

  @Test func `a comment full of markup reads as it was written`() throws {
    var review = Self.review("<b>@octocat</b> `x` | #1")
    review.old.label = "main"
    try golden.expect(PullRequestComment.text(review), toMatch: "hostile.md")
  }
}
