internal import Diagnostics
package import Documents

extension TenantSettings {
  /// Reads the key `tenants` of an environment.
  ///
  /// - Parameters:
  ///   - node: The value of the key.
  ///   - environment: The variables that addresses may name.
  /// - Returns: The settings, with defaults for what is left out.
  /// - Throws: An error that points at the line.
  package static func read(
    _ node: DocumentNode, environment: [String: String]
  ) throws(DocumentError) -> TenantSettings {
    var keys = try node.mapping()
    let list = keys.take("list")
    let query = keys.take("query")
    let command = keys.take("command")
    let database = keys.take("database")
    let schema = keys.take("schema")
    let sources = [list, query, command].compactMap { $0 }
    guard sources.count < 2 else {
      throw sources[1].invalid(
        "'\(node.path)' has several sources of names", hints: ["leave one of 'list', 'query' and 'command'"])
    }
    var settings: TenantSettings
    if let list {
      settings = TenantSettings(source: .listed(try listed(list, environment: environment)))
    } else if let query {
      settings = TenantSettings(source: .query(try query.string()))
    } else if let command {
      let words = try command.strings()
      guard !words.isEmpty else { throw command.invalid("'\(command.path)' is empty") }
      settings = TenantSettings(source: .command(words))
    } else {
      throw DocumentError(
        .missingKey, "'\(node.path)' does not say where the names of the tenants come from", at: node.location,
        hints: ["add 'list: [acme, globex]', 'query: SELECT name, url FROM …' or 'command: [./bin/list-tenants]'"])
    }
    settings.database = try database.map { node throws(DocumentError) in try pattern(node) }
    settings.schema = try schema.map { node throws(DocumentError) in try pattern(node) }
    if let list, case .listed(let tenants) = settings.source, settings.database == nil, settings.schema == nil,
      let homeless = tenants.first(where: { $0.address == nil })
    {
      throw list.invalid(
        "'\(list.path)' names '\(homeless.name)', and nothing says where it is",
        hints: ["add 'database: app_{name}' or 'schema: tenant_{name}', or give each its address"])
    }
    if let node = keys.take("history_schema") {
      settings.historySchema = try node.string()
      guard settings.schema != nil else {
        throw node.invalid(
          "'\(node.path)' says what a schema stands for, and there is no 'schema'",
          hints: ["add 'schema: tenant_{name}'"])
      }
    }
    try settings.readRollout(from: &keys, environment: environment)
    try keys.finish()
    return settings
  }

  private mutating func readRollout(
    from keys: inout MappingReader, environment: [String: String]
  ) throws(DocumentError) {
    if let node = keys.take("canary") { canary = try node.strings() }
    if let node = keys.take("waves") {
      waves = try node.sequence().map { item throws(DocumentError) in try Self.share(item) }
    }
    if let node = keys.take("concurrency") {
      concurrency = try node.int()
      guard (1...Self.mostAtOnce).contains(concurrency) else {
        throw node.invalid("'\(node.path)' must be between 1 and \(Self.mostAtOnce)")
      }
    }
    if let node = keys.take("stop_after") { stopsAfter = try Self.share(node) }
    if let node = keys.take("control") {
      control = try Address(node, isVariableName: false, environment: environment)
    }
  }

  /// Each has a thread and three sessions.
  package static let mostAtOnce = 64

  private static func listed(
    _ node: DocumentNode, environment: [String: String]
  ) throws(DocumentError) -> [Listed] {
    if case .sequence = node.value { return try node.strings().map { Listed(name: $0, address: nil) } }
    var keys = try node.mapping()
    return try keys.takeRest().map { name, node throws(DocumentError) in
      Listed(
        name: name, address: node.isNull ? nil : try Address(node, isVariableName: false, environment: environment))
    }
  }

  private static func pattern(_ node: DocumentNode) throws(DocumentError) -> NamePattern {
    let text = try node.string()
    guard let pattern = NamePattern(text) else {
      throw node.invalid("'\(node.path)' does not contain {name}", hints: ["write '\(text)_{name}'"])
    }
    return pattern
  }

  private static func share(_ node: DocumentNode) throws(DocumentError) -> Share {
    guard let share = Share(try node.string()) else {
      throw node.invalid("'\(node.path)' must be a number or a percentage", hints: ["write '3', or '5%'"])
    }
    return share
  }
}
