import Postgres
import Schema

/// What the queries found, decoded.
struct CatalogContent {
  private(set) var namespaces: [NamespaceRow] = []
  private(set) var extensions: [ExtensionRow] = []
  private(set) var relations: [RelationRow] = []
  private(set) var columns: [ColumnRow] = []
  private(set) var inheritance: [InheritanceRow] = []
  private(set) var constraints: [ConstraintRow] = []
  private(set) var indexes: [IndexRow] = []
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
  private(set) var uncovered: [UncoveredRow] = []

  /// One query and where its rows go.
  private struct Part {
    let sql: (Int) -> String
    let decode: (inout CatalogContent, QueryResult, CatalogText) -> Void

    init<R: CatalogRow>(_ path: WritableKeyPath<CatalogContent, [R]>) {
      sql = R.sql
      decode = { content, result, text in
        content[keyPath: path] = result.rows.map { R($0, text) }
      }
    }
  }

  private static var parts: [Part] {
    [
      Part(\.namespaces), Part(\.extensions), Part(\.relations), Part(\.columns), Part(\.inheritance),
      Part(\.constraints), Part(\.indexes), Part(\.indexColumns), Part(\.sequences), Part(\.types), Part(\.routines),
      Part(\.aggregates), Part(\.triggers), Part(\.rules), Part(\.policies), Part(\.statistics), Part(\.comments),
      Part(\.uncovered),
    ]
  }

  /// The queries, in the order of the results that ``decode(_:at:major:)`` expects.
  static func queries(major: Int) -> [SQLText] { parts.map { SQLText(unescaped: $0.sql(major)) } }

  /// Takes the result of one query.
  mutating func decode(_ result: QueryResult, at index: Int, major: Int) {
    Self.parts[index].decode(&self, result, CatalogText(major: major))
  }
}
