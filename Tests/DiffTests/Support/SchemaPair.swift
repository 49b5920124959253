/// Two schemas as SQL for psql, and what has to be there before either.
struct SchemaPair: Sendable {
  var name: String
  /// Roles, extensions and the like, run before `old` and before `new`, each in a database of its own.
  var setup = ""
  var old: String
  var new: String
  /// Rows for the old schema; rows are made up besides.
  var rows = ""
}
