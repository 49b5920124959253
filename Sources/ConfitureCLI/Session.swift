internal import CommandLineKit
package import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import Scratch

/// What a command may use of the world: streams, clock, randomness, environment and folder, all as values.
package struct Session: Sendable {
  /// Where a command's text goes.
  package struct Streams: Sendable {
    /// Data, for standard output.
    package var data: @Sendable (String) -> Void
    /// Talk, for standard error.
    package var talk: @Sendable (String) -> Void
    /// A diagnostic, for standard error.
    package var diagnose: @Sendable (Diagnostic) -> Void
    /// What is being done right now; `nil` when nothing is.
    package var progress: @Sendable (String?) -> Void
    /// Asks a question of yes or no; `nil` when there is nobody to ask.
    package var ask: (@Sendable (String) -> Bool)?
    /// Data may have colours.
    package var isColored = false

    package init(
      data: @escaping @Sendable (String) -> Void, talk: @escaping @Sendable (String) -> Void,
      diagnose: @escaping @Sendable (Diagnostic) -> Void, progress: @escaping @Sendable (String?) -> Void = { _ in },
      ask: (@Sendable (String) -> Bool)? = nil
    ) {
      self.data = data
      self.talk = talk
      self.diagnose = diagnose
      self.progress = progress
      self.ask = ask
    }
  }

  /// Clock and randomness.
  package struct World: Sendable {
    /// Seconds since 1970.
    package var now: @Sendable () -> Double
    /// Minutes east of UTC, for new commits.
    package var timeZoneOffset: Int
    package var randomNumber: @Sendable () -> UInt64
    package var sleep: @Sendable (Duration) -> Void
    package var isInterrupted: @Sendable () -> Bool

    package init(
      now: @escaping @Sendable () -> Double, timeZoneOffset: Int = 0, randomNumber: @escaping @Sendable () -> UInt64,
      sleep: @escaping @Sendable (Duration) -> Void, isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) {
      self.now = now
      self.timeZoneOffset = timeZoneOffset
      self.randomNumber = randomNumber
      self.sleep = sleep
      self.isInterrupted = isInterrupted
    }
  }

  package let options: GlobalOptions
  package let streams: Streams
  package let world: World
  package let environment: [String: String]
  package let workingDirectory: String

  package init(
    options: GlobalOptions, streams: Streams, world: World, environment: [String: String], workingDirectory: String
  ) {
    self.options = options
    self.streams = streams
    self.world = world
    self.environment = environment
    self.workingDirectory = options.directory.map { Self.join(workingDirectory, $0) } ?? workingDirectory
  }

  package var format: OutputFormat { options.format }

  // MARK: Speaking

  /// Prints a command's result in the form that was asked for.
  func present(text: @autoclosure () -> [String], json: @autoclosure () -> JSONValue, asJSON: Bool = false) {
    if asJSON || format == .json {
      streams.data(JSONWriter.text(.object(["confiture": 1, "result": json()]), pretty: true) + "\n")
      return
    }
    let lines = text()
    if !lines.isEmpty { streams.data(lines.joined(separator: "\n") + "\n") }
  }

  /// Tells the user something that is not data.
  func say(_ line: String) { if !options.quiet { streams.talk(line + "\n") } }

  func warn(_ diagnostic: Diagnostic) {
    if !options.quiet || diagnostic.severity == .error { streams.diagnose(diagnostic) }
  }

  func progress(_ text: String?) { if !options.quiet { streams.progress(text) } }

  var canAsk: Bool { streams.ask != nil }

  func ask(_ question: String) throws -> Bool { streams.ask?(question) ?? false }

  /// `1.4 s`, `320 ms`.
  func seconds(_ seconds: Double) -> String {
    if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) s"
  }

  // MARK: The world

  var date: CommitDate { CommitDate(seconds: Int64(world.now()), offset: world.timeZoneOffset) }

  var generator: some RandomNumberGenerator { WorldGenerator(draw: world.randomNumber) }

  var runEnvironment: RunEnvironment {
    let session = self
    return RunEnvironment(
      now: world.now, random: { Double(session.world.randomNumber() >> 11) / Double(UInt64(1) << 53) },
      sleep: world.sleep,
      isInterrupted: world.isInterrupted, report: { session.report($0) }, actor: actor)
  }

  private var actor: String {
    environment["CONFITURE_ACTOR"] ?? environment["USER"] ?? environment["LOGNAME"] ?? "unknown"
  }

  private func report(_ event: RunEvent) {
    switch event {
    case .waitingForLock(let holder):
      say("another run holds this target" + (holder.isEmpty ? "" : ": \(holder)") + "; waiting for it to end")
    case .stepStarted(let index, let count, let what): progress("[\(index)/\(count)] \(what)")
    case .stepFinished(let index, let count, let what, let milliseconds):
      progress(nil)
      if count <= 40 || index == count { say("[\(index)/\(count)] \(what)  \(seconds(milliseconds / 1000))") }
    case .blocked(let statement, let blockers):
      progress(nil)
      say("\(statement) waits for \(blockers.map(\.description).joined(separator: "; "))")
    case .retrying(let attempt, let count, let pause, let because):
      progress(nil)
      say("\(because): attempt \(attempt) of \(count) in \(seconds(pause.inMilliseconds / 1000))")
    case .note(let text): say("note: \(text)")
    case .warning(let text): say("warning: \(text)")
    }
  }

  /// A path as the user wrote it, made absolute.
  func path(_ text: String) -> String { Self.join(workingDirectory, text) }

  private static func join(_ folder: String, _ path: String) -> String {
    if path.hasPrefix("/") { return path }
    if path == "." { return folder }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }
}

private struct WorldGenerator: RandomNumberGenerator {
  let draw: @Sendable () -> UInt64
  mutating func next() -> UInt64 { draw() }
}
