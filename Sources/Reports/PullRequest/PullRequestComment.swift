/// A change of schema as a comment of a pull request, in GitHub's Markdown.
///
/// The same review gives the same bytes, so that a comment is only written anew when there is something new.
package enum PullRequestComment {
  /// The first line, by which a program finds the comment that it wrote before.
  package static let marker = "<!-- confiture schema review -->"
  /// GitHub takes 65,536 characters; the rest is for who adds something.
  package static let byteLimit = 60_000

  /// The comment, in less than ``byteLimit`` bytes of UTF-8.
  package static func text(_ review: SchemaReview) -> String {
    let sections =
      [ReviewSummary.section(review)]
      + [
        ReviewCosts.section(review), ReviewMigrations.section(review), ReviewObjects.section(review),
        ReviewSketch.section(review), ReviewMigrations.statements(review),
      ].compactMap { $0 }
    var text = ReportLayout(sections, below: byteLimit).text
    while text.hasSuffix("\n\n") { text.removeLast() }
    return text
  }
}
