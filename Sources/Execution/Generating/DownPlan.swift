internal import Schema
package import SchemaDiff

/// The way back from what a migration led to.
package struct DownPlan {
  /// The script; `nil` when there is no plan.
  package let script: CommentedScript?
  package let plan: SchemaPlan?
  /// Why there is no plan.
  package let refusal: SchemaDiffError?

  /// What it takes away, a line each.
  package var losses: [String] { plan.map { Self.losses(of: $0.migrations) } ?? [] }

  /// Plans the way from the state after a migration to the one before.
  ///
  /// - Parameters:
  ///   - planner: Makes the plan.
  ///   - after: Where the migration led to.
  ///   - before: Where it began.
  ///   - renames: What the migration renamed; the way back renames it again.
  ///   - settings: Those of the migration.
  ///   - title: That of the migration.
  /// - Throws: What the planner throws, but for a refusal.
  init(
    _ planner: MigrationGenerator.Planner, from after: Snapshot, to before: Snapshot, undoing renames: [Rename],
    settings: PlannerOptions, title: String
  ) throws {
    var settings = settings
    settings.refusesAmbiguity = false
    settings.renames = Self.inverse(of: renames)
    do {
      var plan = try planner(after.files, before.files, settings)
      // A down is one script: what needs no boundary within it is better.
      if plan.migrations.count > 1, settings.isOnline {
        settings.isOnline = false
        let offline = try planner(after.files, before.files, settings)
        if offline.migrations.count < plan.migrations.count { plan = offline }
      }
      self.plan = plan
      script = CommentedScript(plan.migrations.map(\.changes), title: "Takes back: \(title)")
      refusal = nil
    } catch let error as SchemaDiffError {
      (plan, script, refusal) = (nil, nil, error)
    }
  }

  static func losses(of migrations: [PlannedMigration]) -> [String] {
    var seen: Set<Identifier> = []
    return migrations.flatMap(\.changes).flatMap(\.effects.losses).filter { seen.insert(Identifier($0)).inserted }
  }

  // MARK: Renames

  /// The renames that undo others: names of tables are those that they have again then.
  static func inverse(of renames: [Rename]) -> [Rename] {
    var oldNames: [QualifiedName: QualifiedName] = [:]
    for case .object(let from, let to) in renames {
      if let new = to.tableName, let old = from.tableName { oldNames[new] = old }
    }
    func old(_ table: QualifiedName) -> QualifiedName { oldNames[table] ?? table }
    return renames.map { rename in
      switch rename {
      case .object(let from, let to): .object(from: to, to: from)
      case .column(let table, let from, let to): .column(table: old(table), from: to, to: from)
      case .index(let schema, let from, let to): .index(schema: schema, from: to, to: from)
      case .constraint(let table, let from, let to): .constraint(table: old(table), from: to, to: from)
      }
    }
  }
}

extension ObjectIdentity {
  /// The name, of an object that rows or columns may be in.
  fileprivate var tableName: QualifiedName? { schema.map { QualifiedName(schema: $0, name: name) } }
}
