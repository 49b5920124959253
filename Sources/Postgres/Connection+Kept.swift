internal import CLibpq

/// Statements that a session of our own asks again and again, so that the server plans them once.
struct KeptStatements {
  /// Every statement that comes a second time is kept.
  var keepsAll = false
  /// The names of what is prepared, by the text.
  fileprivate var names: [String: String] = [:]
  fileprivate var asked: Set<String> = []

  /// To be called when the session has lost what was prepared.
  mutating func forget() {
    names = [:]
    asked = []
  }

  /// More texts than this are not remembered.
  fileprivate static let most = 256
}

extension Connection {
  /// Runs one statement whose plan the server keeps for the next time.
  ///
  /// For sessions in which nothing but Confiture's own statements run: whatever else runs there might drop what is
  /// prepared.
  package func queryKept(_ sql: SQLText) throws(PostgresError) -> QueryResult {
    let text = sql.text
    try check(text)
    return try queryPrepared(prepare(text), sql, text)
  }

  /// From now on keeps the plans of all statements that come a second time, whatever values are bound to them.
  package func keepStatements() throws(PostgresError) {
    try execute("SET plan_cache_mode = force_generic_plan")
    kept.keepsAll = true
  }

  /// What a statement is prepared as; `nil` where it is to be sent as it is.
  func keptName(of text: String) throws(PostgresError) -> String? {
    if let name = kept.names[text] { return name }
    guard kept.keepsAll, Self.hasPlan(text), kept.asked.count < KeptStatements.most else { return nil }
    if kept.asked.insert(text).inserted { return nil }
    return try prepare(text)
  }

  func queryPrepared(_ name: String, _ sql: SQLText, _ text: String) throws(PostgresError) -> QueryResult {
    let result = unsafe withParameters(of: sql) { count, values in
      unsafe PQexecPrepared(raw, name, count, values, nil, nil, 0)
    }
    return try unsafe accept(result, of: text)
  }

  private func prepare(_ text: String) throws(PostgresError) -> String {
    if let name = kept.names[text] { return name }
    let name = "confiture_\(kept.names.count + 1)"
    _ = try unsafe accept(PQprepare(raw, name, text, 0, nil), of: text)
    kept.names[text] = name
    return name
  }

  private static func hasPlan(_ text: String) -> Bool {
    ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"].contains { text.hasPrefix($0) }
  }
}
