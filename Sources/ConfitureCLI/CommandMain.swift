internal import CommandLineKit
internal import Diagnostics
internal import Dispatch
internal import Glibc

/// Runs the command of a process and gives its exit code.
package enum CommandMain {
  /// - Parameter arguments: Without the program's name.
  package static func run(
    _ arguments: [String], streams: @escaping (GlobalOptions) -> Session.Streams, world: Session.World, environment: [String: String],
    workingDirectory: String, width: Int
  ) -> Int32 {
    let streams = { (options: GlobalOptions) in streams(options).withoutSecrets }
    var options = GlobalOptions()
    do {
      switch try CommandTable.tree.parse(arguments: arguments) {
      case .version(let globals):
        streams(globals).data("confiture \(CommandTable.version)\n")
      case .help(let page, let globals):
        streams(globals).data(page.text(width: width, color: false))
      case .run(let command, let globals):
        options = globals
        guard let command = command as? any SessionCommand else {
          throw CommandFailure(.bugCommand, "a command that cannot be run")
        }
        let session = Session(
          options: globals, streams: streams(globals), world: world, environment: environment,
          workingDirectory: workingDirectory)
        try command.run(in: session)
      }
      return 0
    } catch is AnswerIsNo {
      return FailureKind.answerIsNo.exitCode
    } catch let error as any DiagnosedError {
      streams(options).progress(nil)
      streams(options).diagnose(error.diagnostic)
      return error.kind.exitCode
    } catch {
      streams(options).progress(nil)
      streams(options).diagnose(
        Diagnostic(code: "bug.unexpected", "\(error)", hints: ["this is a bug: please report it with the command you ran"]))
      return FailureKind.bug.exitCode
    }
  }
}
