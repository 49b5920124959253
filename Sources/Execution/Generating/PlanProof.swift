internal import Diagnostics
internal import History
internal import Postgres
internal import Schema
internal import SchemaDiff

/// Rows that were tried out make a migration fail, as rows of others may.
struct RowsRefused: Error {
  let diagnostic: Diagnostic
  /// What was found out before: the way forward, where it is the way back that rows forbid.
  var generation: Generation?
}

/// Some of the ways back cannot be taken one after another: whether they restore is to be seen for each by itself.
struct WaysBackApart: Error {}

/// Runs the migrations of a plan in a database, forwards and back.
struct PlanProof {
  /// How the ways back are tried.
  enum WayBack {
    /// One after another, from where all migrations have led.
    case together
    /// Each right after its migration, and taken back.
    case apart
  }

  private let generator: MigrationGenerator
  private let draft: MigrationGenerator.PlanDraft
  private let database: ProofDatabase
  private let withRows: Bool
  private let wayBack: WayBack

  init(
    _ generator: MigrationGenerator, _ draft: MigrationGenerator.PlanDraft, in database: ProofDatabase,
    withRows: Bool, wayBack: WayBack
  ) {
    self.wayBack = wayBack
    self.generator = generator
    self.draft = draft
    self.database = database
    self.withRows = withRows
  }

  func run() throws -> Generation {
    let start = database.snapshot
    try provideRoles(start)
    let rows = withRows ? try database.withConnection { try SampleRows(plantingIn: $0, touching: touchedNames) } : nil
    let files = try database.withConnection { try StorageFiles($0) }
    var generation = Generation()
    generation.rowCount = rows?.rowCount ?? 0
    generation.tableCount = rows?.tables.count ?? 0
    generation.unseeded = rows?.unseeded.map(\.name) ?? []
    var proven: [ProvenWay] = []
    for (index, planned) in draft.plan.migrations.enumerated() {
      // What is said to be the goal is read as a whole.
      let isLast = index == draft.plan.migrations.count - 1
      proven.append(
        try prove(
          planned, reading: isLast ? .whole : .changes, renaming: index == 0 ? draft.plan.renames : []))
    }
    var steps = try proven.map(step)
    guard database.snapshot.fingerprint == draft.goalFingerprint else {
      throw MigrationGenerator.misses(
        draft.goal, reached: database.snapshot, "the migrations that were planned lead to another schema")
    }
    try check(rows, files, draft.plan.migrations, "up")
    if wayBack == .together { try goBack(&steps, rows) }
    if withRows, let step = steps.first(where: { $0.downPlan != nil && !$0.migration.isReversible }) {
      throw RowsRefused(diagnostic: note(onWayBackOf: step), generation: generation)
    }
    generation.migrations = steps.map(\.migration)
    return generation
  }

  /// A migration that was run forwards; its way back may still be being planned.
  private struct ProvenWay {
    let planned: PlannedMigration
    let title: String
    let up: CommentedScript
    let renames: [Rename]
    let proof: Proof
    let down: Deferred<DownPlan>
    let before: Snapshot
  }

  /// A migration with what its down was planned from.
  private struct Step {
    var migration: GeneratedMigration
    let downPlan: SchemaPlan?
    /// The schema that the migration starts from.
    let before: Snapshot
  }

  private func note(onWayBackOf step: Step) -> Diagnostic {
    let conditions = step.downPlan?.migrations.flatMap(\.changes).flatMap(\.effects.conditions) ?? []
    return Diagnostic(
      .note, code: "generate.rows-refused",
      "the way back of '\(step.migration.title)' was proven without rows: \(step.migration.differences[0])",
      details: conditions.map { "fails if \($0)" })
  }

