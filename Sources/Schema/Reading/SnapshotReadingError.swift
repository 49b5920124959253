package import Diagnostics

/// A snapshot file that is not in the form that Confiture writes.
package struct SnapshotReadingError: DiagnosedError, Equatable {
  /// The file's path and line, and that line.
  package let location: SourceLocation
  /// What was not understood.
  package let words: String

  package init(location: SourceLocation, words: String) {
    self.location = location
    self.words = words
  }

  package var kind: FailureKind { .failed }

  package var diagnostic: Diagnostic {
    Diagnostic(
      code: "schema.unreadable-snapshot", "'\(words)' in a snapshot is not what Confiture writes there", at: location,
      hints: ["confiture fsck"])
  }
}

extension SnapshotReadingError {
  private static let longestExcerpt = 60

  /// The error at a byte of a file; its words are the rest of the line, or of what stands before `end`.
  init(file: String, bytes: [UInt8], offset: Int, end: Int) {
    let start = min(offset, bytes.count)
    var wordsEnd = start
    while wordsEnd < min(end, bytes.count), bytes[wordsEnd] != UInt8(ascii: "\n") { wordsEnd += 1 }
    let line = String(decoding: bytes[start..<wordsEnd], as: UTF8.self)
    let words = line.count > Self.longestExcerpt ? line.prefix(Self.longestExcerpt) + "…" : line[...]
    self.init(
      location: SourceLocation(file: file, utf8Offset: start, in: String(decoding: bytes, as: UTF8.self)),
      words: String(words))
  }
}
