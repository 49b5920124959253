import Schema

/// How an object that is no relation becomes the new one.
enum Alteration {
  /// In place; nothing to do if there are no actions.
  case actions([Action])
  /// Dropped and created.
  case rebuild
  /// Made anew beside the old one, which its columns leave.
  case replaceType
}

/// What a rule must know beyond the two states of its object.
struct RuleContext {
  /// Whether a text of the old state names something that is destroyed, be it for a while.
  let isAffected: (String) -> Bool
  /// Whether rows of a table hold values of the type.
  let isStored: () -> Bool

  /// Whether they hold them within arrays, composite types or ranges.
  let isContained: () -> Bool

  /// Nothing else changes.
  static var alone: RuleContext {
    RuleContext(isAffected: { _ in false }, isStored: { false }, isContained: { false })
  }
}

/// Compares two states of an object that is no relation.
enum ObjectRules {
  static func alteration(
    from old: any SchemaObject, to new: any SchemaObject, _ context: RuleContext
  ) -> Alteration {
    switch new.identity.kind {
    case .schema: compare(old, new) { .actions(NamespaceRules(old: $0, new: $1).actions()) }
    case .extension: compare(old, new) { .actions(ExtensionRules(old: $0, new: $1).actions()) }
    case .type: typeAlteration(from: old, to: new, context)
    case .domain: compare(old, new) { DomainRules(old: $0, new: $1, context: context).alteration() }
    case .sequence: compare(old, new) { .actions(SequenceRules(old: $0, new: $1).actions()) }
    case .function, .procedure: compare(old, new) { RoutineRules(old: $0, new: $1).alteration() }
    case .aggregate: compare(old, new) { AggregateRules(old: $0, new: $1).alteration() }
    case .eventTrigger: compare(old, new) { EventTriggerRules(old: $0, new: $1).alteration() }
    case .publication: compare(old, new) { PublicationRules(old: $0, new: $1, context: context).alteration() }
    case .foreignDataWrapper: compare(old, new) { WrapperRules(old: $0, new: $1).alteration() }
    case .server: compare(old, new) { ServerRules(old: $0, new: $1).alteration() }
    case .textSearchDictionary: compare(old, new) { DictionaryRules(old: $0, new: $1).alteration() }
    case .textSearchConfiguration:
      compare(old, new) { SearchConfigurationRules(old: $0, new: $1, context: context).alteration() }
    case .defaultPrivileges: compare(old, new) { .actions(DefaultPrivilegeRules(old: $0, new: $1).actions()) }
    case .operator: compare(old, new) { OperatorRules(old: $0, new: $1).alteration() }
    case .language: compare(old, new) { LanguageRules(old: $0, new: $1).alteration() }
    case .transform: compare(old, new) { TransformRules(old: $0, new: $1).alteration() }
    case .userMapping: compare(old, new) { UserMappingRules(old: $0, new: $1).alteration() }
    case .subscription: compare(old, new) { SubscriptionRules(old: $0, new: $1).alteration() }
    case .securityLabel: compare(old, new) { .actions(SecurityLabelRules(old: $0, new: $1).actions()) }
    case .collation: onlyCompanionsDiffer(old, new) ? .actions([]) : .replaceType
    case .cast, .conversion, .operatorClass, .operatorFamily, .textSearchParser, .textSearchTemplate,
      .accessMethod:
      whole(old, new)
    // Their rules are about columns and parts, which the decisions compare.
    case .table, .foreignTable, .view, .materializedView: .rebuild
    }
  }

  /// Applies the rules of a kind, if both states are of its type.
  private static func compare<Object: SchemaObject>(
    _ old: any SchemaObject, _ new: any SchemaObject, by rules: (Object, Object) -> Alteration
  ) -> Alteration {
    guard let old = old as? Object, let new = new as? Object else { return .rebuild }
    return rules(old, new)
  }

  private static func typeAlteration(
    from old: any SchemaObject, to new: any SchemaObject, _ context: RuleContext
  ) -> Alteration {
    switch (old, new) {
    case (let old as EnumType, let new as EnumType): EnumRules(old: old, new: new).alteration()
    case (let old as CompositeType, let new as CompositeType):
      CompositeRules(old: old, new: new, context: context).alteration()
    default: onlyCompanionsDiffer(old, new) ? .actions([]) : .replaceType
    }
  }

  /// For objects of which PostgreSQL changes nothing but name, owner and grants.
  private static func whole(_ old: any SchemaObject, _ new: any SchemaObject) -> Alteration {
    onlyCompanionsDiffer(old, new) ? .actions([]) : .rebuild
  }

  private static func onlyCompanionsDiffer(_ old: any SchemaObject, _ new: any SchemaObject) -> Bool {
    main(old) == main(new)
  }

  /// The statements of an object without comments, owner and grants.
  static func main(_ object: any SchemaObject) -> [Identifier] {
    var ddl = DDLWriter(form: .file, options: SnapshotOptions())
    object.write(to: &ddl)
    return StatementSplitter.statements(in: ddl.text).filter { !$0.hasPrefix("COMMENT ON ") }.map { Identifier($0) }
  }
}

extension Action {
  /// A change in place of an object whose rules say themselves what each statement lets go of.
  static func alteration(
    of object: ObjectIdentity, _ summary: String, _ statement: String, rank: ActionRank,
    lettingGoOf texts: [String] = []
  ) -> Action {
    var action = Action(object, summary, [statement], rank: rank)
    action.replacedTexts = texts
    return action
  }
}
