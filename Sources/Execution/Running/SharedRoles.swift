internal import Postgres
internal import SQLSyntax

/// Roles belong to a whole server, not to a database: on scratch, where many databases replay the same migrations,
/// `CREATE ROLE` of a role that is there and `DROP ROLE` of one that others still use must not fail.
enum SharedRoles {
  /// The statement as scratch runs it.
  static func lenient(_ statement: Statement) -> SQLText {
    switch statement.command {
    case .createRole(let name):
      block(
        "IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = \(SQLQuoting.literal(name))) THEN", statement)
    case .dropRole:
      SQLText(
        unescaped: """
          DO \(tag(for: statement.text)) BEGIN
          \(statement.text);
          EXCEPTION WHEN dependent_objects_still_exist OR object_in_use OR undefined_object THEN NULL;
          END \(tag(for: statement.text))
          """)
    case .begin, .commit, .rollback, .createIndexConcurrently, .dropIndexConcurrently, .outsideTransaction,
      .sessionDefault, .copy, .ordinary:
      SQLText(unescaped: statement.text)
    }
  }

  private static func block(_ condition: String, _ statement: Statement) -> SQLText {
    let tag = tag(for: statement.text)
    return SQLText(unescaped: "DO \(tag) BEGIN \(condition)\n\(statement.text);\nEND IF; END \(tag)")
  }

  /// A dollar quote that does not occur in the text.
  private static func tag(for text: String) -> String {
    var tag = "$confiture$"
    while text.contains(tag) { tag = "$\(tag.dropFirst().dropLast())_$" }
    return tag
  }
}
