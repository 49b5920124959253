package import Schema

/// Finds the statements that turn one schema into another.
package enum SchemaPlanner {
  /// Plans the way from one snapshot to another.
  ///
  /// Only files that differ are read, and those that depend on what is rebuilt.
  /// - Throws: a ``SchemaDiffError`` if something may be a rename and nobody said so, if a change cannot be made in
  ///   place and what would be lost forbids the rest, or if a file is not canonical.
  package static func plan(
    from old: [SnapshotFile], to new: [SnapshotFile], options: PlannerOptions = PlannerOptions()
  ) throws(SchemaDiffError) -> SchemaPlan {
    let renames = try RenamePlan(from: old, to: new, options: options)
    var decisions = Decisions(old: SchemaState(renames.old), new: SchemaState(new), options: options)
    try decisions.decide()
    var actions = try ActionBuilder(decisions).build()
    try refuseUnknownSecrets(in: actions)
    if options.isOnline { actions = try OnlinePass.rewritten(actions, of: decisions) }
    var migrations = try ActionGraph(EnumBoundaries.marked(actions)).migrations()
    if !renames.renames.isEmpty {
      // A migration of only one kind, such as the building of indexes, keeps to itself.
      let isOwn = migrations.first.map { first in first.contains { !$0.statements.allSatisfy(\.isTransactional) } }
      if isOwn ?? true { migrations.insert([], at: 0) }
      migrations[0] = renames.actions() + migrations[0]
    }
    migrations = migrations.map(TypeChanges.combined)
    return SchemaPlan(
      migrations: zip(MigrationPurpose.texts(for: migrations), migrations).map(Self.migration),
      renames: renames.renames)
  }

  /// A snapshot has no secrets, so no statement could give an object the one it needs.
  private static func refuseUnknownSecrets(in actions: [Action]) throws(SchemaDiffError) {
    let kinds: Set<ObjectKind> = [.userMapping, .subscription, .server, .foreignDataWrapper, .foreignTable]
    for action in actions where kinds.contains(action.object.kind) {
      guard action.statements.contains(where: { $0.text.contains(SecretOption.placeholder) }) else { continue }
      throw SchemaDiffError(
        .unsupportedChange, "\(action.object) needs a secret, which no snapshot holds: \(action.summary)",
        hints: ["write this change by hand, in a migration that takes the secret from elsewhere: confiture new"])
    }
  }

  private static func migration(purpose: String, _ actions: [Action]) -> PlannedMigration {
    PlannedMigration(
      purpose: purpose,
      changes: actions.map { action in
        SchemaChange(
          object: action.object, summary: action.summary, statements: action.statements, effects: action.effects)
      })
  }
}

/// How a plan is to be made.
package struct PlannerOptions: Sendable, Equatable {
  /// Whether the tables are in use: indexes are built concurrently, constraints validated in a later migration.
  package var isOnline: Bool
  /// Renames that somebody declared.
  package var renames: [Rename]
  /// Whether a plan is refused in which something could be a rename, or not; otherwise it is dropped and created.
  package var refusesAmbiguity: Bool
  /// Whether tables and types that have another name and are otherwise the same are renamed without being told.
  package var detectsRenames: Bool
  /// Whether objects that are dropped and created again get the owner and the grants that they had, where the snapshots
  /// do not say.
  package var restoresAccess: Bool
  /// The oldest major version of the servers that are to run the statements, such as 15.
  package var oldestServer: Int

  package init(
    isOnline: Bool = false, renames: [Rename] = [], refusesAmbiguity: Bool = true, detectsRenames: Bool = true,
    restoresAccess: Bool = true, oldestServer: Int = 14
  ) {
    self.isOnline = isOnline
    self.renames = renames
    self.refusesAmbiguity = refusesAmbiguity
    self.detectsRenames = detectsRenames
    self.restoresAccess = restoresAccess
    self.oldestServer = oldestServer
  }
}
