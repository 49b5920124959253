import Postgres
import Schema

/// What the queries found, decoded.
struct CatalogContent {
  private(set) var namespaces: [NamespaceRow] = []
  private(set) var extensions: [ExtensionRow] = []
  private(set) var relations: [RelationRow] = []
  private(set) var memberRelations: [MemberRelationRow] = []
  private(set) var columns: [ColumnRow] = []
  private(set) var inheritance: [InheritanceRow] = []
  private(set) var constraints: [ConstraintRow] = []
  private(set) var indexes: [IndexRow] = []
  private(set) var operatorClasses: [OperatorClassRow] = []
  private(set) var indexColumns: [IndexColumnRow] = []
  private(set) var sequences: [SequenceRow] = []
  private(set) var types: [TypeRow] = []
  private(set) var routines: [RoutineRow] = []
  private(set) var aggregates: [AggregateRow] = []
  private(set) var triggers: [TriggerRow] = []
  private(set) var rules: [RuleRow] = []
  private(set) var policies: [PolicyRow] = []
  private(set) var statistics: [StatisticsRow] = []
  private(set) var comments: [CommentRow] = []
  private(set) var viewColumns: [ViewColumnRow] = []
  private(set) var uncovered: [UncoveredRow] = []
  private(set) var unseen: [UnseenRow] = []
  private(set) var foreignPrivileges: [ForeignPrivilegeRow] = []
  private(set) var collations: [CollationRow] = []
  private(set) var eventTriggers: [EventTriggerRow] = []
  private(set) var casts: [CastRow] = []
  private(set) var foreignTables: [ForeignTableRow] = []
  private(set) var wrappers: [ForeignDataWrapperRow] = []
  private(set) var servers: [ForeignServerRow] = []
  private(set) var publications: [PublicationRow] = []
  private(set) var dictionaries: [TextSearchDictionaryRow] = []
  private(set) var configurations: [TextSearchConfigurationRow] = []
  private(set) var parsers: [TextSearchParserRow] = []
  private(set) var templates: [TextSearchTemplateRow] = []
  private(set) var baseTypes: [BaseTypeRow] = []
  private(set) var operators: [OperatorRow] = []
  private(set) var userOperatorClasses: [UserOperatorClassRow] = []
  private(set) var operatorFamilies: [OperatorFamilyRow] = []
  private(set) var operatorMembers: [OperatorMemberRow] = []
  private(set) var conversions: [ConversionRow] = []
  private(set) var languages: [LanguageRow] = []
  private(set) var transforms: [TransformRow] = []
  private(set) var accessMethods: [AccessMethodRow] = []
  private(set) var userMappings: [UserMappingRow] = []
  private(set) var subscriptions: [SubscriptionRow] = []
  private(set) var securityLabels: [SecurityLabelRow] = []
  private(set) var owners: [OwnerRow] = []
  private(set) var privileges: [PrivilegeRow] = []
  private(set) var defaultPrivileges: [DefaultPrivilegeRow] = []

  /// One query and where its rows go.
  fileprivate struct Part {
    let sql: (CatalogScope) -> String
    let decode: (inout CatalogContent, QueryResult, CatalogText) -> Void
    /// One of these has to be there, or the query finds nothing.
    let needs: [CatalogPresence.Need]

    init<R: CatalogRow>(_ path: WritableKeyPath<CatalogContent, [R]>, _ needs: CatalogPresence.Need...) {
      self.init(path, anyOf: needs)
    }

    init<R: CatalogRow>(_ path: WritableKeyPath<CatalogContent, [R]>, anyOf needs: [CatalogPresence.Need]) {
      sql = R.sql
      self.needs = needs
      decode = { content, result, text in
        content[keyPath: path] = result.rows.map { R($0, text) }
      }
    }
  }

  /// What is read of schemas.
  private static var inSchemas: [Part] {
    [
      Part(\.namespaces), Part(\.relations), Part(\.memberRelations), Part(\.columns),
      Part(\.inheritance, .rows("pg_inherits")),
      Part(\.constraints), Part(\.indexes, .relations("i"), .relations("I")),
      Part(\.operatorClasses, .relations("i"), .relations("I")),
      Part(\.indexColumns, .relations("i"), .relations("I")), Part(\.sequences, .relations("S")),
      Part(\.types, .objects("pg_type")), Part(\.routines, .objects("pg_proc")),
      Part(\.aggregates, .objects("pg_proc")), Part(\.triggers, .triggers), Part(\.rules, .rules),
      Part(\.policies, .rows("pg_policy")), Part(\.viewColumns, .relations("v"), .relations("m")),
      Part(\.statistics, .rows("pg_statistic_ext")), Part(\.comments),
      Part(\.collations, .objects("pg_collation")), Part(\.foreignTables, .relations("f")),
      Part(\.dictionaries, .objects("pg_ts_dict")), Part(\.configurations, .objects("pg_ts_config")),
      Part(\.parsers, .objects("pg_ts_parser")), Part(\.templates, .objects("pg_ts_template")),
      Part(\.baseTypes, .objects("pg_type")), Part(\.operators, .objects("pg_operator")),
      Part(\.userOperatorClasses, .objects("pg_opclass")), Part(\.operatorFamilies, .objects("pg_opfamily")),
      Part(\.conversions, .objects("pg_conversion")),
    ]
  }

