import FoundationEssentials

/// A folder of another tool's files, read as UTF-8 text.
struct SourceFolder: Sendable {
  let path: String

  /// - Throws: ``ImportError`` when there is no such folder.
  init(_ path: String) throws(ImportError) {
    var isDirectory: Bool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    guard exists, isDirectory else {
      throw ImportError(
        .noFolder, "there is no folder '\(path)'", hints: ["name the folder that holds the migrations"])
    }
    self.path = path
  }

  /// Names in the folder, sorted by their bytes; hidden ones left out.
  func names() throws(ImportError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
        .filter { !$0.hasPrefix(".") }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch { throw ImportError(.unreadable, "cannot read the folder '\(path)'", details: ["\(error)"]) }
  }

  func isFolder(_ name: String) -> Bool {
    var isDirectory: Bool = false
    return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isDirectory) && isDirectory
  }

  func contains(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

  func folder(_ name: String) throws(ImportError) -> SourceFolder { try SourceFolder("\(path)/\(name)") }

  /// Reads a file that has to be there.
  func source(_ name: String) throws(ImportError) -> ImportedMigration.Source {
    guard let source = try optionalSource(name) else {
      throw ImportError(.unreadable, "there is no file '\(path)/\(name)'")
    }
    return source
  }

  /// - Throws: ``ImportError`` with `notUTF8` and the offset of the first byte that is not UTF-8.
  func optionalSource(_ name: String) throws(ImportError) -> ImportedMigration.Source? {
    let file = "\(path)/\(name)"
    guard contains(name), !isFolder(name) else { return nil }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ImportError(.unreadable, "cannot read '\(file)'", hints: ["check the file's permissions"])
    }
    var bytes = Array(data)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ImportError(
        .notUTF8,
        "'\(file)' is not UTF-8: the first byte that cannot be read is at offset \(Self.firstInvalid(bytes))",
        hints: ["convert it, for example: iconv -f latin1 -t utf8 '\(file)'"])
    }
    guard !bytes.contains(0) else {
      throw ImportError(.notUTF8, "'\(file)' contains a NUL byte", hints: ["is it UTF-16? convert it to UTF-8"])
    }
    return ImportedMigration.Source(text: text, file: file)
  }

  private static func firstInvalid(_ bytes: [UInt8]) -> Int {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .error, .emptyInput: return offset
      }
    }
  }
}
