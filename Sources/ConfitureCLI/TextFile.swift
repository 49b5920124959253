internal import Diagnostics
internal import FoundationEssentials

/// Files that a command writes because the user named them.
enum TextFile {
  static func write(_ text: String, to path: String) throws {
    do { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) } catch {
      throw CommandFailure(.usage, code: "output.unwritable", "cannot write '\(path)'", details: ["\(error)"])
    }
  }
}
