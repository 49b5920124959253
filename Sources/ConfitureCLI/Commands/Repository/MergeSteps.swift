internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Reports
internal import Repository
internal import Schema
internal import SchemaDiff

/// The steps of a merge: begin, decide, go on, take back.
struct MergeSteps {
  let project: Project
  let session: Session

  enum FastForward {
    case possible, only, never
  }

  var files: MergeFiles { MergeFiles(project.store) }

  // MARK: Begin

  func begin(
    _ revision: String, message: String?, fastForward: FastForward, allowsUnrelated: Bool = false
  ) throws {
    try checkNothingUnderWay()
    let versions = try session.versions(of: project)
    let branch = try project.branchName()
    let theirs = try session.version(revision, in: project, versions)
    guard let head = try project.head() else { return try moveOn(branch, from: nil, to: theirs, revision) }
    let ours = try versions.version(head)
    if versions.graph.isAncestor(theirs.id, of: head) {
      return session.present(
        text: ["already up to date"], json: .object(["result": "up-to-date", "version": .string(head.hex)]))
    }
    if versions.graph.isAncestor(head, of: theirs.id), fastForward != .never {
      return try moveOn(branch, from: head, to: theirs, revision)
    }
    guard fastForward != .only else {
      throw CommandFailure(
        .mergeNotFastForward, "'\(branch)' and '\(revision)' both went on: the branch cannot just move on",
        hints: ["confiture merge \(revision) merges them"])
    }
    try checkWorkspace()
    let sides = try MergeSides(
      ours: ours, theirs: theirs, in: versions.graph, allowsUnrelated: allowsUnrelated)
    var state = MergeState(
      branch: branch, ours: ours.id, theirs: theirs.id, theirName: revision, bases: sides.bases.map(\.id),
      message: message)
    try settle(&state, sides, versions)
  }

  /// Moves the branch to a version that it leads to.
  private func moveOn(_ branch: String, from old: ObjectID?, to new: Version, _ revision: String) throws {
    try project.checkNothingLost(writing: new.id, replacing: old, by: "merging '\(revision)'")
    try project.advance(
      branch, from: old, to: new.id, recording: session.operation("merge \(revision)", in: project))
    try project.writeWorkspace(of: new.id, replacing: old)
    session.present(
      text: ["fast-forward: [\(branch) \(new.id.short())] \(new.name)"],
      json: .object(["result": "fast-forward", "version": .string(new.id.hex)]))
  }

  private func checkNothingUnderWay() throws {
    guard let state = try files.read() else { return }
    throw CommandFailure(
      .mergeUnderWay, "the merge of '\(state.theirName)' into '\(state.branch)' is under way",
      hints: ["confiture merge --status shows it", "confiture merge --continue or --abort ends it"])
  }

  private func checkWorkspace() throws {
    let pending = try project.pendingMigrations()
    guard pending.isEmpty else {
      throw RepositoryError(
        .workspaceEdited, "there are pending migrations: \(pending.map(\.name).joined(separator: ", "))",
        hints: ["confiture commit seals them; or move their folders away first"])
    }
    if let head = try project.head() { try project.checkNothingLost(writing: head, replacing: head, by: "a merge") }
  }

  // MARK: Merging

  func merger(_ versions: VersionReader) throws -> Merger {
    Merger(
      scratch: try session.scratch(for: project), commits: project.commits, environment: session.runEnvironment,
      options: project.configuration.snapshot, graph: versions.graph, widensTypes: project.configuration.widensTypes)
  }

  /// Merges as far as the decisions go, and ends the merge or says what is open.
  func settle(_ state: inout MergeState, _ sides: MergeSides, _ versions: VersionReader) throws {
    let merger = try merger(versions)
    // A decision may bring up something else that was hidden by the conflict.
    while true {
      session.progress("merging \(state.theirName)")
      let finding = try known(state, sides) ?? merger.merge(sides, deciding: state.items)
      session.progress(nil)
      switch finding {
      case .proven(let snapshot): return try seal(snapshot, state, sides)
      case .needsRoads(let merged, let combined):
        try writeRoads(to: merged, &state, sides, merger)
        for key in combined { session.say("note: \(key) is put together from both sides: have a look at it") }
        report(state)
        if state.items.isEmpty { throw AnswerIsNo() }
        return
      case .repeated(let merged, let common):
        let draft = try writeRoads(to: merged, &state, sides, merger)
        session.say(
          "note: both sides have \(common.map(\.description).joined(separator: ", ")): a script from each leaves it out"
        )
        if draft.isComplete { return try proceed() }
        report(state)
        throw AnswerIsNo()
      case .conflicts(let conflicts):
        let known = state.items.map(\.conflict.hash)
        let new = conflicts.filter { !known.contains($0.hash) }
        var remembered = 0
        for conflict in new {
          let decision = try files.resolution(ofHash: conflict.hash)
          if decision != nil { remembered += 1 }
          state.items.append(.init(conflict, decision: decision))
        }
        if remembered > 0, state.open.isEmpty {
          session.say("note: \(counted(remembered, "conflict")) decided as before")
          continue
        }
        try files.write(state)
        report(state)
        throw AnswerIsNo()
      }
    }
  }

