internal import Diagnostics
internal import Documents
package import Postgres
internal import Processes
package import Repository

/// Finds out which tenants an environment has.
package struct TenantListing: Sendable {
  package let environment: String
  package let settings: TenantSettings
  /// The environment's own database, if it has one.
  package let address: ConnectionString?
  /// Where programs are started.
  package let folder: String
  /// The environment of programs.
  package let variables: [String: String]

  package init(
    environment: String, settings: TenantSettings, address: ConnectionString?, folder: String,
    variables: [String: String]
  ) {
    self.environment = environment
    self.settings = settings
    self.address = address
    self.folder = folder
    self.variables = variables
  }

  /// A tenant as its source has it.
  struct Entry: Equatable {
    var name: String
    var url: String?
  }

  /// Reads the source; nothing is written anywhere.
  ///
  /// - Returns: The tenants in the order of the source.
  /// - Throws: ``FleetError`` where the source fails, names a tenant twice, or does not say where one is.
  package func tenants() throws -> [Tenant] {
    var tenants: [Tenant] = []
    var seen: Set<[UInt8]> = []
    for (name, address) in try places() {
      let tenant = try Tenant(
        name, of: environment, at: try place(of: name, at: address), schema: settings.schema?.filled(with: name),
        historySchema: settings.historySchema ?? Target.usualHistorySchema)
      guard seen.insert(Array(name.utf8)).inserted else {
        throw FleetError(.invalidTenant, "the tenant '\(name)' of '\(environment)' is listed twice")
      }
      tenants.append(tenant)
    }
    return tenants
  }

  private func places() throws -> [(name: String, address: ConnectionString?)] {
    switch settings.source {
    case .listed(let listed): try listed.map { ($0.name, try $0.connectionString()) }
    case .query(let query): try parsed(rows(of: query))
    case .command(let words): try parsed(output(of: words))
    }
  }

  private func parsed(_ entries: [Entry]) throws -> [(name: String, address: ConnectionString?)] {
    try entries.map { entry in
      do { return (entry.name, try entry.url.map { try ConnectionString($0) }) } catch let error as PostgresError {
        throw FleetError(
          .listing, "the address of the tenant '\(entry.name)' of '\(environment)' cannot be read",
          details: [error.diagnostic.message], hints: error.diagnostic.hints)
      }
    }
  }

  private func place(of name: String, at own: ConnectionString?) throws -> ConnectionString {
    guard let server = own ?? address, own != nil || settings.database != nil || settings.schema != nil else {
      throw FleetError(
        .noAddress, "nothing says where the tenant '\(name)' of '\(environment)' is",
        hints: [
          "environments.\(environment).tenants: add 'database: app_{name}' or 'schema: tenant_{name}', and the environment's own 'url'",
          "or let the source give an address with each name",
        ])
    }
    return settings.database.map { server.with(database: $0.filled(with: name)) } ?? server
  }

  // MARK: A query

  private func rows(of query: String) throws -> [Entry] {
    guard let address else {
      throw FleetError(
        .noAddress, "the query for the tenants of '\(environment)' needs a database to run on",
        hints: ["add 'url' or 'url_env' to environments.\(environment)"])
    }
    let connection = try Connection(
      address, applicationName: "confiture tenants", sessionSettings: [("default_transaction_read_only", "on")])
    let result: QueryResult
    do { result = try connection.query(SQLText(unescaped: query)) } catch {
      throw FleetError(
        .listing, "the query for the tenants of '\(environment)' fails: \(error.message)",
        details: error.diagnostic.details, hints: ["environments.\(environment).tenants.query in confiture.yaml"])
    }
    guard (1...2).contains(result.columnCount) else {
      throw FleetError(
        .listing, "the query for the tenants of '\(environment)' has \(result.columnCount) columns",
        hints: ["one: the name; or two: the name and the address"])
    }
    return try result.rows.map { row in
      guard let name = row.optionalText(0) else {
        throw FleetError(.listing, "the query for the tenants of '\(environment)' gives a name that is NULL")
      }
      return Entry(name: name, url: result.columnCount == 2 ? row.optionalText(1) : nil)
    }
  }

  // MARK: A program

  private static let deadline = Duration.seconds(60)

  private func output(of words: [String]) throws -> [Entry] {
    guard let program = words.first else { return [] }
    let path = program.contains("/") && !program.hasPrefix("/") ? "\(folder)/\(program)" : program
    let result = try ChildProcess.run(
      Invocation(path, Array(words.dropFirst()), environment: variables, directory: folder), deadline: Self.deadline)
    guard result.isSuccess else {
      throw FleetError(
        .listing, "'\(program)', which lists the tenants of '\(environment)', fails",
        details: result.errorText.split(separator: "\n").prefix(12).map(String.init))
    }
    return try Self.entries(of: result.outputText, from: program)
  }

  /// Reads lines of a name and perhaps an address, or JSON: names, objects with `name` and `url`, or an object of both.
  static func entries(of text: String, from program: String) throws -> [Entry] {
    let start = text.utf8.first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
    guard start == UInt8(ascii: "[") || start == UInt8(ascii: "{") else { return lines(of: text) }
    do {
      return try json(of: JSONReader.parse(text: text, file: nil))
    } catch let error as DocumentError {
      throw FleetError(
        .listing, "the JSON that '\(program)' prints cannot be read: \(error.message)",
        details: ["line \(error.location.line)"],
        hints: ["print [\"acme\"], [{\"name\": \"acme\", \"url\": \"…\"}] or {\"acme\": \"…\"}"])
    }
  }

  private static func lines(of text: String) -> [Entry] {
    text.utf8.split { $0 == 0x0A || $0 == 0x0D }.compactMap { line in
      let words = line.split(maxSplits: 1) { $0 == 0x20 || $0 == 0x09 }.map { String(Substring($0)) }
      return words.first.map { Entry(name: $0, url: words.count == 2 ? trimmed(words[1]) : nil) }
    }
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while let last = rest.utf8.last, last == 0x20 || last == 0x09 { rest.removeLast() }
    while let first = rest.utf8.first, first == 0x20 || first == 0x09 { rest.removeFirst() }
    return String(rest)
  }

  private static func json(of node: DocumentNode) throws -> [Entry] {
    guard case .sequence = node.value else {
      var keys = try node.mapping()
      return try keys.takeRest().map { Entry(name: $0.name, url: $0.node.isNull ? nil : try $0.node.string()) }
    }
    return try node.sequence().map { item in
      guard case .mapping = item.value else { return Entry(name: try item.string(), url: nil) }
      var keys = try item.mapping()
      return Entry(name: try keys.require("name").string(), url: try keys.take("url")?.string())
    }
  }
}
