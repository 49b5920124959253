import Schema

/// One schema of a database, read as if it were the one that a history is written for.
package struct SchemaView: Sendable, Equatable {
  package let schema: String
  /// The name it has in what is read.
  package let shownAs: String

  package init(_ schema: String, as shownAs: String) {
    self.schema = schema
    self.shownAs = shownAs
  }

  /// What the schema that is really called ``shownAs`` has for a name in what is read: a tenant that refers to it is not
  /// as its version is.
  static func otherName(_ shownAs: String) -> String { "\(shownAs) of the database" }

  /// How text that the server prints becomes that of the history.
  func replacement(members: Set<Identifier>) -> SchemaReplacement {
    guard schema != shownAs else { return SchemaReplacement([]) }
    let other = Identifier(Self.otherName(shownAs))
    return SchemaReplacement([
      .init(Identifier(schema), by: Identifier(shownAs)),
      .init(
        Identifier(shownAs), by: other, keeping: members,
        searchPath: members.isEmpty ? [other] : [Identifier(shownAs)]),
    ])
  }
}

/// What a reading of the catalogs is of: the server's major version, all of a database or one schema of it, and all
/// relations or some.
struct CatalogScope {
  let major: Int
  /// `nil` for the whole database.
  let schema: String?
  /// The numbers of the relations of the schema, by which the server finds what belongs to them without reading what
  /// belongs to all others; `nil` as long as they are not known, or where they are too many to be named.
  private(set) var listed: String?
  /// What there is; `nil` as long as that is not known.
  private var presence: CatalogPresence?
  /// The relations to read, with their columns, constraints and indexes; `nil` for all.
  let relations: [Int]?

  init(major: Int, schema: String? = nil, relations: [Int]? = nil) {
    self.major = major
    self.schema = schema
    self.relations = relations
  }

  /// The same, once it is known what there is.
  func with(_ presence: CatalogPresence) -> CatalogScope {
    var copy = self
    copy.presence = presence
    if schema != nil, presence.relations.count <= 2000 { copy.listed = presence.relations.joined(separator: ",") }
    return copy
  }

  /// Whether there may be something of a kind; as long as that is not known, there may.
  func mayHave(_ need: CatalogPresence.Need) -> Bool { presence?.meets([need]) ?? true }

  /// Schemas whose objects are not read.
  var foreignNamespaces: String {
    schema.map { "SELECT oid FROM pg_namespace WHERE nspname <> \(SQLLiteral.quote($0))" }
      ?? CatalogSQL.foreignNamespaces
  }

  /// Whether an object was made by the user in a schema that is read, and does not belong to an extension.
  func isUserObject(_ alias: String, in catalog: String, namespace: String) -> String {
    """
    \(alias).oid >= \(CatalogSQL.firstUserOID) AND \(isRead("\(alias).\(namespace)"))
    AND \(CatalogSQL.isNoMember(alias, of: catalog))
    """
  }

  /// Whether a namespace is one of those that are read.
  func isRead(_ namespace: String) -> String {
    schema.map { "\(namespace) = (SELECT oid FROM pg_namespace WHERE nspname = \(SQLLiteral.quote($0)))" }
      ?? "\(namespace) NOT IN (\(foreignNamespaces))"
  }

  /// Whether an object is in a schema that is read, for the catalogs in which most objects are.
  func andIsRead(inCatalog catalog: String) -> String {
    let columns = ["pg_class": "relnamespace", "pg_proc": "pronamespace", "pg_type": "typnamespace"]
    guard schema != nil, let column = columns[catalog] else { return "" }
    return " AND \(isRead(column))"
  }

  /// Whether a relation is one of those to read; nothing to add where all are.
  func andIsChosen(_ relation: String, orIs other: Int? = nil) -> String {
    guard let relations else { return "" }
    let list = relations.map(String.init).joined(separator: ",")
    let chosen = "\(relation) = ANY ('{\(list)}'::oid[])"
    return other.map { " AND (\(chosen) OR \(relation) = \($0))" } ?? " AND \(chosen)"
  }

  /// Whether a relation is in a schema that is read; nothing to add for the whole database, where rows of other
  /// relations are few.
  func andRelationIsRead(_ relation: String) -> String {
    if let listed { return " AND \(relation) = ANY ('{\(listed)}'::oid[])" }
    return schema == nil ? "" : " AND \(relation) IN (SELECT oid FROM pg_class WHERE \(isRead("relnamespace")))"
  }

  /// Nothing that a query does not say already, but what lets the server find its rows by their relations.
  /// Domains have constraints of their own.
  func andRelationIsListed(_ relation: String, unlessTypes: Bool = false) -> String {
    listed == nil || unlessTypes && mayHave(.objects("pg_type")) ? "" : andRelationIsRead(relation)
  }
}
