import Schema

/// The smallest change that has an order of its own.
struct Action {
  let object: ObjectIdentity
  let summary: String
  var statements: [ChangeStatement]
  var effects = ChangeEffects()
  /// Where it stands if nothing else decides.
  let rank: ActionRank
  /// What it is, where tables that are in use have another way to do it.
  var operation: Operation?
  /// The migrations that it can be part of.
  var stage = MigrationStage.change

  /// What is there after it and was not before.
  var produces: Set<Resource> = []
  /// What is gone after it, at least for a while.
  var destroys: Set<Resource> = []
  /// What must be there before it, if any action produces it.
  var needs: Set<Resource> = []
  /// What should be there before it, unless that closes a circle.
  var wishes: Set<Resource> = []
  /// What it lets go of: only after it may that be destroyed.
  var releases: Set<Resource> = []
  /// The texts of the old state that it replaces: what they use, it lets go of.
  var replacedTexts: [String] = []
  /// What must have been committed before it.
  var needsCommitted: Set<Resource> = []
  /// Whether it changes a domain that is there.
  var isOfDomain: Bool { statements.first?.text.hasPrefix("ALTER DOMAIN ") ?? false }
  /// Whether everything that is created must be there before it.
  var followsCreations = false

  init(
    _ object: ObjectIdentity, _ summary: String, _ statements: [String], rank: ActionRank,
    effects: ChangeEffects = ChangeEffects()
  ) {
    self.object = object
    self.summary = summary
    self.statements = statements.map { ChangeStatement($0) }
    self.rank = rank
    self.effects = effects
  }
}

/// The usual order of actions, for those that do not depend on one another.
struct ActionRank: Comparable {
  private let value: Int

  private init(_ value: Int) { self.value = value }

  static let rename = ActionRank(0)
  static let detach = ActionRank(10)
  /// What stands on others is taken down first: event triggers, policies, views, foreign keys, indexes.
  static func removal(_ phase: LoadPhase) -> ActionRank {
    switch phase {
    case .eventTrigger, .policy, .trigger, .rule, .publication, .view, .materializedView, .foreignKey, .check,
      .constraint, .index, .indexAttachment, .statistics, .defaultPrivileges, .state, .comment, .access, .viewSetting,
      .domainSetting, .sequenceOwner, .attachment, .columnSetting, .other:
      ActionRank(20 + LoadPhase.allCases.count - phase.rawValue)
    case .table, .sequence, .routine, .aggregate, .type, .shellType, .domain, .operator, .collation, .server,
      .language,
      .extension, .schema:
      ActionRank(400 + LoadPhase.allCases.count - phase.rawValue)
    }
  }
  /// Event triggers come after all else, which they could forbid.
  static func creation(_ phase: LoadPhase) -> ActionRank {
    ActionRank(phase == .eventTrigger ? 900 : 100 + 2 * phase.rawValue)
  }
  /// New columns come after new tables, changed ones after new columns.
  static let addColumn = ActionRank(101 + 2 * LoadPhase.table.rawValue)
  static let alterColumn = ActionRank(101 + 2 * LoadPhase.columnSetting.rawValue)
  static let alterTable = ActionRank(101 + 2 * LoadPhase.constraint.rawValue)
  static let validate = ActionRank(101 + 2 * LoadPhase.foreignKey.rawValue)
  static let refresh = ActionRank(101 + 2 * LoadPhase.index.rawValue)
  static let dropColumn = ActionRank(390)

  static func < (left: ActionRank, right: ActionRank) -> Bool { left.value < right.value }
}
