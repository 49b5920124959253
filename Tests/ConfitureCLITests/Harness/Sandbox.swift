import ConfitureCLI
import Diagnostics
import Execution
import GitStore
import Postgres
import Scratch
import Synchronization
import Terminal
import TestSupport

/// A folder in which commands run in this process, sealed from the machine: empty home, fixed author, a clock that
/// ticks per command, a seed, no terminal.
final class Sandbox: Sendable {
  let folder: TemporaryFolder
  let environment: [String: String]
  private let clock: TestClock
  private let generator: TestGenerator

  /// What commands have made of a sandbox, for others to begin with.
  struct Stand: Sendable {
    fileprivate let contents: FolderContents
    fileprivate let seconds: Double
    fileprivate let seed: UInt64
  }

  /// Makes a folder; variables besides the sealed ones may be given, and an empty text takes one away.
  convenience init(seed: UInt64 = 1, environment changes: [String: String] = [:]) throws {
    try self.init(clock: TestClock(), generator: TestGenerator(seed: seed), changes)
  }

  /// Makes a folder in which everything is as it was in another.
  convenience init(_ stand: Stand, environment changes: [String: String] = [:]) throws {
    try self.init(
      clock: TestClock(seconds: stand.seconds), generator: TestGenerator(seed: stand.seed), changes)
    try stand.contents.write(to: folder.path)
  }

  private init(clock: TestClock, generator: TestGenerator, _ changes: [String: String]) throws {
    _ = Self.gitIsSealed
    folder = try TemporaryFolder()
    (self.clock, self.generator) = (clock, generator)
    var environment = TestServer.environment
    environment["HOME"] = "\(folder.path)/home"
    environment["USER"] = "ada"
    environment["GIT_AUTHOR_NAME"] = "Ada Lovelace"
    environment["GIT_AUTHOR_EMAIL"] = "ada@example.org"
    environment["GIT_CEILING_DIRECTORIES"] = TemporaryFolder.parent
    environment["CONFITURE_SCRATCH_DIR"] = TestServer.settings.directory
    for (name, value) in changes { environment[name] = value.isEmpty ? nil : value }
    self.environment = environment
  }

  deinit {
    guard let server = try? TestServer.shared() else { return }
    try? server.dropDatabase(localDatabase)
  }

  /// The folder of the project.
  var root: String { folder.path }

  /// What there is now.
  func stand() throws -> Stand {
    Stand(contents: try FolderContents(of: folder.path), seconds: clock.now, seed: generator.seed)
  }

  private static let gitIsSealed: Bool = {
    do { try GitLibrary.readUserConfiguration(from: []) } catch { return false }
    return true
  }()

  // MARK: Running

  /// Runs a command with nobody to ask.
  @discardableResult
  func run(_ arguments: String...) -> CommandRun { run(arguments) }

  /// Runs a command whose questions are answered one after the other; every further one with no.
  @discardableResult
  func run(_ arguments: [String], in directory: String? = nil, answers: [Bool]? = nil) -> CommandRun {
    let transcript = Transcript(answers: answers ?? [])
    let (clock, generator) = (self.clock, self.generator)
    clock.tick()
    var streams = Session.Streams(
      data: { text in transcript.data(text) }, talk: { text in transcript.talk(text) },
      diagnose: { (diagnostic: Diagnostic) in transcript.talk(DiagnosticPrinter().text(diagnostic)) })
    if answers != nil { streams.ask = { question in transcript.ask(question) } }
    let given = streams
    let world = Session.World(
      now: { clock.now }, randomNumber: { generator.next() }, sleep: { duration in clock.sleep(duration) })
    let exit = CommandMain.run(
      arguments, streams: { (_: GlobalOptions) in given }, world: world, environment: environment,
      workingDirectory: directory ?? root, width: 100)
    return transcript.run(arguments, exit: exit, mask: mask)
  }

  /// Hides what differs from machine to machine and from run to run, without taking anything away.
  func mask(_ text: String) -> String {
    var text = text.replacing(root, with: "$ROOT")
    if let scratch = TestServer.settings.directory { text = text.replacing(scratch, with: "$SCRATCH") }
    return text
  }

  // MARK: Databases

  /// The scratch database of the project.
  var localDatabase: String { LocalDatabase.databaseName(forProjectAt: root) }

  /// Connects to the scratch database of the project.
  func local() throws -> Connection {
    try Connection(
      TestServer.shared().connectionString(database: localDatabase), applicationName: "confiture test")
  }
}

/// What a command printed, and how it ended.
struct CommandRun: CustomStringConvertible {
  let line: String
  let output: String
  let errors: String
  let exit: Int32
  /// Both streams in the order of writing, lines of standard error behind `2> `.
  let transcript: String

  /// The whole of it, as golden files hold it.
  var description: String {
    "$ \(line)\n\(transcript)" + (exit == 0 ? "" : "[exit \(exit)]\n")
  }
}

/// Seconds since 1970: 2026-02-02 09:00 UTC and a minute more with every command.
private final class TestClock: Sendable {
  private let seconds: Mutex<Double>

  init(seconds: Double = 1_770_022_800) { self.seconds = Mutex(seconds) }

  var now: Double { seconds.withLock { $0 } }
  func tick() { seconds.withLock { $0 += 60 } }

  /// Lets the others go on for a moment, and our own time pass by all of it.
  func sleep(_ duration: Duration) {
    let time = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    seconds.withLock { $0 += time }
  }
}

private final class TestGenerator: Sendable {
  private let state: Mutex<UInt64>

  init(seed: UInt64) { state = Mutex(seed) }

  /// One that goes on as this one would.
  var seed: UInt64 { state.withLock { $0 } }

  /// SplitMix64, see Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
  func next() -> UInt64 {
    state.withLock { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}

/// Collects what a command writes.
private final class Transcript: Sendable {
  private struct Content {
    var output = ""
    var errors = ""
    var both = ""
    var answers: [Bool]
  }

  private let content: Mutex<Content>

  init(answers: [Bool]) { content = Mutex(Content(answers: answers)) }

  func data(_ text: String) {
    content.withLock {
      $0.output += text
      $0.both += text
    }
  }

  func talk(_ text: String) {
    content.withLock {
      $0.errors += text
      for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        $0.both += line.isEmpty ? "2>\n" : "2> \(line)\n"
      }
    }
  }

  func ask(_ question: String) -> Bool {
    content.withLock {
      let answer = $0.answers.isEmpty ? false : $0.answers.removeFirst()
      $0.errors += question + "\n"
      $0.both += "2> \(question) \(answer ? "yes" : "no")\n"
      return answer
    }
  }

  func run(_ arguments: [String], exit: Int32, mask: (String) -> String) -> CommandRun {
    let quoted = arguments.map { $0.isEmpty || $0.contains(" ") ? "'\($0)'" : $0 }
    return content.withLock {
      CommandRun(
        line: mask((["confiture"] + quoted).joined(separator: " ")), output: mask($0.output), errors: mask($0.errors),
        exit: exit, transcript: mask($0.both))
    }
  }
}
