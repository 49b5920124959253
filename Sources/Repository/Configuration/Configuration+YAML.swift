package import Documents
internal import Diagnostics
internal import History
internal import Schema

extension Configuration {
  /// Reads the text of `confiture.yaml`.
  ///
  /// - Parameters:
  ///   - text: The content of the file.
  ///   - root: The project's folder, to which paths are relative.
  ///   - environment: The variables that `${NAME}` and `url_env` name.
  /// - Returns: The settings, with defaults for what is left out.
  /// - Throws: An error that points at the line; unknown keys are refused with what was probably meant.
  package static func read(
    _ text: String, root: String, environment: [String: String]
  ) throws(DocumentError) -> Configuration {
    do throws(DocumentError) {
      return try read(YAMLReader.parse(text: text, file: fileName), root: root, environment: environment)
    } catch {
      throw error.withoutSecrets
    }
  }

  private static func read(
    _ document: DocumentNode, root: String, environment: [String: String]
  ) throws(DocumentError) -> Configuration {
    var configuration = Configuration()
    var keys = try document.mapping()
    let version = try keys.require("version")
    guard try version.int() == Self.version else {
      throw version.invalid(
        "'version' is \(version.scalarText ?? ""), and this version of Confiture reads \(Self.version)",
        hints: ["use a newer Confiture"])
    }
    if let node = keys.take("snapshot") {
      var keys = try node.mapping()
      configuration.snapshot.includesAccess = try keys.take("owners")?.bool() ?? false
      try keys.finish()
    }
    if let node = keys.take("scratch") {
      configuration.scratch = try scratch(node, root: root, environment: environment)
    }
    if let node = keys.take("targets") {
      var keys = try node.mapping()
      for (name, node) in keys.takeRest() {
        configuration.targets.append(try target(name, node, environment: environment))
      }
    }
    if let node = keys.take("environments") {
      configuration.environments = try EnvironmentSettings.readAll(
        node, besides: configuration.targets, environment: environment)
      // The address of an environment of many tenants is where they are found, not one of them.
      configuration.targets += configuration.environments.filter { $0.tenants == nil }.compactMap(\.target)
    }
    if let node = keys.take("locks") { configuration.locks = try locks(node) }
    if let node = keys.take("merge") {
      var keys = try node.mapping()
      configuration.widensTypes = try keys.take("widen")?.bool() ?? false
      try keys.finish()
    }
    if let node = keys.take("generate") {
      var keys = try node.mapping()
      configuration.generatesOnline = try keys.take("online")?.bool() ?? true
      try keys.finish()
    }
    try keys.finish()
    return configuration
  }

  private static func scratch(
    _ node: DocumentNode, root: String, environment: [String: String]
  ) throws(DocumentError) -> Scratch {
    var scratch = Scratch()
    var keys = try node.mapping()
    scratch.postgresBinDirectory = try path(keys.take("postgres"), root: root, environment: environment)
    scratch.directory = try path(keys.take("directory"), root: root, environment: environment)
    if let url = keys.take("url") {
      scratch.address = try Address(url, isVariableName: false, environment: environment)
    }
    if let node = keys.take("idle_timeout") { scratch.idleTimeout = try positive(node) }
    if let node = keys.take("templates") { scratch.maximumTemplates = try atLeastOne(node) }
    try keys.finish()
    return scratch
  }

  private static func target(
    _ name: String, _ node: DocumentNode, environment: [String: String]
  ) throws(DocumentError) -> TargetSettings {
    guard ConfitureReference.isValidName(name) else {
      throw node.invalid(
        "'\(name)' cannot be the name of a target",
        hints: ["letters, digits, '-', '_', '.', and '/' between parts: see git help check-ref-format"])
    }
    var keys = try node.mapping()
    let database = try DatabaseKeys(from: &keys, of: node, environment: environment)
    let schema = try keys.take("schema").map { node throws(DocumentError) in try schemaName(node) }
    let historySchema = keys.take("history_schema")
    try keys.finish()
    guard var target = database.target(named: name) else {
      throw DocumentError(
        .missingKey, "'\(node.path)' lacks the key 'url'", at: node.location,
        hints: ["add 'url: postgresql://…', or 'url_env:' with the name of a variable that holds it"])
    }
    target.schema = schema
    if let historySchema {
      target.historySchema = try schemaName(historySchema)
      guard target.schema != nil else {
        throw historySchema.invalid(
          "'\(historySchema.path)' says what a schema stands for, and there is no 'schema'",
          hints: ["add 'schema:' with the name of the schema that the target is"])
      }
    }
    return target
  }

  /// A name that can be that of a target: not one of the server's own, nor the registry's.
  private static func schemaName(_ node: DocumentNode) throws(DocumentError) -> String {
    let name = try node.string()
    let isReserved = name.hasPrefix("pg_") || ["information_schema", "confiture"].contains(name)
    guard !name.isEmpty, name.utf8.count < 64, !isReserved else {
      throw node.invalid(
        "'\(name)' cannot be the schema of '\(node.path)'",
        hints: ["a name of at most 63 bytes, which is not the server's own (pg_…) or the registry's (confiture)"])
    }
    return name
  }

  private static func locks(_ node: DocumentNode) throws(DocumentError) -> Locks {
    var locks = Locks()
    var keys = try node.mapping()
    if let node = keys.take("timeout") { locks.timeout = try positive(node) }
    if let node = keys.take("attempts") { locks.attempts = try atLeastOne(node) }
    try keys.finish()
    return locks
  }

  private static func path(
    _ node: DocumentNode?, root: String, environment: [String: String]
  ) throws(DocumentError) -> String? {
    guard let node else { return nil }
    let path = try node.string { environment[$0] }
    guard !path.isEmpty else { throw node.invalid("'\(node.path)' is empty") }
    return path.hasPrefix("/") ? path : "\(root)/\(path)"
  }

  private static func positive(_ node: DocumentNode) throws(DocumentError) -> Duration {
    let duration = try node.duration()
    guard duration > .zero else { throw node.invalid("'\(node.path)' must be longer than nothing") }
    return duration
  }

  private static func atLeastOne(_ node: DocumentNode) throws(DocumentError) -> Int {
    let number = try node.int()
    guard number > 0 else { throw node.invalid("'\(node.path)' must be at least 1") }
    return number
  }
}
