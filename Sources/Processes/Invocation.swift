/// A program to run, and all it gets from us: nothing else is inherited.
package struct Invocation: Sendable, Equatable {
  /// A path, or a name to look for in the `PATH` of ``environment``.
  package var executable: String
  package var arguments: [String]
  /// The whole environment of the child.
  package var environment: [String: String]
  /// Where it runs; `nil` for where we are.
  package var directory: String?
  /// What it reads from standard input.
  package var input: [UInt8]
  /// The user to become; only root may.
  package var user: UserIdentity?
  /// Whether it leads a process group, so that a deadline ends its own children with it.
  package var ownProcessGroup: Bool

  package init(
    _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:], directory: String? = nil,
    input: [UInt8] = [], user: UserIdentity? = nil, ownProcessGroup: Bool = true
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.input = input
    self.user = user
    self.ownProcessGroup = ownProcessGroup
  }
}

/// How a child ended, and what it wrote.
package struct ProcessResult: Sendable, Equatable {
  /// How a process ended.
  package enum Status: Sendable, Equatable {
    case exited(Int32)
    case signaled(Int32)
  }

  package var status: Status
  package var output: [UInt8]
  package var errors: [UInt8]

  package var isSuccess: Bool { status == .exited(0) }
  package var outputText: String { String(decoding: output, as: UTF8.self) }
  package var errorText: String { String(decoding: errors, as: UTF8.self) }
}
