import FoundationEssentials
import Processes

extension Sandbox {
  /// The program as users run it, built beside the tests.
  static let binary: String = {
    let products = CommandLine.arguments.first.map { path in
      path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }
    let places = [products ?? ".", ".build/debug", ".build/release"]
    return places.map { "\($0)/confiture" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "confiture"
  }()

  /// Runs a line in a shell, where `confiture` is the program.
  func shell(_ line: String) throws -> ProcessResult {
    var environment = environment
    let folder = Self.binary.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    environment["PATH"] = "\(folder):\(environment["PATH"] ?? "/usr/bin:/bin")"
    return try ChildProcess.run(
      Invocation("/bin/bash", ["-c", line], environment: environment, directory: root), deadline: .seconds(60))
  }
}
