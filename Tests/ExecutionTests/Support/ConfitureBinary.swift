import FoundationEssentials
import Glibc
import Processes
import TestSupport

/// The program itself, built beside these tests.
struct ConfitureBinary {
  /// It was not built.
  struct Missing: Error, CustomStringConvertible {
    var path: String
    var description: String { "there is no program at '\(path)': swift build makes it" }
  }

  let path: String
  private let home: TemporaryFolder

  init() throws {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let own = String(decoding: buffer[..<max(0, length)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    // The program stands beside the bundle of the tests.
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? own
    let folders = bundle.split(separator: "/", omittingEmptySubsequences: false)
    path = (folders.prefix { !$0.hasSuffix(".xctest") } + ["confiture"]).joined(separator: "/")
    guard access(path, X_OK) == 0 else { throw Missing(path: path) }
    home = try TemporaryFolder()
  }

  private func invocation(_ arguments: [String]) -> Invocation {
    Invocation(
      path, arguments, environment: ["HOME": home.path, "PATH": "/usr/bin:/bin", "USER": "tester"],
      directory: home.path)
  }

  func run(_ arguments: [String]) throws -> ProcessResult {
    try ChildProcess.run(invocation(arguments), deadline: .seconds(30))
  }

  /// Starts it, to be killed or waited for.
  func start(_ arguments: [String]) throws -> Int32 { try ChildProcess.spawnDetached(invocation(arguments)) }

  /// Whether a process that was started has not ended yet; it is no child of ours, so that others wait for it.
  func isRunning(_ process: Int32) -> Bool {
    guard let stat = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return false }
    let text = String(decoding: stat, as: UTF8.self)
    return text.split(separator: ")").last?.first { $0 != " " } != "Z"
  }

  /// Runs it and kills it when the condition has come true and a while has passed, or at the latest after the limit.
  func kill(_ arguments: [String], when condition: () throws -> Bool, after delay: Duration, within limit: Duration)
    throws
  {
    let process = try ChildProcess.spawnDetached(invocation(arguments))
    defer { Glibc.kill(process, SIGKILL) }
    if try eventually(within: limit, condition) { _ = eventually(within: delay) { false } }
  }
}
