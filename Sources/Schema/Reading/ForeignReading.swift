/// Reads the files of foreign-data wrappers and servers.
enum ForeignReading {
  static func wrapper(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> ForeignDataWrapper {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "FOREIGN", "DATA")
    try cursor.expect("WRAPPER")
    let name = try cursor.name()
    let handler = cursor.take("HANDLER") ? try cursor.typeName() : nil
    let validator = cursor.take("VALIDATOR") ? try cursor.typeName() : nil
    var wrapper = ForeignDataWrapper(
      name: name, handler: handler, validator: validator, options: try options(&cursor))
    var companion = CompanionReading("FOREIGN DATA WRAPPER \(name.sql)")
    try companion.readAll(&statements)
    wrapper.comment = companion.comment
    wrapper.access = companion.access
    return wrapper
  }

  static func server(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> ForeignServer {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "SERVER")
    let name = try cursor.name()
    let type = cursor.take("TYPE") ? try cursor.literal() : nil
    let version = cursor.take("VERSION") ? try cursor.literal() : nil
    try cursor.expect("FOREIGN", "DATA", "WRAPPER")
    let wrapper = try cursor.name()
    var server = ForeignServer(
      name: name, wrapper: wrapper, type: type, version: version, options: try options(&cursor))
    var companion = CompanionReading("SERVER \(name.sql)", grants: "FOREIGN SERVER \(name.sql)")
    try companion.readAll(&statements)
    server.comment = companion.comment
    server.access = companion.access
    return server
  }

  static func userMapping(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> UserMapping {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "USER", "MAPPING")
    try cursor.expect("FOR")
    let role = cursor.take("PUBLIC") ? nil : try cursor.name()
    try cursor.expect("SERVER")
    let mapping = UserMapping(role: role, server: try cursor.name(), options: try options(&cursor))
    if let extra = statements.next() { throw extra.failure() }
    return mapping
  }

  /// `OPTIONS (name 'value', …)` at the end of a statement, or nothing.
  private static func options(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> [String] {
    let options = cursor.take("OPTIONS") ? try cursor.texts() : []
    try cursor.expectEnd()
    return options
  }
}
