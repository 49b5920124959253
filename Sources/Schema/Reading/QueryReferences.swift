/// Finds which columns of which relations a view's query uses, by the names in its text.
struct QueryReferences {
  /// A source of a FROM clause.
  private struct Origin {
    /// Its alias, or its own name.
    let name: Identifier
    let relation: QualifiedName
    /// What the query calls the relation's columns, in their order, and their own names.
    let columns: [(shown: Identifier, own: Identifier)]
    /// The tokens that say what it is, which use no column.
    let tokens: Range<Int>

    func column(_ shown: Identifier) -> Identifier? { columns.first { $0.shown == shown }?.own }
  }

  private let source: TokenizedText
  /// The columns of each relation, in order.
  private let relations: [QualifiedName: [Identifier]]
  /// Where the query's select list starts, if the query has one source only: its columns stand bare.
  private let bareStart: Int?
  private var found: Set<Identifier> = []

  /// `schema.table.column` of each column that the query uses, sorted.
  static func columns(of query: String, relations: [QualifiedName: [Identifier]]) -> [String] {
    var references = QueryReferences(source: TokenizedText(query), relations: relations)
    references.readQuery(references.source.tokens.indices, outer: [])
    return references.found.sorted().map(\.text)
  }

  /// The names of the columns that a query gives out; `nil` if its text does not say them plainly.
  static func outputs(of query: String) -> [Identifier]? {
    let source = TokenizedText(query)
    guard let outline = QueryOutline(source) else { return nil }
    var names: [Identifier] = []
    for item in outline.selectList {
      guard let last = item.last, source.isName(last) else { return nil }
      names.append(source.identifier(last))
    }
    return names
  }

  private init(source: TokenizedText, relations: [QualifiedName: [Identifier]]) {
    self.source = source
    self.relations = relations
    let outline = QueryOutline(source)
    let isSingle = outline?.fromClause.map { SingleSource.alias(source, $0) != nil } ?? false
    bareStart = isSingle ? outline?.selectList.first?.lowerBound : nil
  }

  // MARK: - Queries

  /// Reads a query and those within it, which see its sources and those of the queries around it.
  private mutating func readQuery(_ range: Range<Int>, outer: [Origin]) {
    var start = range.lowerBound
    var arms: [(tokens: [Int], inner: [Range<Int>])] = [([], [])]
    while start < range.upperBound {
      if let inner = innerQuery(at: start) {
        arms[arms.count - 1].inner.append(inner)
        start = inner.upperBound + 1
        continue
      }
      // Sources of one side of UNION and its like are not seen on the other.
      switch source.keyword(start) {
      case "UNION", "INTERSECT", "EXCEPT": arms.append(([], []))
      default: arms[arms.count - 1].tokens.append(start)
      }
      start += 1
    }
    for arm in arms {
      let origins = arm.tokens.compactMap(origin)
      let isBare = outer.isEmpty && bareStart != nil && origins.count == 1
      for token in arm.tokens where !origins.contains(where: { $0.tokens.contains(token) }) {
        readReference(at: token, origins.reversed() + outer, isBare ? origins.first : nil)
        if source.isWord(token, "USING") { readJoin(at: token, origins) }
      }
      for inner in arm.inner { readQuery(inner, outer: origins.reversed() + outer) }
    }
  }

  /// What stands within the parenthesis at the index, if that is a query.
  private func innerQuery(at index: Int) -> Range<Int>? {
    guard source.kind(index) == .openParenthesis else { return nil }
    var first = index + 1
    while source.kind(first) == .openParenthesis { first += 1 }
    guard ["SELECT", "WITH", "VALUES"].contains(where: { source.isWord(first, $0) }),
      let closing = source.closing(of: index)
    else { return nil }
    return index + 1..<closing
  }

  /// The source that a known relation's name at the index makes: `schema.table [alias [(names)]]`.
  private func origin(_ index: Int) -> Origin? {
    guard followsSourceWord(index), let relation = relation(at: index), let columns = relations[relation] else {
      return nil
    }
    guard source.isName(index + 3) else {
      return Origin(
        name: relation.name, relation: relation, columns: columns.map { ($0, $0) },
        tokens: index..<index + 3)
    }
    var shown = columns
    var end = index + 4
    if source.kind(index + 4) == .openParenthesis, source.touchesPrevious(index + 4),
      let closing = source.closing(of: index + 4)
    {
      let names = source.split(index + 5..<closing).compactMap { $0.first.map(source.identifier) }
      shown = names + columns.dropFirst(names.count)
      end = closing
    }
    return Origin(
      name: source.identifier(index + 3), relation: relation, columns: zip(shown, columns).map { ($0, $1) },
      tokens: index..<end)
  }

  private func followsSourceWord(_ index: Int) -> Bool {
    switch source.kind(index - 1) {
    case .comma, .openParenthesis: true
    case .word: ["FROM", "JOIN", "ONLY"].contains { source.isWord(index - 1, $0) }
    default: false
    }
  }

  private func relation(at index: Int) -> QualifiedName? {
    guard source.isName(index), source.kind(index + 1) == .dot, source.isName(index + 2) else { return nil }
    return QualifiedName(schema: source.identifier(index), name: source.identifier(index + 2))
  }

  // MARK: - Columns

  /// Reads `source.column`, or a bare column where the query has `only` one source.
  private mutating func readReference(at index: Int, _ origins: [Origin], _ only: Origin?) {
    guard source.isName(index), source.kind(index - 1) != .dot, source.kind(index - 1) != .typecast else { return }
    if source.kind(index + 1) == .dot {
      guard source.isName(index + 2), !isCall(index + 2) else { return }
      let name = source.identifier(index)
      // The nearest source of the name is meant.
      if let origin = origins.first(where: { $0.name == name }),
        let column = origin.column(source.identifier(index + 2))
      {
        note(column, of: origin)
      }
    } else if let only, let bareStart, index >= bareStart, !isCall(index), !namesNoColumn(index),
      let column = only.column(source.identifier(index))
    {
      note(column, of: only)
    }
  }

  /// Reads the columns that `JOIN … USING (columns)` takes from both sides.
  private mutating func readJoin(at index: Int, _ origins: [Origin]) {
    guard let closing = source.closing(of: index + 1) else { return }
    for name in source.split(index + 2..<closing).compactMap({ $0.first.map(source.identifier) }) {
      for origin in origins { if let column = origin.column(name) { note(column, of: origin) } }
    }
  }

  private func isCall(_ index: Int) -> Bool {
    source.kind(index + 1) == .openParenthesis && source.touchesPrevious(index + 1)
  }

  /// Whether the word before says that the name is an alias, a window, a collation or a field of a date.
  private func namesNoColumn(_ index: Int) -> Bool {
    if ["AS", "OVER", "WINDOW", "COLLATE"].contains(where: { source.isWord(index - 1, $0) }) { return true }
    return source.kind(index - 1) == .openParenthesis && source.isWord(index - 2, "EXTRACT")
  }

  private mutating func note(_ column: Identifier, of origin: Origin) {
    found.insert(Identifier("\(origin.relation.sql).\(column.sql)"))
  }
}

extension TokenizedText {
  /// The name that the token stands for.
  fileprivate func identifier(_ index: Int) -> Identifier {
    Identifier(QuotedIdentifier.unquote(text(of: index..<index + 1)))
  }
}
