package import Diagnostics
internal import History
package import Schema
package import SchemaDiff
package import Scratch

/// Writes the migrations that lead from one schema to another, and proves them on scratch.
///
/// The up of each is what the planner says; its down is the plan of the way back from what the up led to. Before the
/// first one runs, rows are put into the tables, to see that they are kept.
package struct MigrationGenerator {
  /// Plans the way from some files to others.
  package typealias Planner = @Sendable ([SnapshotFile], [SnapshotFile], PlannerOptions) throws -> SchemaPlan

  let scratch: ScratchServer
  let options: SnapshotOptions
  let environment: RunEnvironment
  let plan: Planner

  package init(
    scratch: ScratchServer, options: SnapshotOptions, environment: RunEnvironment,
    plan: @escaping Planner = { old, new, options in try SchemaPlanner.plan(from: old, to: new, options: options) }
  ) {
    self.scratch = scratch
    self.options = options
    self.environment = environment
    self.plan = plan
  }

  /// Writes migrations, and runs them forwards and backwards.
  ///
  /// - Parameters:
  ///   - base: A database with the schema to start from. Where there can be another like it, it is changed;
  ///     otherwise it is copied, and disconnected for that.
  ///   - desired: The schema to reach.
  ///   - settings: How to plan.
  ///   - title: What the migrations are about.
  /// - Returns: The migrations, none when there is nothing to do, and what the proof found out.
  /// - Throws: ``SchemaDiffError`` when there is no plan; ``GenerationError`` when the plan is wrong.
  package func generate(
    from base: ProofDatabase, to desired: NamedSchema, settings: PlannerOptions, title: String
  ) throws -> Generation {
    let plan = try self.plan(base.snapshot.files, desired.files, settings)
    let goal = try fingerprint(of: desired, comparableWith: base.snapshot.fingerprint)
    guard !plan.isEmpty else {
      guard goal == base.snapshot.fingerprint else {
        throw Self.misses(desired, reached: base.snapshot, "no change was found between the two schemas")
      }
      return Generation()
    }
    let starts = ProofStarts(base)
    let draft = PlanDraft(plan: plan, title: title, settings: settings, goal: desired, goalFingerprint: goal)
    do { return try prove(draft, from: starts, withRows: true) } catch let refusal as RowsRefused {
      var generation = try prove(draft, from: starts, withRows: false)
      if let forwards = refusal.generation {
        (generation.rowCount, generation.tableCount) = (forwards.rowCount, forwards.tableCount)
        generation.unseeded = forwards.unseeded
      }
      // What fails without rows as well is said of the migration itself.
      if generation.migrations.allSatisfy(\.isReversible) || refusal.generation == nil {
        generation.notes.append(refusal.diagnostic)
      }
      return generation
    }
  }

  /// What a plan is to be proven to do.
  struct PlanDraft {
    let plan: SchemaPlan
    let title: String
    let settings: PlannerOptions
    let goal: NamedSchema
    let goalFingerprint: Fingerprint

    func title(of migration: PlannedMigration) -> String {
      plan.migrations.first == migration ? title : "\(title): \(migration.purpose)"
    }
  }

  private func prove(_ draft: PlanDraft, from starts: ProofStarts, withRows: Bool) throws -> Generation {
    func prove(_ wayBack: PlanProof.WayBack) throws -> Generation {
      try starts.withNext { try PlanProof(self, draft, in: $0, withRows: withRows, wayBack: wayBack).run() }
    }
    do { return try prove(.together) } catch is WaysBackApart { return try prove(.apart) }
  }

  /// The fingerprint of a schema; of stored files in another format, that of what they make here.
  private func fingerprint(of state: NamedSchema, comparableWith other: Fingerprint) throws -> Fingerprint {
    if let known = state.fingerprint, known.isComparable(with: other) { return known }
    return try scratch.snapshot(loading: state.files, options: options).get().fingerprint
  }

  static func misses(_ goal: NamedSchema, reached: Snapshot, _ message: String) -> GenerationError {
    let differences = DifferenceSummary.lines(
      from: goal.files.map { ($0.path, $0.text) }, to: reached.files.map { ($0.path, $0.text) })
    return GenerationError(
      .planMisses, message, details: Checkout.listed(differences), hints: GenerationError.pleaseReport)
  }
}

/// What was written, and what its proof found out.
package struct Generation: Sendable {
  package var migrations: [GeneratedMigration] = []
  /// How many rows were in how many tables while the migrations ran; 0 when it was tried without.
  package var rowCount = 0
  package var tableCount = 0
  /// Tables that no row could be made for.
  package var unseeded: [QualifiedName] = []
  package var notes: [Diagnostic] = []

  package init() {}
}

/// A migration that was written and proven.
package struct GeneratedMigration: Sendable {
  package let planned: PlannedMigration
  package let title: String
  package let up: String
  /// `nil` when no way back could be planned.
  package let down: String?
  /// What up takes away, a line each.
  package let losses: [String]
  /// What down takes away.
  package let downLosses: [String]
  package let renames: [Rename]
  /// What the down does not restore, or why there is none; empty when it restores everything.
  package var differences: [String]
  /// Each statement has to be a transaction of its own.
  package let needsOwnTransactions: Bool

  package var isReversible: Bool { differences.isEmpty }
}
