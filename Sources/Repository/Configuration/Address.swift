internal import Diagnostics
internal import Documents
internal import Postgres

/// An address as the file has it, with the variables of the environment that it names.
struct Address: Sendable, CustomStringConvertible {
  private let node: DocumentNode
  private let isVariableName: Bool
  private let environment: [String: String]

  /// - Parameters:
  ///   - node: The value of `url` or of `url_env`.
  ///   - isVariableName: Whether the value names a variable that holds the address.
  ///   - environment: All variables; those that are needed are kept.
  /// - Throws: An error that points at a value which is no text.
  init(_ node: DocumentNode, isVariableName: Bool, environment: [String: String]) throws(DocumentError) {
    let text = try node.string()
    self.node = node
    self.isVariableName = isVariableName
    self.environment = environment.filter { text.contains($0.key) }
  }

  /// The way to the value in the file: never the value, which may hold a password.
  var description: String { node.path }

  /// - Throws: An error that points at the value and names the variable that is not set, or what is malformed.
  func connectionString() throws(DocumentError) -> ConnectionString {
    do throws(DocumentError) {
      let text = try isVariableName ? variable() : node.string { environment[$0] }
      return try parse(text)
    } catch {
      throw error.withoutSecrets
    }
  }

  private func variable() throws(DocumentError) -> String {
    let name = try node.string()
    guard let text = environment[name], !text.isEmpty else {
      throw DocumentError(
        .unsetVariable, "the environment variable '\(name)' is not set; '\(node.path)' names it", at: node.location,
        hints: ["export \(name)=postgresql://…"])
    }
    return text
  }

  private func parse(_ text: String) throws(DocumentError) -> ConnectionString {
    do throws(PostgresError) {
      return try ConnectionString(text)
    } catch {
      throw node.invalid("'\(node.path)': \(error.diagnostic.message)", hints: error.diagnostic.hints)
    }
  }
}
