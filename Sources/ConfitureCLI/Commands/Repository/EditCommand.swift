internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository

/// A command that puts migrations on another version, one after the other, and can stop in between.
protocol EditCommand: SessionCommand {
  static var sequence: EditSequence.Command { get }
}

extension EditCommand {
  /// The sequence of this command that is to go on.
  func open(in project: Project) throws -> EditSequence {
    guard let open = try EditSequence.current(in: project), open.command == Self.sequence else {
      throw EditingError(
        .nothingInProgress, "no \(Self.sequence.rawValue) is stopped here", hints: ["confiture status"])
    }
    return open
  }

  /// Tells what becomes of each migration as it happens.
  func runner(in project: Project, _ session: Session) throws -> SequenceRunner {
    SequenceRunner(try session.resealing(in: project)) { step, warnings in
      session.progress(nil)
      for warning in warnings { session.warn(warning) }
      session.say(Self.line(step))
    }
  }

  static func line(_ step: EditSequence.Step) -> String {
    guard let to = step.to else { return "left out: \(step.name) (\(step.from.short())): \(step.note ?? "")" }
    return to == step.from
      ? "kept: \(step.name) (\(to.short()))" : "\(step.name): \(step.from.short()) -> \(to.short())"
  }

  func present(_ finished: EditSequence, _ session: Session) {
    let sealed = finished.done.filter { $0.to != nil }
    let tip = finished.tip?.short() ?? "no version"
    let text =
      finished.tip == finished.start
      ? "\(finished.branch) stays at \(tip)"
      : "\(finished.branch) is at \(tip): \(counted(sealed.count, "migration")) proven and sealed"
    session.present(
      text: [text],
      json: .object([
        "branch": .string(finished.branch), "before": .optional(finished.start?.hex),
        "after": .optional(finished.tip?.hex),
        "steps": .array(
          finished.done.map {
            .object([
              "name": .string($0.name), "from": .string($0.from.hex), "to": .optional($0.to?.hex),
              "note": .optional($0.note),
            ])
          }),
      ]))
  }

  /// Goes on with, leaves out or gives up what stopped.
  func resume(_ way: Resumption, in project: Project, _ session: Session) throws {
    let open = try open(in: project)
    let runner = try runner(in: project, session)
    let operation = session.operation(open.line, in: project)
    switch way {
    case .proceed: present(try runner.proceed(open, recording: operation), session)
    case .skip: present(try runner.skip(open, recording: operation), session)
    case .abort:
      try runner.abort(open)
      session.present(
        text: ["\(open.branch) stays at \(open.start?.short() ?? "no version")"],
        json: .object(["branch": .string(open.branch), "aborted": .bool(true)]))
    }
  }
}

/// What to do with a sequence that stopped.
enum Resumption { case proceed, skip, abort }

/// The options by which it is said.
struct ResumptionOptions: Sendable {
  var proceeds = false
  var skips = false
  var aborts = false

  func way() throws -> Resumption? {
    switch (proceeds, skips, aborts) {
    case (false, false, false): nil
    case (true, false, false): .proceed
    case (false, true, false): .skip
    case (false, false, true): .abort
    default:
      throw CommandFailure(.editingSeveralWays, "--continue, --skip and --abort exclude each other")
    }
  }
}
