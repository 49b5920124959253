import FoundationEssentials

/// Where the files of the action are.
enum ActionFiles {
  static let tests = folder(#filePath, up: 1)
  static let repository = folder(#filePath, up: 4)
  static let action = "\(repository)/examples/github-action"
  static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

  static func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(repository)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }

  private static func folder(_ path: String, up count: Int) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).dropLast(count).joined(separator: "/")
  }
}
