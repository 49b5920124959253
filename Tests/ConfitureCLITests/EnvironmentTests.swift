import Postgres
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(2))) struct EnvironmentTests {
  @Test func `a version goes from staging to production`() throws {
    let stages = try Stages()
    var story = Story(stages.sandbox)
    story.run("promote", "staging", "production")
    story.run("deploy", "staging", "--yes")
    story.run("promote", "HEAD~1", "staging")
    story.run("deploy", "staging", "--yes")
    story.run("promote", "staging..production", "--check")
    story.run("promote", "staging", "production")
    story.run("promote", "staging", "production")
    story.run("deploy", "production", "--plan")
    story.run("deploy", "production", "--yes")
    story.run("deploy", "production")
    story.run("status")
    try story.expect("environments/promote")
  }
}
