import Schema

extension OnlinePass {
  /// Builds the index of a primary key or unique constraint concurrently, and then makes it the constraint's.
  ///
  /// `nil` for keys that PostgreSQL only makes in one go: of partitioned tables, and WITHOUT OVERLAPS.
  func key(
    _ constraint: Constraint, of table: Table, _ part: PartIdentity, by action: Action, replacing drop: Action?
  ) -> [Action]? {
    guard table.partitionKey == nil, table.foreign == nil, let key = KeyDefinition(constraint) else { return nil }
    let isTaken = drop.map { $0.destroys.contains(.name(Self.key(of: constraint, in: table))) } ?? false
    let index = isTaken ? temporaryName(replacing: constraint.name, of: table.identity) : constraint.name
    var build = action.step(
      "build the index of constraint \(constraint.name)", [key.index(named: index, on: table.name)], .concurrent,
      locks: [TableLock(table: table.name, mode: .shareUpdateExclusive, isLong: true)])
    build.effects.conditions = ["two rows are the same to constraint '\(constraint.name)'"]
    build.produces = [.step(part, .built)]
    var adoption = action.step(
      action.summary,
      (drop?.statements.map(\.text) ?? []) + [
        "ALTER TABLE \(table.name.sql) ADD CONSTRAINT \(constraint.name.sql) \(key.adoption(of: index))"
      ],
      locks: [TableLock(table: table.name, mode: .accessExclusive)])
    adoption.needs = [.step(part, .built)]
    if constraint.kind == .primaryKey {
      adoption.needs.formUnion(key.columns.map { .notNull(table.name.key, $0) })
    }
    return action.handing(over: [build, drop.map(adoption.taking) ?? adoption])
  }

  /// Makes a key in one go, when its columns are proven NOT NULL.
  func plainKey(_ constraint: Constraint, of table: Table, by action: Action) -> Action {
    var action = action
    if constraint.kind == .primaryKey, let key = KeyDefinition(constraint) {
      action.needs.formUnion(key.columns.map { .notNull(table.name.key, $0) })
    }
    return action
  }

  private static func key(of constraint: Constraint, in table: Table) -> NameKey {
    QualifiedName(schema: table.name.schema, name: constraint.name).key
  }
}

/// A primary key or unique constraint, taken apart into its index and what is the constraint's alone.
struct KeyDefinition {
  let columns: [Identifier]
  private let kind: String
  private let list: String
  private let included: String
  private let nulls: String
  private let options: [String]
  private let time: String

  init?(_ constraint: Constraint) {
    let words = StatementWords(constraint.definition)
    switch constraint.kind {
    case .primaryKey: kind = "PRIMARY KEY"
    case .unique: kind = "UNIQUE"
    case .exclusion, .check, .foreignKey, .notNull: return nil
    }
    guard let open = (words.first..<words.end).first(where: { words.kind($0) == .openParenthesis }),
      let close = words.closing(of: open)
    else { return nil }
    let parts = words.list(from: open + 1, to: close)
    // A period without overlaps has more than its name.
    guard parts.allSatisfy({ $0.count == 1 }) else { return nil }
    columns = parts.map { Identifier(words.name($0.lowerBound)) }
    list = words.text(from: open, to: close + 1)
    nulls = words.firstWord("NULLS", from: words.first) == nil ? "" : " NULLS NOT DISTINCT"
    var end = close + 1
    if words.isWord(end, "INCLUDE"), let includedEnd = words.closing(of: end + 1) {
      included = " " + words.text(from: end, to: includedEnd + 1)
      end = includedEnd + 1
    } else {
      included = ""
    }
    time = end < words.end ? " " + words.text(from: end) : ""
    options = constraint.indexOptions
  }

  func index(named name: Identifier, on table: QualifiedName) -> String {
    let with = options.isEmpty ? "" : " WITH (\(DDLOptions.list(options, in: .file)))"
    return
      "CREATE UNIQUE INDEX CONCURRENTLY \(name.sql) ON \(table.sql) USING btree \(list)\(included)\(nulls)\(with)"
  }

  /// What follows `ADD CONSTRAINT name`.
  func adoption(of index: Identifier) -> String { "\(kind) USING INDEX \(index.sql)\(time)" }
}
