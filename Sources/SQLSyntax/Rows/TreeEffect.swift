/// Reads the effect of one statement from its parse tree.
struct TreeEffect {
  private let root: SyntaxNode
  private let text: String
  private let words: WordEffect

  init(_ root: SyntaxNode, _ text: String, _ words: WordEffect) {
    self.root = root
    self.text = text
    self.words = words
  }

  /// `nil` for a statement that touches no rows.
  var effect: RowEffect? {
    switch root.kind {
    case "DoStmt": return BlockEffect(root).effect ?? .unknown(text)
    case "CallStmt", "ExecuteStmt", "PrepareStmt", "DeclareCursorStmt", "FetchStmt", "DropOwnedStmt":
      return .unknown(text)
    case "AlterTableStmt": return alteration
    case "AlterSeqStmt": return restart
    case "RenameStmt": return renaming
    case "DropStmt": return removal
    case "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt", "ExplainStmt",
      "TruncateStmt", "RefreshMatViewStmt", "CreateTableAsStmt":
      return changed
    default: return nil
    }
  }

  // MARK: Rows

  private static let unreadable: Set<String> = ["ExecuteStmt", "FetchStmt"]

  private var changed: RowEffect? {
    var effect = rows
    if root.kind == "CreateTableAsStmt", root.node("query").map({ Self.unreadable.contains($0.kind) }) ?? false {
      return .unknown(text)
    }
    guard effect.writes.isEmpty, !effect.isUnknown else { return effect }
    effect.onlyReads = true
    return effect.calls.isEmpty ? nil : effect
  }

  /// All that the tree reads, writes and calls.
  var rows: RowEffect {
    var effect = RowEffect()
    effect.words = words.allWords
    var relations: [ObjectName] = []
    var aliases: Set<String> = []
    root.forEach { node in
      switch node.kind {
      case "RangeVar":
        if let name = node.relationName { relations.append(name) }
        if let alias = node.node("alias")?.text("aliasname") { aliases.insert(alias) }
      case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "RefreshMatViewStmt":
        if let name = node.node("relation")?.relationName { effect.writes.append(name) }
      case "CopyStmt" where node.isSet("is_from"):
        if let name = node.node("relation")?.relationName { effect.writes.append(name) }
      case "TruncateStmt": effect.writes += node.list("relations").compactMap(\.relationName)
      case "IntoClause": if let name = node.node("rel")?.relationName { effect.writes.append(name) }
      case "FuncCall": call(node, &effect)
      case "TypeCast": castToName(node, &effect)
      default: break
      }
    }
    effect.reads.formUnion(relations.map(\.name))
    effect.reads.formUnion(effect.calls.map(\.name))
    effect.usesWholeRows = usesWholeRows(aliases.union(relations.map(\.name)))
    effect.setsOnly = columnsSet(relations, effect)
    return effect
  }

  private func call(_ node: SyntaxNode, _ effect: inout RowEffect) {
    let names = node.names("funcname")
    guard let name = names.last else { return }
    effect.calls.append(ObjectName(schema: names.count > 1 ? names[names.count - 2] : nil, name: name))
    let texts = node.list("args").flatMap { Self.constants($0) }
    if ["nextval", "setval"].contains(name) {
      guard let sequence = node.list("args").first.flatMap(Self.sequence) else {
        effect.isUnknown = true
        effect.words.formUnion(RowEffect.unknown(text).words)
        return
      }
      effect.writes.append(sequence)
    }
    if !RowlessFunctions.names.contains(name) {
      // A text may name a relation, as that of currval does.
      for text in texts { effect.reads.formUnion(Self.names(in: text)) }
    }
  }

  /// The sequence that an argument names, or the table that it belongs to.
  private static func sequence(_ argument: SyntaxNode) -> ObjectName? {
    if argument.kind == "FuncCall", argument.names("funcname").last == "pg_get_serial_sequence" {
      return argument.list("args").first.flatMap { constants($0).first }.flatMap(objectName)
    }
    return constants(argument).first.flatMap(objectName)
  }

  /// The text of an argument that is a constant, cast or not.
  private static func constants(_ node: SyntaxNode) -> [String] {
    if node.kind == "TypeCast" { return node.node("arg").map(constants) ?? [] }
    return node.kind == "AConst" ? [node.node("sval")?.text("sval")].compactMap(\.self) : []
  }

  /// A name in a text, as `regclass` reads it.
  private static func objectName(_ text: String) -> ObjectName? {
    guard let tokens = try? Scanner.tokens(of: text) else { return nil }
    let names = WordEffect(text, tokens).names
    guard let last = names.last, names.count < 3 else { return nil }
    return ObjectName(schema: names.count == 2 ? names[0] : nil, name: last)
  }

  private static func names(in text: String) -> Set<String> {
    guard let tokens = try? Scanner.tokens(of: text) else { return RowEffect.unknown(text).words }
    return WordEffect(text, tokens).allWords
  }

  /// `'users'::regclass` names a relation.
  private func castToName(_ node: SyntaxNode, _ effect: inout RowEffect) {
    guard let type = node.node("type_name")?.names("names").last, type.hasPrefix("reg") else { return }
    for text in Self.constants(node) { effect.reads.formUnion(Self.names(in: text)) }
  }

