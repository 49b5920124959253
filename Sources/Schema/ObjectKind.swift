/// The kinds of object that have a file of their own in a snapshot.
///
/// The raw value is the word for people and part of an object's identity in the fingerprint.
package enum ObjectKind: String, Sendable, CaseIterable {
  case schema
  case `extension`
  case collation
  case type
  case domain
  case sequence
  case table
  case foreignTable = "foreign table"
  case view
  case materializedView = "materialized view"
  case function
  case procedure
  case aggregate
  case eventTrigger = "event trigger"
  case publication
  case foreignDataWrapper = "foreign-data wrapper"
  case server
  case cast
  case textSearchDictionary = "text search dictionary"
  case textSearchConfiguration = "text search configuration"
  case defaultPrivileges = "default privileges"

  /// The folder of the snapshot that holds objects of this kind, below their schema's if they have one.
  package var folder: String {
    switch self {
    case .schema: "schemas"
    case .extension: "extensions"
    case .collation: "collations"
    case .type: "types"
    case .domain: "domains"
    case .sequence: "sequences"
    case .table: "tables"
    case .foreignTable: "foreign_tables"
    case .view: "views"
    case .materializedView: "materialized_views"
    case .function: "functions"
    case .procedure: "procedures"
    case .aggregate: "aggregates"
    case .eventTrigger: "event_triggers"
    case .publication: "publications"
    case .foreignDataWrapper: "foreign_data_wrappers"
    case .server: "servers"
    case .cast: "casts"
    case .textSearchDictionary: "text_search_dictionaries"
    case .textSearchConfiguration: "text_search_configurations"
    case .defaultPrivileges: "default_privileges"
    }
  }

  /// Whether objects of this kind are within a schema.
  package var isInSchema: Bool {
    switch self {
    case .collation, .type, .domain, .sequence, .table, .foreignTable, .view, .materializedView, .function,
      .procedure, .aggregate, .textSearchDictionary, .textSearchConfiguration:
      true
    case .schema, .extension, .eventTrigger, .publication, .foreignDataWrapper, .server, .cast, .defaultPrivileges:
      false
    }
  }
}
