/// The class of a statement of a snapshot, in the order in which statements are run if nothing they name says
/// otherwise.
package enum LoadPhase: Int, Sendable, CaseIterable, Comparable {
  case schema
  case `extension`
  /// Languages and access methods.
  case language
  /// Foreign-data wrappers, servers, user mappings.
  case server
  case collation
  /// `CREATE TYPE name`, without a definition.
  case shellType
  case type
  case domain
  /// Defaults and constraints of domains that call routines.
  case domainSetting
  case sequence
  case routine
  case aggregate
  /// Operators and their classes, casts, transforms, conversions, text search.
  case `operator`
  case table
  /// Defaults, storage, compression and the like of columns.
  case columnSetting
  /// Keys, EXCLUDE, NOT NULL.
  case constraint
  case view
  case materializedView
  case viewSetting
  /// CHECK constraints apart from their table's CREATE: they may call any routine.
  case check
  case index
  case attachment
  case indexAttachment
  case statistics
  case foreignKey
  case sequenceOwner
  case rule
  case trigger
  case policy
  /// And subscriptions.
  case publication
  /// What is enabled, clustered on, replicated by.
  case state
  /// What no other case names.
  case other
  /// And security labels.
  case comment
  case access
  /// After everything that they would apply to.
  case defaultPrivileges
  /// At the very end, as they fire on DDL.
  case eventTrigger

  package static func < (left: LoadPhase, right: LoadPhase) -> Bool { left.rawValue < right.rawValue }
}
