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

/// Runs the migrations of a plan in a database, forwards and back.
struct PlanProof {
  private let generator: MigrationGenerator
  private let draft: MigrationGenerator.PlanDraft
  private let database: ProofDatabase
  private let withRows: Bool

  init(
    _ generator: MigrationGenerator, _ draft: MigrationGenerator.PlanDraft, in database: ProofDatabase,
    withRows: Bool
  ) {
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
    var steps: [Step] = []
    for (index, planned) in draft.plan.migrations.enumerated() {
      let step = try prove(planned, renaming: index == 0 ? draft.plan.renames : [])
      steps.append(step)
    }
    guard database.snapshot.fingerprint == draft.goalFingerprint else {
      throw MigrationGenerator.misses(
        draft.goal, reached: database.snapshot, "the migrations that were planned lead to another schema")
    }
    try check(rows, files, draft.plan.migrations, "up")
    if withRows, let step = steps.first(where: { $0.downPlan != nil && !$0.migration.isReversible }) {
      throw RowsRefused(diagnostic: note(onWayBackOf: step), generation: generation)
    }
    if steps.allSatisfy({ $0.migration.isReversible }) { try goBack(steps, to: start, rows) }
    generation.migrations = steps.map(\.migration)
    return generation
  }

  /// A migration with what its down was planned from.
  private struct Step {
    let migration: GeneratedMigration
    let downPlan: SchemaPlan?
  }

  private func note(onWayBackOf step: Step) -> Diagnostic {
    let conditions = step.downPlan?.migrations.flatMap(\.changes).flatMap(\.effects.conditions) ?? []
    return Diagnostic(
      .note, code: "generate.rows-refused",
      "the way back of '\(step.migration.title)' was proven without rows: \(step.migration.differences[0])",
      details: conditions.map { "fails if \($0)" })
  }

  private func provideRoles(_ start: Snapshot) throws {
    let files = (start.files + draft.goal.files).map { ($0.path, $0.text) }
    let roles = SnapshotLoader.plan(for: files).roles
    try database.withConnection { try ScratchRoles.provide(roles, over: $0) }
  }

  // MARK: One migration

  private func prove(_ planned: PlannedMigration, renaming renames: [Rename]) throws -> Step {
    let title = draft.title(of: planned)
    let up = CommentedScript(planned.changes, title: title)
    let texts = MigrationTexts(
      name: title, up: ScriptOrigin(migration: title, file: "up.sql", text: up.text))
    var down: DownPlan?
    let proof: Proof
    do {
      proof = try database.prove(texts) { before, after in
        let plan = try DownPlan(
          generator.plan, from: after, to: before, undoing: renames, settings: draft.settings,
          title: title)
        down = plan
        return plan.script.map { ScriptOrigin(migration: title, file: "down.sql", text: $0.text) }
      }
    } catch let failure as MigrationFailure {
      throw refusal(failure, of: planned, up)
    }
    let differences = down?.refusal.map { ["no way back is known: \($0.message)"] } ?? proof.differences
    let migration = GeneratedMigration(
      planned: planned, title: title, up: up.text, down: down?.script?.text,
      losses: DownPlan.losses(of: [planned]), downLosses: down?.losses ?? [],
      renames: renames, differences: differences, needsOwnTransactions: proof.needsOwnTransactions)
    return Step(migration: migration, downPlan: down?.plan)
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

  /// Runs all downs, newest first, and looks at the rows.
  private func goBack(_ steps: [Step], to start: Snapshot, _ rows: SampleRows?) throws {
    let files = try database.withConnection { try StorageFiles($0) }
    var planned = draft.plan.migrations
    for step in steps.reversed() {
      guard let down = step.migration.down, let plan = step.downPlan else { return }
      planned += plan.migrations
      do {
        try database.run(
          ScriptOrigin(migration: step.migration.title, file: "down.sql", text: down),
          outsideTransaction: step.migration.needsOwnTransactions)
      } catch let failure as MigrationFailure {
        // It ran before on another state of the same schema: only rows can make the difference.
        if withRows, failure.kind != .cancelled, let state = failure.cause?.sqlState, Self.isAboutRows(state) {
          return
        }
        throw failure
      }
    }
    // Each way back was seen to restore its start; together, with rows in the tables, they restore the first.
    try database.refreshSnapshot()
    guard database.snapshot.fingerprint == start.fingerprint else { return }
    try check(rows, files, planned, "down")
  }
}
