import FoundationEssentials
import Glibc

/// The sources of the product, for tests that look at all of them.
enum SourceFiles {
  static func all() throws -> [(file: String, text: String)] {
    let root = (#filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4) + ["Sources"])
      .joined(separator: "/")
    var found: [(file: String, text: String)] = []
    var folders = [""]
    while let folder = folders.popLast() {
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").sorted() {
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        if name.hasSuffix(".swift") {
          found.append((path, try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)))
        } else if !name.contains(".") {
          folders.append(path)
        }
      }
    }
    return found
  }

  /// The lines that hold a text, found by C's search: a tenth of the time that splitting all sources takes.
  static func lines(of text: String, with part: String) -> [String] {
    text.withCString { start in
      var lines: [String] = []
      var rest = start
      while let hit = strstr(rest, part) {
        var first = UnsafePointer(hit)
        while first > start, first[-1] != 0x0A { first -= 1 }
        let end = strchr(hit, 0x0A) ?? hit + strlen(hit)
        lines.append(
          String(decoding: UnsafeRawBufferPointer(start: first, count: UnsafePointer(end) - first), as: UTF8.self))
        rest = UnsafePointer(end)
      }
      return lines
    }
  }
}
