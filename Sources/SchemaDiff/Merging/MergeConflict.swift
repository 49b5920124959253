package import Schema

/// One of the two versions that are merged.
package enum MergeSide: String, Sendable, CaseIterable {
  case ours, theirs

  package var other: MergeSide { self == .ours ? .theirs : .ours }
}

/// An object, or an attribute of it, that is decided on as one.
package struct MergeKey: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let object: ObjectIdentity
  /// Such as `email.type` or `index users_email_idx`; `nil` for the object as a whole.
  package let attribute: Identifier?
  /// Whether it is not an object but a migration, of the name that ``object`` has.
  package let isMigration: Bool

  package init(_ object: ObjectIdentity, _ attribute: String? = nil) {
    self.object = object
    self.attribute = attribute.map(Identifier.init)
    isMigration = false
  }

  package init(migration: String, _ attribute: String? = nil) {
    object = ObjectIdentity(kind: .schema, name: Identifier(migration))
    self.attribute = attribute.map(Identifier.init)
    isMigration = true
  }

  /// Such as `public.users.email.type`.
  package var name: String { object.qualifiedName + (attribute.map { ".\($0.text)" } ?? "") }

  /// Such as `table public.users`, `column public.users.email` or `type of column public.users.email`.
  package var description: String {
    guard !isMigration, let attribute = attribute?.text, Self.relations.contains(object.kind) else {
      return "\(isMigration ? "migration" : object.kind.rawValue) \(name)"
    }
    let words = attribute.split(separator: " ", maxSplits: 1).map(String.init)
    if words.count == 2, Self.parts.contains(words[0]) { return "\(attribute) of \(object)" }
    if Self.settings.contains(attribute) || words.count == 2 && Self.listed.contains(words[0]) {
      return "\(attribute) of \(object)"
    }
    // What comes after the column's name, such as its type.
    guard let dot = attribute.lastIndex(of: "."), Self.columnSettings.contains(attribute[dot...].dropFirst()) else {
      return "column \(name)"
    }
    return "\(attribute[dot...].dropFirst()) of column \(object.qualifiedName).\(attribute[..<dot])"
  }

  private static let relations: Set<ObjectKind> = [.table, .foreignTable, .view, .materializedView]
  private static let parts: Set<String> = ["constraint", "index", "trigger", "policy", "rule", "statistics"]
  private static let listed: Set<String> = ["option", "grant", "revoke"]
  private static let settings: Set<String> = [
    "query", "unlogged", "parents", "server", "comment", "owner", "row type", "partition bound", "partition key",
    "row security", "forced row security", "replica identity", "access method",
  ]
  private static let columnSettings: Set<Substring> = [
    "type", "collation", "not null", "not null name", "generation", "default", "identity", "storage", "compression",
    "statistics", "local", "inherited", "comment",
  ]

  package static func < (left: MergeKey, right: MergeKey) -> Bool {
    left.object == right.object
      ? (left.attribute ?? "") < (right.attribute ?? "") : left.object < right.object
  }
}

/// What two sides did that does not go together.
package struct MergeConflict: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case addAdd = "add/add"
    case modifyModify = "modify/modify"
    case modifyDelete = "modify/delete"
    case renameRename = "rename/rename"
    case renameModify = "rename/modify"
    case dependency
    case enumLabel = "enum"
    case name
    case data
    case order

    /// One sentence for people.
    package var meaning: String {
      switch self {
      case .addAdd: "Both sides add it, and what they add differs."
      case .modifyModify: "Both sides change it, in different ways."
      case .modifyDelete: "One side changes it, the other one drops it."
      case .renameRename: "Both sides give it another name, and not the same one."
      case .renameModify:
        "One side changes it, and the other one seems to have given it another name without saying so."
      case .dependency: "One side drops, renames or retypes what the other one begins to use."
      case .enumLabel: "Both sides change the labels of an enumerated type at one place."
      case .name: "The two sides give one name to two things."
      case .data: "Migrations of both sides touch the same rows, so that the rows depend on the order."
      case .order: "The two orders of the migrations do not both run, or do not lead to the same schema."
      }
    }
  }

  package var kind: Kind
  package var key: MergeKey
  /// What each has, as DDL; `nil` where it is absent.
  package var base: String?
  package var ours: String?
  package var theirs: String?
  /// What happened, in a sentence.
  package var message: String
  /// What to do about it.
  package var suggestion: String
  /// What else a choice of a side decides on, besides ``key``.
  package var settles: [MergeKey]
  /// The migrations of each side that it comes from, by name.
  package var ourMigrations: [String] = []
  package var theirMigrations: [String] = []

  package init(
    _ kind: Kind, _ key: MergeKey, base: String? = nil, ours: String? = nil, theirs: String? = nil,
    message: String, suggestion: String, settles: [MergeKey] = []
  ) {
    self.kind = kind
    self.key = key
    self.base = base
    self.ours = ours
    self.theirs = theirs
    self.message = message
    self.suggestion = suggestion
    self.settles = settles
  }

  /// The DDL that one side has.
  package func text(of side: MergeSide) -> String? { side == .ours ? ours : theirs }
}
