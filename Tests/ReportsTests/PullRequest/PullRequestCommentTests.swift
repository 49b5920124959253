import Reports
import Schema
import SchemaDiff
import Testing
import TestSupport

@Suite(.tags(.small)) struct PullRequestCommentTests {
  private let golden = Golden(beside: #filePath)

  @Test func `a comment tells what changes, by which migrations and at what cost`() throws {
    try golden.expect(PullRequestComment.text(ReviewFixture.shop), toMatch: "shop.md")
  }

  @Test func `the same review gives the same bytes`() {
    let texts = (0..<5).map { _ in PullRequestComment.text(ReviewFixture.shop) }
    #expect(Set(texts).count == 1)
  }

  @Test func `the first line is the marker, the second is for programs`() {
    let lines = PullRequestComment.text(ReviewFixture.shop).split(separator: "\n")
    #expect(lines[0] == "<!-- confiture schema review -->")
    #expect(lines[1] == "<!-- objects=4 migrations=3 losses=1 rewrites=1 lock=ACCESS_EXCLUSIVE -->")
  }

  @Test func `nothing that differs is said in a few lines`() throws {
    try golden.expect(
      PullRequestComment.text(ReviewFixture.review([ReviewFixture.users], [ReviewFixture.users])),
      toMatch: "nothing.md")
  }

  @Test func `what is not known is said to be unknown`() throws {
    let error = SchemaDiffError(
      .ambiguousRename, "'name' of table 'public.users' is gone and 'label' is new",
      details: ["column public.users.name -> label"])
    let text = PullRequestComment.text(
      ReviewFixture.review([ReviewFixture.users], [ReviewFixture.newUsers], steps: nil, plan: .failure(error)))
    try golden.expect(text, toMatch: "unknown.md")
    #expect(text.contains("<!-- objects=1 migrations=unknown losses=unknown rewrites=unknown lock=unknown -->"))
  }

  @Test func `migrations that are reverted come first and are named so`() {
    let text = PullRequestComment.text(
      ReviewFixture.review(
        [ReviewFixture.users], [],
        steps: [ReviewFixture.step("b", direction: .revert), ReviewFixture.step("a", direction: .apply)]))
    #expect(text.contains("| migrations | 1 to apply, 1 to revert |"))
    #expect(text.contains("|  | migration | change | way back |\n"))
    #expect(text.contains("| revert | `b` |"))
  }
}
