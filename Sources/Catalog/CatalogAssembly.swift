import Schema

/// Puts the rows of the queries together as objects.
struct CatalogAssembly {
  let content: CatalogContent
  private let namespaceNames: [Int: Identifier]
  private let comments: [CatalogKey: String]
  let relationNames: [Int: QualifiedName]
  private let access: AccessAssembly

  init(_ content: CatalogContent, major: Int) {
    self.content = content
    access = AccessAssembly(content, major: major)
    let namespaceNames = Dictionary(
      content.namespaces.map { ($0.oid, $0.name) }, uniquingKeysWith: { first, _ in first })
    self.namespaceNames = namespaceNames
    comments = Dictionary(content.comments.map { ($0.key, $0.text) }, uniquingKeysWith: { first, _ in first })
    let names = content.relations.map { ($0.oid, $0.namespace, $0.name) }
    let actualNames = Dictionary(
      content.namespaces.map { ($0.oid, $0.actualName) }, uniquingKeysWith: { first, _ in first })
    let memberNames = content.memberRelations.map { row in
      (row.oid, QualifiedName(schema: actualNames[row.namespace] ?? "", name: row.name))
    }
    relationNames = Dictionary(
      names.map { oid, namespace, name in
        (oid, QualifiedName(schema: namespaceNames[namespace] ?? "", name: name))
      } + memberNames, uniquingKeysWith: { first, _ in first })
  }

  func schema() -> DatabaseSchema {
    let relations = RelationAssembly(self)
    return DatabaseSchema(
      objects: besidesRelations() + relations.objects(), uncovered: uncovered + relations.uncovered)
  }

  /// The schema rendered, with the relations that are known, by their numbers, as they are; then all are.
  func snapshot(_ options: SnapshotOptions, with known: inout [Int: RenderedObject]) -> Snapshot {
    let relations = RelationAssembly(self)
    let rendered = relations.rendered(options, with: known)
    known = Dictionary(rendered, uniquingKeysWith: { first, _ in first })
    let others = besidesRelations().concurrentMap { RenderedObject($0, options) }
    return Snapshot(of: others + rendered.map(\.1), uncovered: uncovered + relations.uncovered, options)
  }

  private func besidesRelations() -> [any SchemaObject] {
    var objects = namespaces()
    objects += content.extensions.map(\.value)
    objects += types()
    objects += routines()
    objects += sequences()
    objects += access.defaults
    objects += furtherObjects()
    objects += programmedObjects()
    return objects
  }

  /// What the queries for the rest found, and what is there, but not for this role to read.
  private var uncovered: [UncoveredObject] {
    let unreadable = content.userMappings.filter { !$0.isReadable }.map {
      UncoveredObject(kind: "user mapping", name: "\($0.value.identity.name) (only a superuser can read its options)")
    }
    return content.uncovered.map(\.object) + content.unseen.map(\.object) + content.foreignPrivileges.map(\.object)
      + unreadable
  }

  func comment(_ catalog: Int, _ oid: Int, _ part: Int = 0) -> String? {
    comments.isEmpty ? nil : comments[CatalogKey(catalog: catalog, oid: oid, part: part)]
  }

  /// Owner and grants; `nil` when the snapshot is without them.
  func access(_ catalog: Int, _ oid: Int, columns: [ColumnRow] = []) -> Access? {
    if content.owners.isEmpty, content.privileges.isEmpty { return nil }
    let names = Dictionary(columns.map { ($0.number, $0.column.name) }, uniquingKeysWith: { first, _ in first })
    return access.access(catalog, oid, columns: names)
  }

  func qualified(_ namespace: Int, _ name: Identifier) -> QualifiedName {
    QualifiedName(schema: namespaceNames[namespace] ?? "", name: name)
  }

  // MARK: Objects that are not relations

