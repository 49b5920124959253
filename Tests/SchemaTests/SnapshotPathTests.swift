import Schema
import Testing

@Suite struct SnapshotPathTests {
  @Test(arguments: [
    (ObjectIdentity(kind: .table, schema: "public", name: "users"), "public/tables/users.sql"),
    (ObjectIdentity(kind: .table, schema: "public", name: "Users"), "public/tables/^users.sql"),
    (ObjectIdentity(kind: .table, schema: "Sales", name: "a/b"), "^sales/tables/a%2fb.sql"),
    (ObjectIdentity(kind: .table, schema: "public", name: "../x"), "public/tables/%2e.%2fx.sql"),
    (ObjectIdentity(kind: .view, schema: "public", name: "a.b"), "public/views/a.b.sql"),
    (ObjectIdentity(kind: .view, schema: "public", name: " a "), "public/views/%20a%20.sql"),
    (ObjectIdentity(kind: .extension, name: "citext"), "extensions/citext.sql"),
    (ObjectIdentity(kind: .schema, name: "app"), "schemas/app.sql"),
    (ObjectIdentity(kind: .table, schema: "extensions", name: "t"), "%65xtensions/tables/t.sql"),
    (ObjectIdentity(kind: .table, schema: "é", name: "é"), "%c3%a9/tables/%c3%a9.sql"),
    (
      ObjectIdentity(kind: .function, schema: "public", name: "f", arguments: "integer, text[]"),
      "public/functions/f(integer, text[]).sql"
    ),
    (
      ObjectIdentity(kind: .operator, schema: "public", name: "@>", arguments: "NONE, text"),
      "public/operators/%40%3e(^n^o^n^e, text).sql"
    ),
    (
      ObjectIdentity(kind: .operatorClass, schema: "public", name: "c", arguments: "btree"),
      "public/operator_classes/c(btree).sql"
    ),
    (ObjectIdentity(kind: .userMapping, name: "bob on far"), "user_mappings/bob on far.sql"),
    (
      ObjectIdentity(kind: .function, schema: "public", name: "f(x)", arguments: ""),
      "public/functions/f%28x%29().sql"
    ),
  ])
  func `an object has one path, safe on every file system`(identity: ObjectIdentity, path: String) {
    #expect(SnapshotPath.path(of: identity) == path)
  }

  @Test(arguments: ["users", "Users", "a/b", "..", ".", " ", "É", "e\u{301}", "100%", "^caret", "~", "con\n", "日本"])
  func `escaping is undone exactly`(name: String) {
    let escaped = SnapshotPath.escape(name)
    #expect(SnapshotPath.unescape(escaped).map { Array($0.utf8) } == Array(name.utf8))
    #expect(escaped.utf8.allSatisfy { $0 < 0x7F && $0 > 0x1F })
    #expect(escaped == escaped.lowercased())
  }

  @Test(arguments: ["%", "%4", "%zz", "^", "^1", "%ff"])
  func `what no name was escaped to is refused`(text: String) {
    #expect(SnapshotPath.unescape(text) == nil)
  }

  @Test func `a long list of arguments is cut, and told apart by a hash`() throws {
    let types = Array(repeating: "timestamp with time zone", count: 20).joined(separator: ", ")
    let paths = ["integer", "text"].map { last in
      SnapshotPath.path(
        of: ObjectIdentity(kind: .function, schema: "public", name: "f", arguments: "\(types), \(last)"))
    }
    #expect(paths[0] != paths[1])
    for path in paths {
      let name = try #require(path.split(separator: "/").last)
      #expect(name.utf8.count <= 255)
      #expect(name.contains("~"))
    }
  }

  @Test func `identities are ordered by bytes and told apart by them`() {
    let composed = ObjectIdentity(kind: .table, schema: "s", name: "\u{e9}")
    let decomposed = ObjectIdentity(kind: .table, schema: "s", name: "e\u{301}")
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(decomposed < composed)
    #expect(composed.description == "table s.\u{e9}")
    #expect(
      ObjectIdentity(kind: .function, schema: "public", name: "f", arguments: "integer").description
        == "function public.f(integer)")
    #expect(
      ObjectIdentity(kind: .operatorFamily, schema: "public", name: "f", arguments: "gist").description
        == "operator family public.f using gist")
  }
}
