import GitFixtures
import GitStore
import History
import Repository
import Testing

/// Deterministic numbers, see Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct UndoTests {
  /// What undoing has to bring back: all branches and tags, the workspace's branch, and its sealed files.
  private struct State: Equatable {
    var references: [String: ObjectID]
    var branch: String?
    var sealedEdits: Int
    var schemaDifferences: Int
  }

  private static func state(of sample: SampleProject) throws -> State {
    let project = sample.project
    var references: [String: ObjectID] = [:]
    for (name, id) in try project.store.references(prefix: ConfitureReference.heads) { references[name] = id }
    for (name, id) in try project.store.references(prefix: ConfitureReference.tags) { references[name] = id }
    let status = try sample.status()
    return State(
      references: references, branch: try project.headBranch(), sealedEdits: status.sealedEdits.count,
      schemaDifferences: status.schemaDifferences.count)
  }

  /// One random command, as the commands of the product do it; `false` when it is not possible now.
  private static func act(
    _ number: Int, on sample: SampleProject, _ generator: inout SplitMix
  ) throws -> Bool {
    let project = sample.project
    let branches = try project.branches().list()
    guard let current = try project.headBranch(), let head = try project.head() else { return false }
    let other = branches.randomElement(using: &generator)
    switch Int.random(in: 0..<8, using: &generator) {
    case 0, 1, 2:
      let name = "step\(number)"
      let tables = ["orders", "users"] + (0...number).filter { $0 % 3 == 0 }.map { "t\($0)" }
      let id = try project.commits.write(
        parents: [head], migration: SampleProject.migration(name), files: SampleProject.files(tables),
        fingerprint: SampleProject.fingerprint(tables))
      try project.branches(recording: SampleProject.operation("commit \(name)")).advance(current, from: head, to: id)
      try project.writeWorkspace(of: id, replacing: head)
    case 3:
      try project.branches(recording: SampleProject.operation("branch b\(number)")).create("b\(number)", at: head)
    case 4:
      guard let other, other.name != current else { return false }
      try project.switchBranch(to: other.name, recording: SampleProject.operation("switch \(other.name)"))
    case 5:
      try project.tags(recording: SampleProject.operation("tag v\(number)")).create(
        "v\(number)", at: head, tagger: SampleProject.ada, date: SampleProject.date)
    case 6:
      guard let other, other.name != current else { return false }
      try project.branches(recording: SampleProject.operation("branch --delete \(other.name)"))
        .delete(other.name, force: true)
    default:
      guard let other, other.name != "main" else { return false }
      try project.branches(recording: SampleProject.operation("branch --move")).rename(other.name, to: "r\(number)")
    }
    return true
  }

  @Test(arguments: 1...12) func `undoing random commands one after the other brings each state back`(seed: UInt64)
    throws
  {
    let sample = try SampleProject.withTwoVersions()
    var generator = SplitMix(state: seed)
    var states = [try Self.state(of: sample)]
    for number in 0..<14 where try Self.act(number, on: sample, &generator) {
      states.append(try Self.state(of: sample))
    }
    let undo = Undo(sample.project)
    let last = states.removeLast()
    var undone = 0
    for expected in states.reversed() {
      try undo.undo(undo.choose(nil), recording: SampleProject.operation("undo"), discardingEdits: true)
      undone += 1
      // A commit's migration stays in the workspace, pending: that is all that may differ.
      #expect(try Self.state(of: sample) == expected, "seed \(seed)")
    }
    #expect(throws: RepositoryError.self) { try undo.choose(nil) }
    // The undos themselves, newest first: the end is as it was.
    for number in 0..<undone {
      try undo.undo(
        undo.choose("\(2 * number + 1)"), recording: SampleProject.operation("undo --operation"),
        discardingEdits: true)
    }
    #expect(try Self.state(of: sample) == last, "seed \(seed)")
  }

  @Test func `an operation is not undone when its branch has moved since`() throws {
    let sample = try SampleProject.withTwoVersions()
    let project = sample.project
    let head = try #require(try project.head())
    let first = try #require(try project.store.readCommit(head).parents.first)
    try project.branches(recording: SampleProject.operation("commit a")).advance("main", from: head, to: first)
    try project.branches(recording: SampleProject.operation("commit b")).advance("main", from: first, to: head)
    let undo = Undo(project)
    let error = #expect(throws: RepositoryError.self) { try undo.steps(of: undo.choose("2")) }
    #expect(error?.code == .notUndone)
    #expect(error?.message == "'main' has moved since 'commit a', by 'commit b' (operation 1)")
    try project.branches().advance("main", from: head, to: first)
    let other = #expect(throws: RepositoryError.self) { try undo.steps(of: undo.choose("1")) }
    #expect(other?.message == "'main' has moved since 'commit b', by another program")
  }

  @Test func `what others go by is not undone`() throws {
    let sample = try SampleProject.withTwoVersions()
    let head = try #require(try sample.project.head())
    try sample.project.store.update(ConfitureReference.environment("production"), to: head, expecting: .absent)
    var operation = SampleProject.operation("promote staging production")
    operation.changes = [.init(reference: ConfitureReference.environment("production"), before: nil, after: head)]
    try OperationLog(sample.project.store).record(operation)
    let undo = Undo(sample.project)
    let error = #expect(throws: RepositoryError.self) { try undo.steps(of: undo.choose(nil)) }
    #expect(error?.code == .notUndone)
  }

  @Test func `edits are not lost by undoing`() throws {
    let sample = try SampleProject.withTwoVersions()
    let project = sample.project
    let head = try #require(try project.head())
    try project.branches(recording: SampleProject.operation("branch old")).create(
      "old", at: try #require(try project.store.readCommit(head).parents.first))
    try project.switchBranch(to: "old", recording: SampleProject.operation("switch old"))
    sample.folder.write("edited\n", to: "db/schema/public/tables/users.sql")
    let undo = Undo(project)
    // The file is the same in both versions, so that it has to be restored, and nobody said that it may be.
    let error = #expect(throws: RepositoryError.self) {
      try undo.undo(undo.choose(nil), recording: SampleProject.operation("undo"))
    }
    #expect(error?.code == .workspaceEdited)
    #expect(try project.headBranch() == "old")
    try undo.undo(undo.choose(nil), recording: SampleProject.operation("undo"), discardingEdits: true)
    #expect(try project.headBranch() == "main")
  }

  @Test func `undoing the first commit leaves a branch without versions`() throws {
    let sample = try SampleProject()
    let id = try sample.project.commits.write(
      parents: [], migration: SampleProject.migration("users"), files: SampleProject.files(["users"]),
      fingerprint: SampleProject.fingerprint(["users"]))
    try sample.project.branches(recording: SampleProject.operation("commit users")).advance("main", from: nil, to: id)
    try sample.project.writeWorkspace(of: id, replacing: nil)
    let undo = Undo(sample.project)
    try undo.undo(undo.choose(nil), recording: SampleProject.operation("undo"))
    #expect(try sample.project.head() == nil)
    #expect(try sample.project.headBranch() == "main")
    #expect(try sample.project.store.reference(ConfitureReference.head) == nil)
    #expect(try sample.project.pendingMigrations().map(\.name) == ["users"])
    try undo.undo(undo.choose("1"), recording: SampleProject.operation("undo"))
    #expect(try sample.project.head() == id)
  }
}
