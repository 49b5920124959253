package import Diagnostics

/// Why a child process could not start, or was ended.
package struct ProcessError: DiagnosedError, Equatable, CustomStringConvertible {
  /// Stable names of what can go wrong.
  package enum Code: String, Sendable, CaseIterable {
    case notFound = "process.not-found"
    case notStarted = "process.not-started"
    case timeLimit = "process.time-limit"
    case unknownUser = "process.unknown-user"

    package var kind: FailureKind {
      switch self {
      case .notFound, .notStarted, .unknownUser: .unreachable
      case .timeLimit: .busy
      }
    }
  }

  package var code: Code
  package var message: String
  /// The system's error number; 0 when it had no part in it.
  package var systemError: Int32 = 0
  /// What the child wrote until it was ended.
  package var output: [UInt8] = []
  package var errors: [UInt8] = []
  package var hints: [String] = []

  package var kind: FailureKind { code.kind }

  package var diagnostic: Diagnostic {
    let lines = String(decoding: errors.suffix(4096), as: UTF8.self).split(separator: "\n").suffix(20)
    return Diagnostic(code: code.rawValue, message, details: lines.map(String.init), hints: hints)
  }

  package var description: String { "\(code.rawValue): \(message)" }
}
