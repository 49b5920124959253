import Schema

/// What becomes of each object that does not stay as it is.
struct Decisions {
  let old: SchemaState
  let new: SchemaState
  let options: PlannerOptions
  private(set) var objects: [ObjectIdentity: ObjectDecision] = [:]
  var relations: [ObjectIdentity: RelationDecision] = [:]
  /// Actions of objects that change in place and are no relations.
  var alterations: [ObjectIdentity: [Action]] = [:]
  /// What is destroyed that parts of objects use which stay.
  var losses: [ObjectIdentity: [Use]] = [:]
  /// What is destroyed and may have dependents that nobody looked at yet.
  var pending: [Resource] = []
  private var seen: Set<Resource> = []
  /// The columns that stay, with another type.
  var retyped: Set<Resource> = []
  /// Those of them whose values cannot be compared with the ones that they had.
  var incomparable: Set<Resource> = []
  /// The casts that are destroyed, and their functions, by the types between which they are.
  var casts: [NameKey: Set<Resource>] = [:]
  /// The tables and types whose rows routines give.
  var rowSources: [NameKey: Set<NameKey>] = [:]

  init(old: SchemaState, new: SchemaState, options: PlannerOptions) {
    self.old = old
    self.new = new
    self.options = options
  }

  /// Whether all texts have the collation of their database, before and after.
  var hasUsualCollations: Bool { !old.holdsCollations && !new.holdsCollations }

  subscript(identity: ObjectIdentity) -> ObjectDecision? { objects[identity] }

  mutating func decide(_ identity: ObjectIdentity, _ decision: ObjectDecision) {
    objects[identity] = decision
    if decision.destroys {
      relations[identity] = nil
      alterations[identity] = nil
      destroy(.object(identity))
      if let key = identity.nameKey {
        // Those that call this overload may have been left when another one went.
        if identity.kind == .function { seen.remove(.name(key)) }
        destroy(.name(key))
      }
    }
  }

  /// Has the dependents of a resource looked at, once.
  mutating func destroy(_ resource: Resource) {
    if seen.insert(resource).inserted { pending.append(resource) }
  }
}

/// What becomes of an object.
enum ObjectDecision: Equatable {
  case create
  case drop
  /// Dropped and created as the new state has it.
  case rebuild
  /// A type that is made anew beside the old one, and its columns moved over.
  case replaceType
  /// Made anew with the rows that it has.
  case copy
  /// Made anew, where the rows are copied with those of the table it is a partition of.
  case moveWithParent
  /// Changed in place.
  case alter

  var destroys: Bool {
    switch self {
    case .drop, .rebuild, .replaceType, .copy, .moveWithParent: true
    case .create, .alter: false
    }
  }
}

/// What becomes of the parts of a relation that stays.
struct RelationDecision {
  let identity: ObjectIdentity
  let oldParts: [PartIdentity: RelationPart]
  var newParts: [PartIdentity: RelationPart]
  var columns: [Identifier: ColumnDecision] = [:]
  var parts: [PartIdentity: PartDecision] = [:]
  /// What changes in place, whatever becomes of the parts.
  var settings: [Action] = []
  /// What makes the table a child of others, or no child any more.
  var attachment: TableAttachment?
  /// What has the table leave its type, or join one.
  var rowType: RowTypeChange?

  init(_ identity: ObjectIdentity, old: any SchemaObject, new: any SchemaObject) {
    self.init(identity, oldParts: RelationPart.parts(of: old), newParts: RelationPart.parts(of: new))
  }

  init(_ identity: ObjectIdentity, oldParts: [RelationPart], newParts: [RelationPart]) {
    self.identity = identity
    self.oldParts = Dictionary(oldParts.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    self.newParts = Dictionary(newParts.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

enum PartDecision: Equatable {
  case create
  case drop
  case rebuild
  /// Only its settings change.
  case alter
  /// The server makes it anew, without some of its settings.
  case restore
  /// The part that has this name now gets the part's.
  case rename(from: Identifier)
  /// Declared NOT VALID before, valid after.
  case validate
  /// Checked at another time.
  case retime
}

/// What becomes of a column of a table that stays.
struct ColumnDecision {
  let old: Column?
  let new: Column?
  /// Whether it is dropped and added although both states have it.
  var isRebuilt = false
  /// Whether its type, or what its type is, changes.
  var isRetyped = false
  /// Whether its default must go before and come again after something else.
  var resetsDefault = false

  /// Whether `=` compares values of the new type with those of the old one, as foreign keys want it.
  var staysComparable: Bool {
    guard let old, let new, old.type != new.type else { return false }
    return TypeName(new.type).isComparable(with: TypeName(old.type))
  }
}
