import Reports
import Schema
import SchemaDiff
import Testing
import TestSupport

@Suite(.tags(.small), .timeLimit(.minutes(1))) struct CommentSizeTests {
  /// A table of so many columns; a third of them is named by letters that take three bytes.
  private static func table(_ name: String, columns: Int, type: String = "text") -> SnapshotFile {
    let lines = (0..<columns).map { $0 % 3 == 0 ? "  \"列\($0)\" \(type)" : "  column_\($0) \(type)" }
    return ReviewFixture.table(
      Identifier(name), "CREATE TABLE public.\(name) (\n" + lines.joined(separator: ",\n") + "\n);\n")
  }

  private static func tables(_ count: Int, columns: Int, type: String = "text") -> [SnapshotFile] {
    (0..<count).map { table("t\($0 + 10_000)", columns: columns, type: type) }
  }

  struct Case: CustomTestStringConvertible {
    let testDescription: String
    var tables = 1
    var columns = 3
    var bodyLines = 0
    var steps = 1
    var statementCount = 1
    var losses = 0
  }

  private static func review(_ example: Case) -> SchemaReview {
    let statements = String(repeating: "INSERT INTO words VALUES ('größer als 😀');\n", count: example.statementCount)
    var effects = ChangeEffects()
    effects.losses = (0..<example.losses).map { "the values of column public.t\($0).a_name_that_is_rather_long" }
    effects.locks = (0..<example.losses).map {
      TableLock(table: QualifiedName(schema: "public", name: Identifier("t\($0)")), mode: .accessExclusive)
    }
    let costs = effects
    func body(_ word: String) -> [SnapshotFile] {
      let lines = (0..<example.bodyLines).map { "  \(word) \($0) größer als 😀" }.joined(separator: "\n")
      return example.bodyLines == 0
        ? []
        : [
          ReviewFixture.file(
            .function, "public", "f",
            "CREATE OR REPLACE FUNCTION public.f()\n LANGUAGE sql\nAS $function$\n\(lines)\n$function$;\n")
        ]
    }
    return ReviewFixture.review(
      body("old") + tables(example.tables, columns: example.columns),
      body("new") + tables(example.tables, columns: example.columns, type: "integer"),
      steps: (0..<example.steps).map { ReviewFixture.step("step-\($0)", up: statements) },
      plan: ReviewFixture.plan(ReviewFixture.change("t1", "drop columns") { $0 = costs }))
  }

  static let cases = [
    Case(testDescription: "one huge diff", bodyLines: 5_000),
    Case(testDescription: "a table as wide as a table can be", columns: 1_600),
    Case(testDescription: "many diffs", tables: 300, columns: 40),
    Case(testDescription: "very many objects", tables: 1_500),
    Case(testDescription: "much SQL", statementCount: 10_000),
    Case(testDescription: "many migrations", steps: 1_000),
    Case(testDescription: "many losses", losses: 1_500),
    Case(testDescription: "all of it", tables: 500, columns: 10, steps: 500, statementCount: 20, losses: 500),
  ]

  @Test(arguments: cases) func `a comment is never longer than what fits`(example: Case) {
    let text = PullRequestComment.text(Self.review(example))
    #expect(text.utf8.count < 60_000)
    #expect(text.utf16.count < 60_000)
    #expect(text.utf8.count > 1_000)
    #expect(text.contains("left out") || text.contains(" more: `confiture diff main...feature`"))
    // What is opened is closed.
    #expect(text.matches(of: /<details>/).count == text.matches(of: /<\/details>/).count)
    #expect(text.split(separator: "\n").count { $0.hasPrefix("```") }.isMultiple(of: 2))
  }

  @Test func `the longest diffs go first, each for a line that names the command`() {
    var old = Self.tables(20, columns: 5)
    var new = Self.tables(20, columns: 5, type: "integer")
    old.append(Self.table("huge", columns: 1_600))
    new.append(Self.table("huge", columns: 1_600, type: "integer"))
    let text = PullRequestComment.text(ReviewFixture.review(old, new))
    #expect(
      text.contains(
        "The diff (1600 lines added, 1600 removed) is left out: `confiture diff main...feature`"))
    #expect(text.matches(of: /is left out/).count == 1)
    #expect(text.contains("- `… and 1585 more`") || text.contains("- … and 1585 more"))
    #expect(text.matches(of: /```diff/).count == 20)
  }

  @Test func `SQL that fills a third of the room goes first, and alone if that will do`() {
    let statements = String(repeating: "SELECT 'no diff';\n", count: 4_000)
    let text = PullRequestComment.text(
      ReviewFixture.review(
        Self.tables(3, columns: 5), Self.tables(3, columns: 5, type: "integer"),
        steps: [ReviewFixture.step("long", up: statements), ReviewFixture.step("short")]))
    #expect(text.matches(of: /```diff/).count == 3)
    #expect(text.contains("The SQL of `long` is left out: `confiture show 0a1b2c3`"))
    #expect(text.contains("<code>short</code>"))
    #expect(text.contains("erDiagram"))
  }

  @Test func `diffs go before the SQL of migrations, and that before the sketch`() {
    func text(steps count: Int) -> String {
      let steps = (0..<count).map {
        ReviewFixture.step("s\($0)", up: String(repeating: "SELECT 'no diff';\n", count: 1_000))
      }
      return PullRequestComment.text(
        ReviewFixture.review(
          Self.tables(3, columns: 12), Self.tables(3, columns: 12, type: "integer"), steps: steps))
    }
    let (some, many) = (text(steps: 3), text(steps: 4))
    #expect(some.contains("```diff") && !some.contains("is left out"))
    #expect(!many.contains("```diff"))
    #expect(many.matches(of: /The SQL of `s[0-9]` is left out/).count == 1)
    #expect(many.contains("The SQL of `s3` is left out"))
    #expect(many.contains("erDiagram"))
  }

  @Test func `what cannot be listed is counted`() {
    let text = PullRequestComment.text(Self.review(Case(testDescription: "", tables: 1_500)))
    let listed = text.matches(of: /\*\*changed\*\*/).count
    #expect(listed > 100)
    #expect(text.contains("… and \(1_500 - listed) more: `confiture diff main...feature`"))
    #expect(text.contains("| tables | 1500 changed |"))
  }
}
