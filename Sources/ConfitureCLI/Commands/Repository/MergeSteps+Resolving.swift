internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Reports
internal import Repository
internal import Schema
internal import SchemaDiff

extension MergeSteps {
  private func underWay() throws -> MergeState {
    if let state = try files.read() { return state }
    throw CommandFailure(
      .mergeNothingUnderWay, "no merge is under way", hints: ["confiture merge <branch> begins one"])
  }

  private func sides(_ state: MergeState, _ versions: VersionReader) throws -> MergeSides {
    guard try project.head() == state.ours, try project.branchName() == state.branch else {
      throw CommandFailure(
        .mergeHeadMoved,
        "the merge began on '\(state.branch)' at \(state.ours.short()), and that is not HEAD any more",
        hints: ["confiture switch \(state.branch)", "confiture merge --abort, then merge again"])
    }
    return try MergeSides(
      ours: versions.version(state.ours), theirs: versions.version(state.theirs), in: versions.graph,
      allowsUnrelated: state.bases.isEmpty)
  }

  // MARK: Looking

  func show() throws { report(try underWay()) }

  func report(_ state: MergeState) {
    let report = MergeReport(state)
    switch session.format {
    case .markdown: session.present(text: [report.markdown], json: .null)
    default: session.present(text: report.lines, json: report.json)
    }
  }

  // MARK: Deciding

  func resolve(_ words: [String]) throws {
    var state = try underWay()
    let versions = try session.versions(of: project)
    let sides = try sides(state, versions)
    for word in words { try decide(word, in: &state) }
    for item in state.items {
      if let decision = item.decision { try files.remember(decision, ofHash: item.conflict.hash) }
    }
    if let folder = state.folder {
      try project.workspace.remove(folder: folder)
      state.folder = nil
    }
    try files.write(state)
    if state.open.isEmpty { try settle(&state, sides, versions) } else { report(state) }
  }

  private func decide(_ word: String, in state: inout MergeState) throws {
    guard let equals = word.lastIndex(of: "=") else {
      throw CommandFailure(
        .mergeResolution, "'\(word)' does not say how to decide",
        hints: ["--resolve public.users.email=ours, or theirs, or the path of a file with DDL"])
    }
    let what = String(word[..<equals])
    let how = String(word[word.index(after: equals)...])
    let indices = state.indices(matching: what)
    guard !indices.isEmpty else {
      let near = Suggestions.closest(to: what, among: state.items.map(\.conflict.key.name))
      throw CommandFailure(
        .mergeResolution, "no conflict is about '\(what)'",
        hints: near.isEmpty ? ["confiture merge --status lists them"] : near.map { "did you mean '\($0)'?" })
    }
    let decision = try decision(how)
    for index in indices {
      let conflict = state.items[index].conflict
      guard decision.fits(conflict) else {
        let fitting: [MergeDecision] = [
          .side(.ours), .side(.theirs), .merged, .commutes, .carried,
        ]
        throw CommandFailure(
          .mergeResolution,
          "'\(how)' does not decide on \(conflict.key), which is a conflict of \(conflict.kind.rawValue)",
          hints: ["what does: " + fitting.filter { $0.fits(conflict) }.map(\.word).joined(separator: ", ")])
      }
      state.items[index].decision = decision
    }
  }

  private func decision(_ how: String) throws -> MergeDecision {
    if how == "none" { return .authored(nil) }
    if how != "authored", let decision = MergeDecision(word: how) { return decision }
    return .authored(try TextFile.read(session.path(how), as: how))
  }

  // MARK: Scripts

  /// Writes the scripts that lead to the merged schema from both sides into a pending folder.
  @discardableResult
  func writeRoads(
    to merged: [SnapshotFile], _ state: inout MergeState, _ sides: MergeSides, _ merger: Merger
  ) throws -> Merger.RoadDraft {
    let title = title(state)
    let draft = try merger.roads(sides, to: merged, title: title)
    var generator = session.generator
    var manifest = MigrationManifest(
      change: ChangeID(using: &generator), title: title, author: try session.author(in: project), date: session.date)
    manifest.kind = .reconciliation
    manifest.losses = draft.roads.losses
    manifest.downLosses = draft.roads.downLosses
    let path = try project.workspace.add(
      MigrationDraft(
        name: "", up: draft.roads.up, down: draft.roads.down, upFromSecond: draft.roads.upFromSecond,
        downToSecond: draft.roads.downToSecond),
      titled: "merge \(state.theirName)", manifest: manifest)
    state.folder = path.split(separator: "/").last.map(String.init)
    try files.write(state)
    for name in draft.uncarried {
      session.say("note: \(name) changes rows: write that in the scripts, and list it below 'carries:'")
    }
    return draft
  }

  // MARK: Going on

  func proceed() throws {
    var state = try underWay()
    let versions = try session.versions(of: project)
    let sides = try sides(state, versions)
    guard state.open.isEmpty else {
      report(state)
      throw CommandFailure(
        .mergeConflicts, "\(counted(state.open.count, "conflict")) nobody has decided on",
        hints: ["confiture merge --resolve '\(state.open[0].key.name)=ours', or theirs"])
    }
    guard let folder = state.folder else { return try settle(&state, sides, versions) }
    let draft = try project.workspace.readMigration(folder)
    guard let manifest = draft.manifest, manifest.kind == .reconciliation else {
      throw CommandFailure(
        .mergePartOfMerge, "'db/migrations/\(folder)/migration.yaml' does not say 'kind: reconciliation'",
        hints: ["add the line again, or confiture merge --abort"])
    }
    var migration = draft.migration(manifest: manifest)
    let merger = try merger(versions)
    try merger.checkRowsCarried(sides, by: migration, deciding: state.items)
    session.progress("proving \(folder)")
    let proof = RoadProof(
      scratch: try session.scratch(for: project), commits: project.commits, environment: session.runEnvironment,
      options: project.configuration.snapshot)
    let finding = try proof.prove(migration, ours: sides.ours, theirs: sides.theirs)
    session.progress(nil)
    for warning in finding.warnings { session.warn(warning) }
    guard finding.differences.isEmpty || !manifest.reversible else {
      throw MergeError(
        .downDoesNotRestore, "the ways back of '\(folder)' do not restore what was there",
        details: finding.differences,
        hints: ["correct down.sql and down.to-2.sql, or say so: reversible: false in migration.yaml"])
    }
    migration.manifest.reversible = finding.differences.isEmpty
    migration.manifest.differences = finding.differences
    migration.manifest.writesData = finding.writesData
    if finding.needsOwnTransactions { migration.manifest.transaction = .none }
    let commit = try project.commits.write(
      parents: [sides.ours.id, sides.theirs.id], migration: migration,
      files: finding.snapshot.files.map { ($0.path, $0.text) }, fingerprint: finding.snapshot.fingerprint)
    try publish(commit, state)
    session.present(
      text: [
        "[\(state.branch) \(commit.short())] \(folder)",
        "proven: the scripts lead from both sides to \(finding.snapshot.fingerprint.short), and back",
      ],
      json: .object([
        "result": "reconciled", "version": .string(commit.hex), "migration": .string(folder),
        "fingerprint": .string(finding.snapshot.fingerprint.hex),
      ]))
  }

  func abort() throws {
    let state = try underWay()
    if let folder = state.folder { try project.workspace.remove(folder: folder) }
    try files.clear()
    session.present(
      text: ["the merge of '\(state.theirName)' is taken back: '\(state.branch)' is as it was"],
      json: .object(["result": "aborted", "version": .string(state.ours.hex)]))
  }
}
