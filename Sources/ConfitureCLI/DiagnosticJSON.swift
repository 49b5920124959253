internal import Diagnostics
internal import Documents

/// An error as `--format json` prints it on standard output, where the result would have been.
enum DiagnosticJSON {
  static func text(_ diagnostic: Diagnostic, _ kind: FailureKind) -> String {
    let location = diagnostic.location.map { location in
      JSONValue.object([
        "file": .optional(location.file), "line": .integer(location.line),
        "column": location.column.map { .integer($0) } ?? .null, "excerpt": .optional(location.excerpt),
      ])
    }
    let error = JSONValue.object([
      "code": .string(diagnostic.code), "kind": .string(kind.rawValue), "exit": .integer(Int(kind.exitCode)),
      "message": .string(diagnostic.message), "location": location ?? .null, "details": .strings(diagnostic.details),
      "hints": .strings(diagnostic.hints),
    ])
    return JSONWriter.text(.object(["confiture": 1, "error": error]), pretty: true) + "\n"
  }
}
