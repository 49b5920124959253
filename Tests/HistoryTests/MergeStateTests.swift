import GitStore
import History
import Schema
import SchemaDiff
import Testing

@Suite struct MergeStateTests {
  private let table = ObjectIdentity(kind: .table, schema: "public", name: "users")
  private let function = ObjectIdentity(kind: .function, schema: "public", name: "f", arguments: "integer, text")

  private func state() throws -> MergeState {
    var first = MergeConflict(
      .modifyModify, MergeKey(table, "email.type"), base: "text", ours: "a", theirs: "b'\n\"", message: "m",
      suggestion: "s")
    first.ourMigrations = ["20260101-a"]
    let second = MergeConflict(
      .dependency, MergeKey(function), base: nil, ours: "x", theirs: nil, message: "m", suggestion: "s",
      settles: [MergeKey(table, "email")])
    let third = MergeConflict(.data, MergeKey(migration: "20260101-a", "rows of b"), message: "m", suggestion: "s")
    return MergeState(
      branch: "main", ours: try #require(ObjectID(hex: String(repeating: "a", count: 40))),
      theirs: try #require(ObjectID(hex: String(repeating: "b", count: 40))), theirName: "loyalty",
      bases: [try #require(ObjectID(hex: String(repeating: "c", count: 40)))], message: "a message",
      items: [
        .init(first, decision: .side(.theirs)), .init(second, decision: .authored("CREATE …")), .init(third),
      ], folder: "20260202-merge-loyalty")
  }

  @Test func `what is written is read back`() throws {
    let state = try state()
    #expect(try MergeState(jsonText: state.jsonText, file: "state.json") == state)
    for decision: MergeDecision in [.side(.ours), .merged, .commutes, .carried, .authored("x"), .authored(nil)] {
      #expect(try MergeDecision(jsonText: decision.jsonText, file: "x") == decision)
    }
  }

  @Test(arguments: [
    ("1", [0]), ("3", [2]), ("4", []), ("public.users.email.type", [0]), ("table public.users.email.type", [0]),
    ("type of column public.users.email", [0]),
    ("public.users", [0]), ("public.f(integer, text)", [1]), ("20260101-a.rows of b", [2]), ("public.user", []),
  ])
  func `conflicts are named by number, object or attribute`(word: String, indices: [Int]) throws {
    #expect(try state().indices(matching: word) == indices)
  }

  @Test func `a conflict has the same hash whichever migrations it comes from`() throws {
    let state = try state()
    var other = state.items[0].conflict
    other.ourMigrations = []
    #expect(other.hash == state.items[0].conflict.hash)
    other.ours = nil
    #expect(other.hash != state.items[0].conflict.hash)
    #expect(state.open.map(\.kind) == [.data])
  }

  @Test func `only what makes sense decides on a conflict`() throws {
    let conflicts = try state().items.map(\.conflict)
    #expect(MergeDecision.side(.ours).fits(conflicts[0]))
    #expect(!MergeDecision.commutes.fits(conflicts[0]))
    #expect(MergeDecision.commutes.fits(conflicts[2]))
    #expect(!MergeDecision.side(.ours).fits(conflicts[2]))
    let order = MergeConflict(.order, MergeKey(migration: "a"), message: "", suggestion: "")
    #expect(MergeDecision.merged.fits(order))
    #expect(!MergeDecision.side(.ours).fits(order))
  }
}
