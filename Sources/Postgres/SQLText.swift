/// SQL with its bound values kept apart: the only thing a ``Connection`` runs.
///
/// A plain interpolation binds, a label says everything else:
/// ```swift
/// let rows: SQLText = "SELECT oid FROM pg_class WHERE relname = \(name)"              // $1, bound
/// let add: SQLText = "ALTER TABLE \(identifier: "public", table) ADD c \(unescaped: type)"
/// ```
package struct SQLText: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// Text between the bound values: always one more than there are values.
  private var chunks: [String]
  /// What is bound to `$1`, `$2` …, in PostgreSQL's text form; `nil` is NULL.
  package private(set) var parameters: [String?]

  /// Takes text as it is: for SQL that was written as SQL, such as a migration file.
  package init(unescaped text: String) {
    chunks = [text]
    parameters = []
  }

  package init(stringLiteral value: String) { self.init(unescaped: value) }

  package init(stringInterpolation interpolation: Interpolation) { self = interpolation.sql }

  /// The text the server sees, with `$1`, `$2` … in place of the values.
  package var text: String {
    guard !parameters.isEmpty else { return chunks[0] }
    var text = chunks[0]
    for (index, chunk) in chunks.dropFirst().enumerated() { text += "$\(index + 1)\(chunk)" }
    return text
  }

  /// Adds text as it is.
  package mutating func append(unescaped text: String) { chunks[chunks.count - 1] += text }

  /// Adds other SQL; its values are numbered after those already here.
  package mutating func append(_ other: SQLText) {
    chunks[chunks.count - 1] += other.chunks[0]
    chunks += other.chunks.dropFirst()
    parameters += other.parameters
  }

  /// Adds a place for a value.
  package mutating func bind(_ value: String?) {
    parameters.append(value)
    chunks.append("")
  }

  /// Joins pieces of SQL, such as the rows of a `VALUES` list.
  package static func joined(_ pieces: [SQLText], separator: String) -> SQLText {
    var sql: SQLText = ""
    for (index, piece) in pieces.enumerated() {
      if index > 0 { sql.append(unescaped: separator) }
      sql.append(piece)
    }
    return sql
  }

  /// Collects the pieces of a string literal with interpolations.
  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var sql: SQLText = SQLText(unescaped: "")

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) { sql.append(unescaped: literal) }

    /// Binds a value.
    package mutating func appendInterpolation(_ value: some BindableValue) { sql.bind(value.boundText) }

    /// Binds a value, or NULL.
    package mutating func appendInterpolation(_ value: (some BindableValue)?) { sql.bind(value?.boundText) }

    /// Binds bytes as `bytea`.
    package mutating func appendInterpolation(_ bytes: [UInt8]) { sql.bind(ValueText.bytea(bytes)) }

    /// Binds bytes as `bytea`, or NULL.
    package mutating func appendInterpolation(_ bytes: [UInt8]?) { sql.bind(bytes.map(ValueText.bytea)) }

    /// Binds an array.
    package mutating func appendInterpolation(_ values: [some BindableValue]) {
      sql.bind(ValueText.array(values.map(\.boundText)))
    }

    /// Binds an array that may hold NULLs.
    package mutating func appendInterpolation(_ values: [(some BindableValue)?]) {
      sql.bind(ValueText.array(values.map { $0?.boundText }))
    }

    /// Writes a name, quoted.
    package mutating func appendInterpolation(identifier name: String) {
      sql.append(unescaped: SQLQuoting.identifier(name))
    }

    /// Writes a schema-qualified name, each part quoted.
    package mutating func appendInterpolation(identifier schema: String, _ name: String) {
      sql.append(unescaped: SQLQuoting.identifier(schema) + "." + SQLQuoting.identifier(name))
    }

    /// Writes a string constant into the text: for statements that take no bound values, such as DDL.
    package mutating func appendInterpolation(literal text: String) {
      sql.append(unescaped: SQLQuoting.literal(text))
    }

    /// Writes text as it is: the label that looks wrong where the text is not ours.
    package mutating func appendInterpolation(unescaped text: String) { sql.append(unescaped: text) }

    /// Splices other SQL, values included.
    package mutating func appendInterpolation(sql other: SQLText) { sql.append(other) }
  }
}

/// A value with a text form that PostgreSQL reads.
package protocol BindableValue {
  /// The value as the server reads it, unquoted.
  var boundText: String { get }
}

extension String: BindableValue { package var boundText: String { self } }
extension Substring: BindableValue { package var boundText: String { String(self) } }
extension Int: BindableValue { package var boundText: String { String(self) } }
extension Int16: BindableValue { package var boundText: String { String(self) } }
extension Int32: BindableValue { package var boundText: String { String(self) } }
extension Int64: BindableValue { package var boundText: String { String(self) } }
extension UInt32: BindableValue { package var boundText: String { String(self) } }
extension Bool: BindableValue { package var boundText: String { self ? "t" : "f" } }
extension Double: BindableValue { package var boundText: String { String(describing: self) } }