  /// Whether something is done with all columns of a row, by a star, by the name of the table, or by a natural join.
  private func usesWholeRows(_ relations: Set<String>) -> Bool {
    var found = false
    root.forEach { node in
      switch node.kind {
      case "ColumnRef":
        let fields = node.list("fields")
        let isStar = fields.last?.kind == "AStar"
        let isRow = fields.count == 1 && fields[0].text("sval").map(relations.contains) ?? false
        if isStar || isRow { found = true }
      case "JoinExpr" where node.isSet("is_natural"): found = true
      default: break
      }
    }
    return found
  }

  private static let systemColumns: Set<String> = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"]

  /// The columns that an `UPDATE` sets, where what it makes of a row depends on nothing else of its table.
  private func columnsSet(_ relations: [ObjectName], _ effect: RowEffect) -> Set<String>? {
    guard root.kind == "UpdateStmt", let table = root.node("relation")?.relationName,
      root.node("with_clause") == nil, root.list("from_clause").isEmpty, root.list("returning_list").isEmpty,
      relations.count(where: { $0.name == table.name }) == 1, !effect.usesWholeRows,
      effect.writes.count == 1, effect.words.isDisjoint(with: Self.systemColumns),
      effect.calls.allSatisfy(RowlessFunctions.contains)
    else { return nil }
    return Set(root.list("target_list").compactMap { $0.text("name") })
  }

  // MARK: Definitions

  private var base: RowEffect {
    var effect = RowEffect()
    effect.words = words.allWords
    effect.reads = words.allWords
    effect.usesWholeRows = true
    effect.isDefinition = true
    return effect
  }

  /// A column's values that are made anew, are gone or are filled in.
  private var alteration: RowEffect? {
    guard let table = root.node("relation")?.relationName,
      ["OBJECT_TABLE", "OBJECT_FOREIGN_TABLE"].contains(root.word("objtype") ?? "")
    else { return nil }
    var effect = base
    for command in root.list("cmds") {
      switch command.word("subtype") {
      case "AT_DropColumn": if let column = command.text("name") { effect.removals.append((table, column)) }
      case "AT_AlterColumnType" where command.node("def")?.node("raw_default") != nil: effect.writes.append(table)
      case "AT_ColumnDefault":
        if let column = command.text("name") { effect.fills.append((table, column, false)) }
      case "AT_AddColumn": if let column = command.node("def") { added(column, to: table, &effect) }
      default: continue
      }
    }
    return effect.writes.isEmpty && effect.removals.isEmpty && effect.fills.isEmpty ? nil : effect
  }

  private static let serials: Set<String> = [
    "serial", "serial2", "serial4", "serial8", "bigserial", "smallserial",
  ]

  /// Rows that are there get the next numbers of a sequence, one after the other.
  private func added(_ column: SyntaxNode, to table: ObjectName, _ effect: inout RowEffect) {
    guard let name = column.text("colname") else { return }
    let type = column.node("type_name")?.names("names").last ?? ""
    var isFilled = Self.serials.contains(type)
    for constraint in column.list("constraints") {
      switch constraint.word("contype") {
      case "CONSTR_IDENTITY": isFilled = true
      case "CONSTR_DEFAULT":
        var own = RowEffect()
        constraint.forEach { if $0.kind == "FuncCall" { call($0, &own) } }
        effect.writes += own.writes
        effect.isUnknown = effect.isUnknown || own.isUnknown
        if !own.calls.allSatisfy(RowlessFunctions.contains) { isFilled = true }
        effect.calls += own.calls
      default: continue
      }
    }
    if isFilled { effect.fills.append((table, name, true)) }
  }

  private var restart: RowEffect? {
    guard let sequence = root.node("sequence")?.relationName,
      root.list("options").contains(where: { $0.text("defname") == "restart" })
    else { return nil }
    var effect = base
    effect.writes.append(sequence)
    return effect
  }

  private var renaming: RowEffect? {
    guard let table = root.node("relation")?.relationName else { return nil }
    var effect = base
    switch root.word("rename_type") {
    case "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE": effect.removals.append((table, nil))
    case "OBJECT_COLUMN": effect.removals.append((table, root.text("subname")))
    default: return nil
    }
    return effect
  }

  private var removal: RowEffect? {
    var effect = base
    let isCascade = root.word("behavior") == "DROP_CASCADE"
    switch root.word("remove_type") {
    case "OBJECT_TABLE", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE", "OBJECT_SEQUENCE":
      effect.removals = root.list("objects").compactMap { object in
        let names = object.names("items")
        return names.last.map { (ObjectName(schema: names.dropLast().last, name: $0), nil) }
      }
    case "OBJECT_SCHEMA" where isCascade: effect.removedSchemas = root.list("objects").compactMap { $0.text("sval") }
    // Columns of the type go with it.
    case "OBJECT_TYPE" where isCascade, "OBJECT_DOMAIN" where isCascade, "OBJECT_EXTENSION" where isCascade:
      return .unknown(text)
    default: return nil
    }
    return effect.removals.isEmpty && effect.removedSchemas.isEmpty ? nil : effect
  }
}