  private func provideRoles(_ start: Snapshot) throws {
    let texts = Dictionary(start.files.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
    let roles = SnapshotLoader.roles(in: start.files + draft.goal.files.filter { texts[$0.path] != $0.text })
    try database.withConnection { try ScratchRoles.provide(roles, over: $0) }
  }

  // MARK: One migration

  private func prove(
    _ planned: PlannedMigration, reading: ProofDatabase.Reading, renaming renames: [Rename]
  ) throws -> ProvenWay {
    let title = draft.title(of: planned)
    let up = CommentedScript(planned.changes, title: title)
    let texts = MigrationTexts(
      name: title, up: ScriptOrigin(migration: title, file: "up.sql", text: up.text))
    let start = database.snapshot
    // One after another the ways back are tried at the end: until then they are planned while the server is busy.
    var down: Deferred<DownPlan>?
    let proof: Proof
    do {
      proof = try database.prove(texts, reading: reading, triesDown: wayBack == .apart) { before, after in
        let planning = planDown(from: after, to: before, undoing: renames, title: title)
        down = planning
        guard wayBack == .apart else { return nil }
        return try planning.get().script.map { ScriptOrigin(migration: title, file: "down.sql", text: $0.text) }
      }
    } catch let failure as MigrationFailure {
      throw refusal(failure, of: planned, up)
    }
    return ProvenWay(
      planned: planned, title: title, up: up, renames: renames, proof: proof,
      down: down ?? planDown(from: proof.snapshot, to: start, undoing: renames, title: title), before: start)
  }

  private func planDown(
    from after: Snapshot, to before: Snapshot, undoing renames: [Rename], title: String
  ) -> Deferred<DownPlan> {
    let (planner, settings) = (generator.plan, draft.settings)
    return Deferred {
      try DownPlan(planner, from: after, to: before, undoing: renames, settings: settings, title: title)
    }
  }

  /// The step that a migration is, once its way back is planned.
  private func step(_ way: ProvenWay) throws -> Step {
    let down = try way.down.get()
    let untried = wayBack == .apart ? way.proof.differences : []
    let differences = down.refusal.map { ["no way back is known: \($0.message)"] } ?? untried
    let migration = GeneratedMigration(
      planned: way.planned, title: way.title, up: way.up.text, down: down.script?.text,
      losses: DownPlan.losses(of: [way.planned]), downLosses: down.losses,
      renames: way.renames, differences: differences, needsOwnTransactions: way.proof.needsOwnTransactions)
    return Step(migration: migration, downPlan: down.plan, before: way.before)
  }

  private func refusal(
    _ failure: MigrationFailure, of planned: PlannedMigration, _ script: CommentedScript
  ) -> any Error {
    guard failure.kind != .cancelled, let cause = failure.cause else { return failure }
    let message = cause.serverMessage ?? cause.message
    let change = failure.diagnostic.location.flatMap { script.change(atLine: $0.line) }
    let what = change.map { "\($0.object) (\($0.summary))" } ?? planned.purpose
    if withRows, let state = cause.sqlState, Self.isAboutRows(state) {
      let conditions = planned.changes.flatMap(\.effects.conditions)
      return RowsRefused(
        diagnostic: Diagnostic(
          conditions.isEmpty ? .warning : .note, code: "generate.rows-refused",
          "\(what) fails with rows in the tables, so it was proven without: \(message)",
          details: conditions.map { "fails if \($0)" }))
    }
    var diagnostic = failure.diagnostic
    diagnostic.details.append("in the migration that was planned for: \(what)")
    return GenerationError(
      .planFails, "what was planned for \(what) does not run: \(message)", at: diagnostic.location,
      details: failure.diagnostic.details, hints: GenerationError.pleaseReport)
  }

  /// Class 22 is data that cannot be read as asked, 23 a violated constraint, P0 an exception that code raised.
  private static func isAboutRows(_ state: String) -> Bool {
    state.hasPrefix("22") || state.hasPrefix("23") || state.hasPrefix("P0")
  }

  // MARK: Rows and files

  private func check(
    _ rows: SampleRows?, _ files: StorageFiles, _ migrations: [PlannedMigration], _ direction: String
  ) throws {
    let declared = Set(migrations.flatMap(\.changes).flatMap(\.effects.rewrites))
    let now = try database.withConnection { try StorageFiles($0) }
    if let table = now.rewritten(since: files, besides: declared).first {
      throw GenerationError(
        .rewritten, "\(direction) writes all of '\(table)' anew, and the plan did not say so",
        hints: GenerationError.pleaseReport)
    }
    guard let rows else { return }
    let names = renamedTables(in: draft.plan.renames)
    let losses = try database.withConnection { try rows.losses(in: $0, renamed: names) }
    let unexpected = losses.filter { loss in
      let names =
        [loss.table.name, files.relations[loss.table.number]?.name].compactMap { $0 } + loss.table.ancestors
      return !Self.isDeclared(names, by: migrations)
    }
    guard unexpected.isEmpty else {
      throw GenerationError(
        .rowsLost, "\(direction) loses \(unexpected[0].text), and the plan did not say so",
        details: unexpected.dropFirst().prefix(8).map(\.text), hints: GenerationError.pleaseReport)
    }
  }

  /// What the plan locks, changes or writes anew, by the names before and after.
  private var touchedNames: Set<QualifiedName> {
    var names: Set<QualifiedName> = []
    for change in draft.plan.migrations.flatMap(\.changes) {
      if let schema = change.object.schema {
        names.insert(QualifiedName(schema: schema, name: change.object.name))
      }
      names.formUnion(change.effects.locks.map(\.table))
      names.formUnion(change.effects.rewrites)
    }
    for (old, new) in renamedTables(in: draft.plan.renames) { names.formUnion([old, new]) }
    return names
  }

  private func renamedTables(in renames: [Rename]) -> [QualifiedName: QualifiedName] {
    var names: [QualifiedName: QualifiedName] = [:]
    for case .object(let from, let to) in renames {
      guard let old = from.schema, let new = to.schema else { continue }
      names[QualifiedName(schema: old, name: from.name)] = QualifiedName(schema: new, name: to.name)
    }
    return names
  }

  /// Whether a change that says it loses something is about a table of one of these names, or mentions it.
  private static func isDeclared(_ names: [QualifiedName], by migrations: [PlannedMigration]) -> Bool {
    migrations.flatMap(\.changes).contains { change in
      guard !change.effects.losses.isEmpty else { return false }
      return names.contains { name in
        change.object.schema == name.schema && change.object.name == name.name
          || change.effects.losses.contains { $0.contains(name.description) || $0.contains(name.sql) }
      }
    }
  }

  // MARK: Back

  /// Runs all downs, newest first: each has to restore what its migration started from, and all together the rows.
  ///
  /// - Throws: ``WaysBackApart`` when those before one that does not restore are left untried.
  private func goBack(_ steps: inout [Step], _ rows: SampleRows?) throws {
    if steps.contains(where: { $0.migration.down == nil }) {
      if steps.contains(where: { $0.migration.down != nil }) { throw WaysBackApart() }
      return
    }
    let files = try database.withConnection { try StorageFiles($0) }
    for index in steps.indices.reversed() {
      let migration = steps[index].migration
      let down = ScriptOrigin(migration: migration.title, file: "down.sql", text: migration.down ?? "")
      let differences = try database.goBack(
        down, outsideTransaction: migration.needsOwnTransactions, to: steps[index].before)
      guard differences.isEmpty else {
        if index > 0, !withRows { throw WaysBackApart() }
        steps[index].migration.differences = differences
        return
      }
    }
    let planned = draft.plan.migrations + steps.compactMap(\.downPlan).flatMap(\.migrations)
    try check(rows, files, planned, "down")
  }
}
