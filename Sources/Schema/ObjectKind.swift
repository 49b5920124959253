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
  case textSearchParser = "text search parser"
  case textSearchTemplate = "text search template"
  case `operator`
  case operatorClass = "operator class"
  case operatorFamily = "operator family"
  case conversion
  case language
  case transform
  case accessMethod = "access method"
  case userMapping = "user mapping"
  case subscription
  case securityLabel = "security label"
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
    case .textSearchParser: "text_search_parsers"
    case .textSearchTemplate: "text_search_templates"
    case .operator: "operators"
    case .operatorClass: "operator_classes"
    case .operatorFamily: "operator_families"
    case .conversion: "conversions"
    case .language: "languages"
    case .transform: "transforms"
    case .accessMethod: "access_methods"
    case .userMapping: "user_mappings"
    case .subscription: "subscriptions"
    case .securityLabel: "security_labels"
    case .defaultPrivileges: "default_privileges"
    }
  }

  /// Whether objects of this kind are within a schema.
  package var isInSchema: Bool {
    switch self {
    case .collation, .type, .domain, .sequence, .table, .foreignTable, .view, .materializedView, .function,
      .procedure, .aggregate, .textSearchDictionary, .textSearchConfiguration, .textSearchParser, .textSearchTemplate,
      .operator, .operatorClass, .operatorFamily, .conversion:
      true
    case .schema, .extension, .eventTrigger, .publication, .foreignDataWrapper, .server, .cast, .defaultPrivileges,
      .language, .transform, .accessMethod, .userMapping, .subscription, .securityLabel:
      false
    }
  }

  /// Whether several objects of this kind may bear one name, told apart by what ``ObjectIdentity/arguments`` holds:
  /// the types of a routine or an operator, the access method of an operator class or family.
  package var isOverloaded: Bool {
    switch self {
    case .function, .procedure, .aggregate, .operator, .operatorClass, .operatorFamily: true
    case .schema, .extension, .collation, .type, .domain, .sequence, .table, .foreignTable, .view, .materializedView,
      .eventTrigger, .publication, .foreignDataWrapper, .server, .cast, .textSearchDictionary,
      .textSearchConfiguration, .textSearchParser, .textSearchTemplate, .conversion, .language, .transform,
      .accessMethod, .userMapping, .subscription, .securityLabel, .defaultPrivileges:
      false
    }
  }
}