  private func namespaces() -> [any SchemaObject] {
    var objects = content.namespaces.filter { $0.isOwn }.map {
      Namespace(
        name: $0.name, comment: comment(CatalogNumber.namespace, $0.oid),
        access: access(CatalogNumber.namespace, $0.oid))
    }
    if !content.namespaces.contains(where: { $0.name == Namespace.publicName }) {
      objects.append(Namespace(name: Namespace.publicName, isDropped: true))
    }
    return objects
  }

  private func types() -> [any SchemaObject] {
    let domainConstraints = Dictionary(grouping: content.constraints.filter { $0.domain != 0 }, by: \.domain)
    return content.types.compactMap { row in
      let name = qualified(row.namespace, row.name)
      let comment = comment(CatalogNumber.type, row.oid)
      switch row.kind {
      case .enumeration:
        var type = EnumType(name: name, labels: row.labels)
        type.comment = comment
        type.access = access(CatalogNumber.type, row.oid)
        return type
      case .domain:
        var type = DomainType(name: name, baseType: row.baseType)
        type.collation = row.collation
        type.isNotNull = row.isNotNull
        type.expression = row.expression
        type.constraints = (domainConstraints[row.oid] ?? []).filter { $0.constraint.kind == .check }.map { check in
          var constraint = check.constraint
          constraint.comment = self.comment(CatalogNumber.constraint, check.oid)
          return constraint
        }.sorted { $0.name < $1.name }
        type.comment = comment
        type.access = access(CatalogNumber.type, row.oid)
        return type
      case .range: return range(row, name, comment)
      case nil: return nil
      }
    }
  }

  private func range(_ row: TypeRow, _ name: QualifiedName, _ comment: String?) -> RangeType {
    var type = RangeType(name: name, subtype: row.subtype)
    type.collation = row.rangeCollation
    type.operatorClass = row.operatorClass
    type.canonical = row.canonical
    type.difference = row.difference
    if let namespace = row.multirangeNamespace {
      let multirange = qualified(namespace, row.multirangeName)
      if multirange != QualifiedName(schema: name.schema, name: AutomaticName.multirange(of: name.name)) {
        type.multirangeName = multirange
      }
    }
    type.comment = comment
    type.access = access(CatalogNumber.type, row.oid)
    return type
  }

  private func routines() -> [any SchemaObject] {
    let routines: [any SchemaObject] = content.routines.map { row in
      var routine = Routine(
        name: qualified(row.namespace, row.name), isProcedure: row.isProcedure, arguments: row.arguments,
        definition: row.definition)
      routine.comment = comment(CatalogNumber.routine, row.oid)
      routine.access = access(CatalogNumber.routine, row.oid)
      return routine
    }
    return routines
      + content.aggregates.map { row in
        var aggregate = Aggregate(
          name: qualified(row.namespace, row.name), arguments: row.arguments, signature: row.signature,
          clauses: row.clauses)
        aggregate.comment = comment(CatalogNumber.routine, row.oid)
        aggregate.access = access(CatalogNumber.routine, row.oid)
        return aggregate
      }
  }

  private func sequences() -> [any SchemaObject] {
    var columnNames: [Int: [Int: Identifier]] = [:]
    let owners = Set(content.sequences.compactMap { $0.isIdentity ? nil : $0.owner })
    if !owners.isEmpty {
      for row in content.columns where owners.contains(row.relation) {
        columnNames[row.relation, default: [:]][row.number] = row.column.name
      }
    }
    return content.sequences.filter { !$0.isIdentity }.map { row in
      var sequence = SequenceGenerator(
        name: qualified(row.namespace, row.name), options: row.options,
        isUnlogged: row.isUnlogged && row.owner == nil)
      if let owner = row.owner, let table = relationNames[owner], let column = columnNames[owner]?[row.ownerColumn] {
        sequence.ownedBy = (table, column)
      }
      sequence.comment = comment(CatalogNumber.relation, row.oid)
      sequence.access = access(CatalogNumber.relation, row.oid)
      if sequence.ownedBy != nil { sequence.access?.owner = nil }  // It follows its table.
      return sequence
    }
  }
}
