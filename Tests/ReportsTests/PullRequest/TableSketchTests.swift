import Reports
import Schema
import SchemaDiff
import Testing
import TestSupport

@Suite(.tags(.small)) struct TableSketchTests {
  private static func sketch(_ old: [SnapshotFile], _ new: [SnapshotFile]) -> [String] {
    let lines = PullRequestComment.text(ReviewFixture.review(old, new)).split(separator: "\n").map(String.init)
    guard let start = lines.firstIndex(of: "```mermaid") else { return [] }
    return Array(lines[lines.index(after: start)...].prefix { $0 != "```" })
  }

  private static func child(_ name: Identifier, of parent: String) -> SnapshotFile {
    ReviewFixture.table(
      name,
      """
      CREATE TABLE public.\(name) (
        id bigint NOT NULL,
        parent_id bigint,
        CONSTRAINT \(name)_pkey PRIMARY KEY (id)
      );

      ALTER TABLE public.\(name) ADD CONSTRAINT \(name)_fkey FOREIGN KEY (parent_id) REFERENCES public.\(parent)(id);

      """)
  }

  @Test func `neighbours are drawn by their keys, changes with a remark`() {
    #expect(
      Self.sketch(
        [ReviewFixture.users, ReviewFixture.orders],
        [ReviewFixture.newUsers, ReviewFixture.orders, ReviewFixture.teams])
        == [
          "erDiagram", #"  t1["public.teams (added)"] {"#, "    bigint id PK", "    text title", "  }",
          #"  t2["public.users"] {"#, "    bigint id PK", #"    varchar(320) email "was text""#,
          #"    text name "removed""#, #"    bigint team_id FK "added""#, "  }", #"  t3["public.orders"] {"#,
          "    bigint id PK", "    bigint user_id FK", "  }", #"  t3 }o--|| t2 : "orders_user_id_fkey""#,
          #"  t2 }o--o| t1 : "users_team_id_fkey (added)""#,
        ])
  }

  @Test func `a foreign key that goes is dashed`() {
    let lines = Self.sketch(
      [ReviewFixture.newUsers, ReviewFixture.teams], [ReviewFixture.users, ReviewFixture.teams])
    #expect(lines.contains(#"  t1 }o..o| t2 : "users_team_id_fkey (removed)""#))
  }

  @Test func `twelve tables are drawn, the others are named`() {
    let neighbours = (10..<40).map { Self.child(Identifier("n\($0)"), of: "users") }
    let review = ReviewFixture.review([ReviewFixture.users] + neighbours, [ReviewFixture.newUsers] + neighbours)
    let text = PullRequestComment.text(review)
    #expect(text.matches(of: /t[0-9]+\["/).count == 12)
    #expect(text.contains("Not drawn: `table public.n21`, `table public.n22`, "))
    #expect(text.contains(" and 12 more.\n"))
  }

  @Test func `many columns are not all drawn, but those that change are`() {
    func wide(_ last: String) -> SnapshotFile {
      let columns = (1...40).map { "  c\($0) text" } + ["  \(last) text"]
      return ReviewFixture.table("wide", "CREATE TABLE public.wide (\n\(columns.joined(separator: ",\n"))\n);\n")
    }
    let text = PullRequestComment.text(ReviewFixture.review([wide("old")], [wide("new")]))
    #expect(text.contains("    text c10\n    text old \"removed\"\n    text new \"added\"\n"))
    #expect(text.contains("Columns not drawn: `public.wide` 30."))
  }

  @Test(arguments: [
    ("PK", "_PK"), ("fk", "_fk"), ("pkey", "pkey"), ("1st", "_1st"), ("größe", "größe"), ("a b", "a_b"),
    ("x\"y", "x_y"), ("%%{init: {}}%%", "___init_______"), ("😀", "_"), ("direction TB", "direction_TB"), ("}", "_"),
  ])
  func `names are words of mermaid's grammar`(name: String, word: String) {
    let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
    let lines = Self.sketch(
      [],
      [ReviewFixture.table("t", "CREATE TABLE public.t (\n  \(needsQuotes(name) ? quoted : name) text\n);\n")])
    #expect(lines.count > 2 && lines[2] == "    text \(word)", "\(lines)")
  }

  private func needsQuotes(_ name: String) -> Bool { Identifier(name).sql != name }

  @Test func `a file that cannot be read is named`() {
    let text = PullRequestComment.text(
      ReviewFixture.review([], [ReviewFixture.table("odd", "CREATE TABLE public.odd what is this;\n")]))
    #expect(text.contains("Not drawn, as its text could not be read: `table public.odd`."))
    #expect(!text.contains("mermaid"))
  }

  @Test func `views and the order of columns make no sketch`() {
    #expect(Self.sketch([ReviewFixture.tags], [ReviewFixture.turnedTags, ReviewFixture.view]) == [])
  }
}
