internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository

/// The shells that completion scripts are written for.
enum Shell: String, Sendable, CaseIterable, ParameterValue {
  case bash, zsh, fish
}

struct CompletionCommand: SessionCommand {
  static let name = "completion"
  static let summary = "Print the completion script of a shell."
  static let examples = [
    Example("confiture completion bash > ~/.local/share/bash-completion/completions/confiture", "for good, in bash"),
    Example("confiture completion fish > ~/.config/fish/completions/confiture.fish", "for good, in fish"),
  ]
  static let parameters: [Parameter<Self>] = [.argument(\.shell, "<shell>", "bash, zsh or fish.")]

  var shell = Shell.bash

  func run(in session: Session) throws {
    let model = CommandTable.tree.model
    let script =
      switch shell {
      case .bash: BashCompletion.script(for: model)
      case .zsh: ZshCompletion.script(for: model)
      case .fish: FishCompletion.script(for: model)
      }
    session.present(text: [script.trimmingLines()], json: .string(script))
  }
}

/// Answers completion scripts: fast, silent, read-only.
struct CompleteCommand: SessionCommand {
  static let name = "__complete"
  static let summary = "Answer a completion script."
  static let isHidden = true
  static let examples: [Example] = []
  static let parameters: [Parameter<Self>] = [.arguments(\.words, "<word>", "The words of the line so far.")]

  var words: [String] = []

  init() {}

  init(words: [String]) { self.words = words }

  /// The words behind `__complete`, which are another command's and must not be read as its own options.
  static func words(of arguments: [String]) -> [String]? {
    arguments.first == name ? Array(arguments.dropFirst()) : nil
  }

  func run(in session: Session) throws { answer(in: session) }

  func answer(in session: Session) {
    let answer = CommandTable.tree.completions(for: words)
    let lines = answer.lines(values: values(answer.completion, session))
    session.streams.data(lines.map { $0 + "\n" }.joined())
  }

  private func values(_ completion: Completion, _ session: Session) -> [CompletionAnswer.Candidate] {
    guard let project = try? session.project() else { return [] }
    func names(_ prefix: String) -> [String] {
      ((try? project.store.references(prefix: prefix)) ?? []).map { String($0.name.dropFirst(prefix.count)) }
    }
    let found: [String] =
      switch completion {
      case .revisions:
        ["HEAD"] + names(ConfitureReference.heads) + names(ConfitureReference.tags)
          + project.configuration.targets.map(\.name)
      case .branches: names(ConfitureReference.heads)
      case .targets: project.configuration.targets.map(\.name) + [LocalDatabase.targetName]
      case .migrations: (try? project.workspace.migrationFolders()) ?? []
      case .none, .files, .directories: []
      }
    return found.map { CompletionAnswer.Candidate($0) }
  }
}
