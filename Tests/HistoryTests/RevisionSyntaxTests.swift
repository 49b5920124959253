import Diagnostics
import History
import Testing

@Suite struct RevisionSyntaxTests {
  @Test(arguments: [
    ("HEAD", Revision.head), ("@", .head), ("main", .name("main")), ("production/acme", .name("production/acme")),
    ("HEAD~2", .ancestor(.head, 2)), ("@^", .parent(.head, 1)), ("v1.2^2~3", .ancestor(.parent(.name("v1.2"), 2), 3)),
    ("main~", .ancestor(.name("main"), 1)), ("main^0", .parent(.name("main"), 0)),
    ("main^^", .parent(.parent(.name("main"), 1), 1)), ("v1.2^{}", .peeled(.name("v1.2"), .target)),
    ("main^{schema}", .peeled(.name("main"), .schema)), ("main^{tree}", .peeled(.name("main"), .tree)),
    ("main^{commit}~1", .ancestor(.peeled(.name("main"), .commit), 1)),
    ("main^{/add users: now}", .ancestorMatching(.name("main"), "add users: now")),
    (":/add ^users..x", .matching("add ^users..x")), ("@{-1}", .previousBranch(1)),
    ("@{1}", .recorded(.head, .back(1))),
    ("HEAD@{2}", .recorded(.head, .back(2))), ("production@{3}", .recorded(.name("production"), .back(3))),
    ("production@{2026-01-31}", .recorded(.name("production"), .at(CommitDate(seconds: 1_769_817_600)))),
    ("main@{yesterday}", .recorded(.name("main"), .ago(86_400))),
    ("main@{2.weeks.ago}", .recorded(.name("main"), .ago(1_209_600))),
    ("production@{db}", .database(target: "production", .registry)),
    ("a/b@{live}", .database(target: "a/b", .live)), ("a@b", .name("a@b")),
    ("production@{db}~1", .ancestor(.database(target: "production", .registry), 1)),
    ("main:public.users", .path(.name("main"), "public.users")),
    ("HEAD~1:schema/public/f(a@{b}).sql", .path(.ancestor(.head, 1), "schema/public/f(a@{b}).sql")),
    ("main:", .path(.name("main"), "")), ("main^{schema}:x", .path(.peeled(.name("main"), .schema), "x")),
  ])
  func `a revision is read as git reads it`(text: String, revision: Revision) throws {
    #expect(try Revision(text) == revision)
    #expect(try Revision(revision.description) == revision)
  }

  @Test(arguments: [
    ("A..B", RevisionRange.range(.name("A"), .name("B"))), ("A...B", .symmetric(.name("A"), .name("B"))),
    ("..B", .range(.head, .name("B"))), ("A..", .range(.name("A"), .head)), ("^v1", .excluded(.name("v1"))),
    ("v1.2..v1.3", .range(.name("v1.2"), .name("v1.3"))), ("v1.2", .single(.name("v1.2"))),
    ("production@{db}..main", .range(.database(target: "production", .registry), .name("main"))),
    ("main^{/a..b}", .single(.ancestorMatching(.name("main"), "a..b"))), (":/a..b", .single(.matching("a..b"))),
  ])
  func `ranges are read as git reads them`(text: String, range: RevisionRange) throws {
    #expect(try RevisionRange(text) == range)
    #expect(try RevisionRange(range.description) == range)
  }

  @Test(arguments: [
    "", "~1", "^", "^{schema}", "main^{schem}", "main^{", "main@{nonsense}", "main@{-1}", "@{-0}", ":/", "main^{/}",
    "main^1x", ":x", "HEAD@{db}", "main~99999999999999999999",
  ])
  func `what is no revision is refused`(text: String) {
    let error = #expect(throws: HistoryError.self) { try Revision(text) }
    #expect(error?.code == .invalidRevision)
    #expect(error?.kind == .usage)
  }

  @Test func `a slip in braces is met with what was meant`() {
    let error = #expect(throws: HistoryError.self) { try Revision("main^{schem}") }
    #expect(error?.hints == ["did you mean '^{schema}'?"])
  }

  @Test func `random revisions are written and read back`() throws {
    var generator = Seeded(state: 11)
    func revision(_ depth: Int) -> Revision {
      let base: Revision =
        depth == 0
        ? .name(["main", "v1.2", "a/b", "kkkk", "abcd"].randomElement(using: &generator) ?? "x") : revision(depth - 1)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: return .parent(base, Int.random(in: 0..<4, using: &generator))
      case 1: return .ancestor(base, Int.random(in: 0..<40, using: &generator))
      case 2: return .peeled(base, Revision.Peel.allCases.randomElement(using: &generator) ?? .schema)
      case 3: return .ancestorMatching(base, "x y")
      case 4: return .recorded(base, .back(Int.random(in: 0..<9, using: &generator)))
      default: return depth == 0 ? .head : base
      }
    }
    for _ in 0..<500 {
      let sample = revision(Int.random(in: 0..<4, using: &generator))
      #expect(try Revision(sample.description) == sample, "\(sample)")
    }
  }
}
