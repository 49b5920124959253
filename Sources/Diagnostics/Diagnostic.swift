/// How much a diagnostic matters.
package enum Severity: String, Sendable, Comparable, CaseIterable {
  case note, warning, error

  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }

  package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// A place in a text that the user can open: file, line, column.
package struct SourceLocation: Sendable, Equatable {
  /// The file as the user named it; `nil` for text that has no file, such as a stored object.
  package var file: String?
  /// Counted from 1.
  package var line: Int
  /// Counted from 1, in characters.
  package var column: Int?
  /// The line of text at that place.
  package var excerpt: String?

  package init(file: String?, line: Int, column: Int? = nil, excerpt: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.excerpt = excerpt
  }

  /// Finds line, column and excerpt of a UTF-8 offset in a text.
  ///
  /// - Complexity: O(offset).
  package init(file: String?, utf8Offset offset: Int, in text: String) {
    let bytes = Array(text.utf8)
    let end = min(max(offset, 0), bytes.count)
    var line = 1
    var lineStart = 0
    for index in 0..<end where bytes[index] == UInt8(ascii: "\n") {
      line += 1
      lineStart = index + 1
    }
    var lineEnd = lineStart
    while lineEnd < bytes.count, bytes[lineEnd] != UInt8(ascii: "\n") { lineEnd += 1 }
    let before = String(decoding: bytes[lineStart..<end], as: UTF8.self)
    self.init(
      file: file, line: line, column: before.unicodeScalars.count + 1,
      excerpt: String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self))
  }
}

/// Something to tell the user: what, where, and the command that helps.
package struct Diagnostic: Sendable, Equatable {
  package var severity: Severity
  /// A stable name, such as `postgres.lock-timeout`; scripts may rely on it.
  package var code: String
  /// Starts in lower case, names in single quotes, no full stop at the end.
  package var message: String
  package var location: SourceLocation?
  /// Further lines: the server's detail, the objects that differ.
  package var details: [String]
  /// What to do next, each a sentence or a command.
  package var hints: [String]

  package init(
    _ severity: Severity = .error, code: String, _ message: String, at location: SourceLocation? = nil,
    details: [String] = [], hints: [String] = []
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.location = location
    self.details = details
    self.hints = hints
  }
}

/// An error that knows its exit code and how to say itself; every module's error type is one.
package protocol DiagnosedError: Error, Sendable {
  var kind: FailureKind { get }
  var diagnostic: Diagnostic { get }
}
