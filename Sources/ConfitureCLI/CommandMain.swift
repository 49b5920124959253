internal import CommandLineKit
internal import Diagnostics
internal import Dispatch
internal import Glibc

/// Runs the command of a process and gives its exit code.
package enum CommandMain {
  /// - Parameters:
  ///   - arguments: Without the program's name.
  ///   - streams: Opens where text goes, once the global options are known; called once.
  ///   - world: Clock and randomness.
  ///   - environment: All variables.
  ///   - workingDirectory: The folder that relative paths start from.
  ///   - width: Of the lines of help.
  /// - Returns: The exit code.
  package static func run(
    _ arguments: [String], streams: @escaping (GlobalOptions) -> Session.Streams, world: Session.World,
    environment: [String: String], workingDirectory: String, width: Int
  ) -> Int32 {
    var options = GlobalOptions()
    var opened: Session.Streams?
    func open(_ options: GlobalOptions) -> Session.Streams {
      if let opened { return opened }
      let new = streams(options).withoutSecrets
      opened = new
      return new
    }
    func fail(_ diagnostic: Diagnostic, _ kind: FailureKind) {
      let streams = open(options)
      streams.progress(nil)
      streams.diagnose(diagnostic)
      if options.format == .json { streams.data(DiagnosticJSON.text(diagnostic.withoutSecrets, kind)) }
    }
    do {
      if let words = CompleteCommand.words(of: arguments) {
        let globals = CommandTable.tree.globals(in: words)
        let session = Session(
          options: globals, streams: open(globals), world: world, environment: environment,
          workingDirectory: workingDirectory)
        CompleteCommand(words: words).answer(in: session)
        return 0
      }
      switch try CommandTable.tree.parse(arguments: arguments) {
      case .version(let globals):
        open(globals).data("confiture \(CommandTable.version)\n")
      case .help(let page, let globals):
        let streams = open(globals)
        streams.data(page.text(width: width, color: streams.isColored))
      case .run(let command, let globals):
        options = globals
        guard let command = command as? any SessionCommand else {
          throw CommandFailure(.bugCommand, "a command that cannot be run")
        }
        let session = Session(
          options: globals, streams: open(globals), world: world, environment: environment,
          workingDirectory: workingDirectory)
        try command.run(in: session)
      }
      return 0
    } catch is AnswerIsNo {
      return FailureKind.answerIsNo.exitCode
    } catch let error as any DiagnosedError {
      fail(error.diagnostic, error.kind)
      return error.kind.exitCode
    } catch {
      let hint = "this is a bug: please report it with the command you ran"
      fail(Diagnostic(code: "bug.unexpected", "\(error)", hints: [hint]), .bug)
      return FailureKind.bug.exitCode
    }
  }
}
