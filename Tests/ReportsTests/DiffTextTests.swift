import Documents
import Reports
import SchemaDiff
import Testing
import TestSupport

@Suite(.tags(.small)) struct DiffTextTests {
  private static func changes(_ old: [String: String], _ new: [String: String]) -> [ObjectChange] {
    func files(_ texts: [String: String]) -> [(path: String, text: String)] {
      texts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    return SnapshotDiff.changes(from: files(old), to: files(new))
  }

  private let users = "CREATE TABLE public.users (\n  id bigint NOT NULL,\n  name text\n);\n"
  private let more = "CREATE TABLE public.users (\n  id bigint NOT NULL,\n  name text,\n  age integer\n);\n"
  private let turned = "CREATE TABLE public.users (\n  name text,\n  id bigint NOT NULL\n);\n"
  private let path = "public/tables/users.sql"

  @Test func `an object is added, removed, changed, or has its columns in another order`() {
    let texts = [
      Self.changes([:], [path: users]), Self.changes([path: users], [:]), Self.changes([path: users], [path: more]),
      Self.changes([path: users], [path: turned]), Self.changes([path: users], [path: users]),
    ].map { $0.map(DiffText.summary) }
    #expect(
      texts == [
        ["A  table public.users"], ["D  table public.users"], ["M  table public.users"], ["O  table public.users"],
        [],
      ])
  }

  @Test func `changes are unified diffs under the names of objects`() {
    #expect(
      DiffText.lines(Self.changes([path: users], [path: more])) == [
        "diff table public.users", "--- a/public/tables/users.sql", "+++ b/public/tables/users.sql",
        "@@ -1,4 +1,5 @@",
        " CREATE TABLE public.users (", "   id bigint NOT NULL,", "-  name text", "+  name text,", "+  age integer",
        " );",
      ])
    let added = DiffText.lines(Self.changes([:], [path: users]))
    #expect(added[1...2] == ["--- /dev/null", "+++ b/public/tables/users.sql"])
    #expect(added.dropFirst(4).allSatisfy { $0.hasPrefix("+") })
    let order = DiffText.lines(Self.changes([path: users], [path: turned]))
    #expect(order == ["table public.users: only the order of columns differs", ""])
  }

  @Test func `programs get both texts`() {
    let json = DiffText.json(Self.changes([:], [path: users])[0])
    #expect(
      json
        == .object([
          "kind": "added", "object": "table public.users", "path": .string(path), "old": .null, "new": .string(users),
        ]))
  }
}