  /// What schemas hold, and no more.
  fileprivate static func partsOfSchema(_ options: SnapshotOptions) -> [Part] {
    // Members are shown with a class or a family of the schema only.
    inSchemas + [Part(\.operatorMembers, .objects("pg_opclass"), .objects("pg_opfamily"))]
      + (options.includesAccess ? [Part(\.owners), Part(\.privileges)] : [])
  }

  fileprivate static func parts(_ options: SnapshotOptions, isSuperuser: Bool) -> [Part] {
    var parts =
      inSchemas + [
        Part(\.extensions), Part(\.uncovered, anyOf: UncoveredRow.needs), Part(\.unseen, anyOf: UnseenRow.needs),
        Part(\.eventTriggers, .rows("pg_event_trigger")), Part(\.casts, .rows("pg_cast")),
        Part(\.wrappers, .rows("pg_foreign_data_wrapper")), Part(\.servers, .rows("pg_foreign_server")),
        Part(\.userMappings, .rows("pg_foreign_server")), Part(\.publications, .rows("pg_publication")),
        Part(\.operatorMembers, .familyMembers), Part(\.languages, .rows("pg_language")),
        Part(\.transforms, .rows("pg_transform")), Part(\.accessMethods, .rows("pg_am")),
        Part(\.securityLabels, .rows("pg_seclabel")),
      ]
    if isSuperuser { parts.append(Part(\.subscriptions, .rows("pg_subscription"))) }
    if options.includesAccess {
      parts += [Part(\.owners), Part(\.privileges), Part(\.defaultPrivileges), Part(\.foreignPrivileges)]
    }
    return parts
  }
}

extension CatalogContent {
  /// Adds the relations of an earlier reading that were not read again, with their columns, constraints and indexes.
  mutating func add(from earlier: CatalogContent, where isKept: (Int) -> Bool) {
    relations += earlier.relations.filter { isKept($0.oid) }
    columns += earlier.columns.filter { isKept($0.relation) }
    constraints += earlier.constraints.filter { $0.relation != 0 && isKept($0.relation) }
    indexes += earlier.indexes.filter { isKept($0.relation) }
  }

  fileprivate mutating func take(_ definition: String, at position: Int, _ text: CatalogText) {
    indexes[position].take(definition, text)
  }

  /// The indexes whose text must come from the server after all, by their positions.
  fileprivate func unusualIndexes() -> [Int] {
    let columns = Dictionary(grouping: columns, by: \.relation)
    let types = Dictionary(operatorClasses.map { ($0.oid, $0.type) }, uniquingKeysWith: { first, _ in first })
    return indexes.indices.filter { position in
      let index = indexes[position]
      return !index.isOfConstraint && index.definition == nil
        && !index.isUsual(columns[index.relation] ?? [], types: types)
    }
  }
}

/// The queries over the catalogs and the way to decode what they find.
struct CatalogQueries {
  private let parts: [CatalogContent.Part]
  private let text: CatalogText
  private let scope: CatalogScope

  /// Queries for the whole database; with `relations`, only those relations are read with their columns, constraints
  /// and indexes, and everything else.
  init(major: Int, options: SnapshotOptions, isSuperuser: Bool, relations: [Int]? = nil) {
    parts = CatalogContent.parts(options, isSuperuser: isSuperuser)
    text = CatalogText(major: major)
    scope = CatalogScope(major: major, relations: relations)
  }

  /// Queries for one schema; the members of extensions keep the name of the schema that they are in.
  init(major: Int, options: SnapshotOptions, view: SchemaView, members: Set<Identifier>) {
    parts = CatalogContent.partsOfSchema(options)
    text = CatalogText(major: major, replacement: view.replacement(members: members))
    scope = CatalogScope(major: major, schema: view.schema)
  }

  var statements: [SQLText] { parts.map { SQLText(unescaped: $0.sql(scope)) } }

  /// Finds out which of the statements can find anything.
  var presence: SQLText { CatalogPresence.query(scope) }

  /// The statements that can find anything, by their indices.
  func asked(_ presence: CatalogPresence) -> [(index: Int, statement: SQLText)] {
    let scope = scope.with(presence)
    return parts.indices.filter { presence.meets(parts[$0].needs) }.map {
      ($0, SQLText(unescaped: parts[$0].sql(scope)))
    }
  }

  /// Decodes the result of the statement at an index.
  func decode(_ result: QueryResult, at index: Int, into content: inout CatalogContent) {
    parts[index].decode(&content, result, text)
  }

  /// What is to be asked after the first answers: the texts of unusual indexes.
  func followUp(_ content: CatalogContent) -> FollowUp? {
    let positions = content.unusualIndexes()
    if positions.isEmpty { return nil }
    let numbers = positions.map { content.indexes[$0].oid }
    let statement: SQLText =
      "SELECT pg_get_indexdef(i) FROM unnest(\(numbers)::oid[]) WITH ORDINALITY u(i, n) ORDER BY n"
    return FollowUp(positions: positions, statement: statement)
  }

  /// A second question and what its answers are for.
  struct FollowUp {
    fileprivate let positions: [Int]
    let statement: SQLText
  }

  func decode(_ result: QueryResult, of followUp: FollowUp, into content: inout CatalogContent) {
    for (row, position) in zip(result.rows, followUp.positions) { content.take(row.text(0), at: position, text) }
  }
}
