import FoundationEssentials

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
}
