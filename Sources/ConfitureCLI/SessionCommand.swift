package import CommandLineKit

/// A command that does something in a session.
package protocol SessionCommand: Command {
  /// - Throws: any `DiagnosedError`; its kind is the exit code.
  func run(in session: Session) throws
}
