package import Diagnostics

/// A diagnostic as plain lines.
package enum DiagnosticText {
  package static func text(_ diagnostic: Diagnostic) -> String {
    var lines = ["\(diagnostic.severity.rawValue): \(diagnostic.message)"]
    if let location = diagnostic.location {
      let column = location.column.map { ":\($0)" } ?? ""
      lines.append("  at \(location.file.map { "\($0):" } ?? "line ")\(location.line)\(column)")
      if let excerpt = location.excerpt { lines.append("    \(excerpt)") }
    }
    lines += diagnostic.details.map { "  \($0)" }
    lines += diagnostic.hints.map { "Hint: \($0)" }
    return lines.map { $0 + "\n" }.joined()
  }
}