  /// What an earlier proof of the same three versions came to.
  private func known(_ state: MergeState, _ sides: MergeSides) throws -> Merger.Finding? {
    guard state.items.isEmpty, let text = try files.proof(proofKey(sides)), let tree = ObjectID(hex: text),
      project.store.contains(tree)
    else { return nil }
    let stored = try project.commits.snapshotFiles(inTree: tree)
    let merged = try NamedSchema(label: "merge", stored: stored, fingerprint: nil)
    let options = project.configuration.snapshot
    let schema = DatabaseSchema(objects: try SnapshotReading.objects(of: merged.files))
    let snapshot = schema.snapshot(options)
    guard snapshot.files.map(\.text) == merged.files.map(\.text) else { return nil }
    return .proven(snapshot)
  }

  private func proofKey(_ sides: MergeSides) -> String {
    (sides.bases.map(\.id.hex) + [sides.ours.id.hex, sides.theirs.id.hex, sides.ours.fingerprint.short])
      .joined(separator: "-") + "-\(Fingerprint.currentFormat)-\(CommandTable.version)"
  }

  /// Seals a merge without a migration.
  private func seal(_ snapshot: Snapshot, _ state: MergeState, _ sides: MergeSides) throws {
    let stored = snapshot.files.map { ($0.path, $0.text) }
    try files.keepProof(project.commits.writeTree(of: stored).hex, proofKey(sides))
    let newest = sides.ours.date.seconds < sides.theirs.date.seconds ? sides.theirs : sides.ours
    let newestCommit = try project.commits.read(newest.id)
    let commuting = state.items.filter { $0.decision == .commutes }.map { "Commutes: \($0.conflict.key.name)" }
    let trailers =
      sides.bases.map { "Merge-Base: \($0.id.hex)" } + commuting
      + ["Merge-Proof: both orders \(snapshot.fingerprint.hex)"]
    let commit = try project.commits.write(
      parents: [sides.ours.id, sides.theirs.id], files: stored, fingerprint: snapshot.fingerprint,
      title: title(state), details: trailers.joined(separator: "\n"), author: newestCommit.author,
      date: CommitDate(seconds: newestCommit.date.seconds + 1, offset: newestCommit.date.offset))
    try publish(commit, state)
    session.present(
      text: [
        "[\(state.branch) \(commit.short())] \(title(state))",
        "proven: both orders lead to \(snapshot.fingerprint.short)",
      ],
      json: .object([
        "result": "merged", "version": .string(commit.hex), "fingerprint": .string(snapshot.fingerprint.hex),
        "parents": .strings([sides.ours.id.hex, sides.theirs.id.hex]),
      ]))
  }

  func title(_ state: MergeState) -> String {
    if let message = state.message { return message }
    let into = state.branch == ConfitureReference.defaultBranch ? "" : " into \(state.branch)"
    return "Merge \(state.theirName)\(into)"
  }

  func publish(_ commit: ObjectID, _ state: MergeState) throws {
    try project.advance(
      state.branch, from: state.ours, to: commit,
      recording: session.operation("merge \(state.theirName)", in: project))
    try project.writeWorkspace(of: commit, replacing: state.ours)
    try files.clear()
  }

  // MARK: Check

  func check(_ revision: String, allowsUnrelated: Bool = false) throws {
    let versions = try session.versions(of: project)
    let theirs = try session.version(revision, in: project, versions)
    let ours = try session.version("HEAD", in: project, versions)
    if versions.graph.isAncestor(theirs.id, of: ours.id) {
      return present(MergeReport(ours: ours, theirs: theirs, theirName: revision, result: .upToDate))
    }
    if versions.graph.isAncestor(ours.id, of: theirs.id) {
      return present(MergeReport(ours: ours, theirs: theirs, theirName: revision, result: .fastForward))
    }
    let sides = try MergeSides(
      ours: ours, theirs: theirs, in: versions.graph, allowsUnrelated: allowsUnrelated)
    session.progress("merging \(revision)")
    let merger = try merger(versions)
    let finding = try merger.merge(sides)
    var leftOut: Fingerprint?
    if case .repeated(let merged, _) = finding { leftOut = try merger.provenRoads(sides, to: merged) }
    session.progress(nil)
    let report: MergeReport
    switch finding {
    case .proven(let snapshot):
      report = MergeReport(
        ours: ours, theirs: theirs, theirName: revision, result: .proven(snapshot.fingerprint))
    case .needsRoads(_, let combined):
      report = MergeReport(
        ours: ours, theirs: theirs, theirName: revision, result: .needsScripts(combined.map(\.description)))
    case .repeated(_, let common):
      let names = common.map(\.description)
      report = MergeReport(
        ours: ours, theirs: theirs, theirName: revision,
        result: leftOut.map { .provenByScripts($0, names) } ?? .needsScripts(names))
    case .conflicts(let conflicts):
      report = MergeReport(ours: ours, theirs: theirs, theirName: revision, result: .conflicts(conflicts))
    }
    present(report)
    if !report.isClean { throw AnswerIsNo() }
  }

  private func present(_ report: MergeReport) {
    switch session.format {
    case .markdown: session.present(text: [report.markdown], json: .null)
    default: session.present(text: report.lines, json: report.json)
    }
  }
}
