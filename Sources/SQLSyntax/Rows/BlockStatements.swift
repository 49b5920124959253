/// Reads what a `DO` block runs, where it is nothing but statements that could stand in the migration as they are.
///
/// That is so of statements one after the other, of `EXECUTE` of a text that stands there, and of definitions below an
/// `IF` that asks the catalogs. Whatever else a block has (variables, loops, handlers, texts that it puts together)
/// leaves it unread.
struct BlockStatements {
  private let bytes: [UInt8]
  private let tokens: [Token]
  private var index = 0
  private(set) var statements: [Statement] = []

  /// Reads the text of a `DO` statement; `nil` where it is more than a row of statements.
  init?(ofBlock root: SyntaxNode) {
    guard root.kind == "DoStmt", let body = root.blockText, let tokens = try? Scanner.tokens(of: body) else {
      return nil
    }
    bytes = Array(body.utf8)
    self.tokens = tokens.filter { $0.kind != .comment }
    guard take("begin"), readStatements(areConditional: false), take("end") else { return nil }
    _ = take(";")
    guard index == self.tokens.count else { return nil }
  }

  // MARK: Tokens

  /// A word in small letters, or whatever else stands there.
  private var next: String? { tokens.indices.contains(index) ? text(tokens[index]) : nil }

  private func text(_ token: Token) -> String {
    let text = String(decoding: bytes[token.range], as: UTF8.self)
    return token.kind == .word ? text.lowercased() : text
  }

  private mutating func take(_ word: String) -> Bool {
    guard next == word else { return false }
    index += 1
    return true
  }

  /// The tokens before one of these, which is passed over.
  private mutating func tokens(until end: String) -> ArraySlice<Token>? {
    let start = index
    while let next {
      index += 1
      if next == end { return tokens[start..<(index - 1)] }
    }
    return nil
  }

  private func source(_ tokens: ArraySlice<Token>) -> String {
    guard let first = tokens.first, let last = tokens.last else { return "" }
    return String(decoding: bytes[first.range.lowerBound..<last.range.upperBound], as: UTF8.self)
  }

  // MARK: Statements

  private static let plain: Set<String> = [
    "alter", "comment", "create", "delete", "drop", "grant", "insert", "merge", "refresh", "revoke", "truncate",
    "update",
  ]

  /// Reads statements up to the end of the block, or of a part of it.
  private mutating func readStatements(areConditional: Bool) -> Bool {
    while let word = next, !["end", "else"].contains(word) {
      switch word {
      case "if": guard readCondition() else { return false }
      case "null":
        index += 1
        guard take(";") else { return false }
      case "execute":
        index += 1
        guard let text = tokens(until: ";"), let sql = Self.constant(source(text)),
          let found = try? StatementSplitter.statements(of: sql),
          !found.isEmpty, add(found, areConditional)
        else { return false }
      case _ where Self.plain.contains(word):
        guard let found = tokens(until: ";"),
          // What is not the statement's own is the block's: whether the one before it found rows.
          !found.contains(where: { text($0) == "found" }),
          let statements = try? StatementSplitter.statements(of: source(found)), statements.count == 1,
          add(statements, areConditional)
        else { return false }
      default: return false
      }
    }
    return true
  }

  private mutating func add(_ found: [Statement], _ areConditional: Bool) -> Bool {
    for statement in found {
      guard let tree = ParseTree.statements(of: statement.text), tree.count == 1, tree[0].kind != "DoStmt" else {
        return false
      }
      // Whether it is done at all would be for the catalogs to say.
      if areConditional, statement.rowEffect != nil || statement.rowDefinition != nil { return false }
    }
    statements += found
    return true
  }

  /// The text that a constant is; `nil` for anything that has to be worked out.
  private static func constant(_ text: String) -> String? {
    guard let tree = ParseTree.statements(of: "SELECT \(text)"), tree.count == 1 else { return nil }
    let targets = tree[0].list("target_list")
    guard targets.count == 1, let value = targets[0].node("val"), value.kind == "AConst",
      tree[0].fields.count(where: { $0.name.hasSuffix("clause") }) == 0
    else { return nil }
    return value.node("sval")?.text("sval")
  }

  // MARK: Conditions

  private mutating func readCondition() -> Bool {
    guard take("if"), let condition = tokens(until: "then"), asksCatalogs(condition),
      readStatements(areConditional: true)
    else { return false }
    if take("else"), !readStatements(areConditional: true) { return false }
    return take("end") && take("if") && take(";")
  }

  /// What statistics say depends on rows.
  private static let rowCounts: Set<String> = ["reltuples", "relpages", "relallvisible", "found", "case"]
  private static let lookups: Set<String> = [
    "to_regclass", "to_regtype", "to_regnamespace", "to_regproc", "to_regprocedure", "to_regrole",
    "has_table_privilege",
    "has_schema_privilege", "pg_has_role", "has_column_privilege", "has_function_privilege",
  ]

  /// Whether a condition looks at definitions only: at catalogs, and at no table that holds anybody's rows.
  private func asksCatalogs(_ condition: ArraySlice<Token>) -> Bool {
    guard !condition.contains(where: { Self.rowCounts.contains(text($0)) }),
      let tree = ParseTree.statements(of: "SELECT \(source(condition))"), tree.count == 1,
      tree[0].kind == "SelectStmt"
    else { return false }
    var isAbout = true
    tree[0].forEach { node in
      switch node.kind {
      case "RangeVar":
        guard let name = node.relationName else { return }
        let isCatalog =
          name.schema == "information_schema"
          || (name.schema ?? "pg_catalog") == "pg_catalog" && name.name.hasPrefix("pg_")
        if !isCatalog || name.name.hasPrefix("pg_stat") || name.name == "pg_sequences" { isAbout = false }
      case "FuncCall":
        let names = node.names("funcname")
        guard let last = names.last, names.count == 1 || names[0] == "pg_catalog",
          Self.lookups.contains(last) || RowlessFunctions.names.contains(last)
        else {
          isAbout = false
          return
        }
      case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "IntoClause", "ParamRef": isAbout = false
      default: return
      }
    }
    return isAbout
  }
}

extension Statement {
  /// What it runs: itself; the statements of a block that is nothing but a row of them.
  package var parts: [Statement] {
    guard tag == "DO", let tree = ParseTree.statements(of: text), tree.count == 1,
      let block = BlockStatements(ofBlock: tree[0])
    else { return [self] }
    return block.statements
  }
}

extension SyntaxNode {
  /// The text of a `DO` statement in PL/pgSQL; `nil` for one in another language.
  var blockText: String? {
    var text: String?
    for element in list("args") {
      switch element.text("defname") {
      case "as": text = element.node("arg")?.text("sval")
      case "language": guard element.node("arg")?.text("sval") == "plpgsql" else { return nil }
      default: return nil
      }
    }
    return text
  }
}
