internal import Diagnostics
internal import Documents
package import GitStore
internal import History

/// A sealed migration whose folder is not what was sealed.
package struct SealedEdit: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// What the migration does is the same: comments, white space, words of the manifest.
    case cosmetic
    case semantic
    /// The folder is gone.
    case missing
  }

  /// The name of the folder.
  package var folder: String
  /// The version that the migration leads to.
  package var version: ObjectID
  package var kind: Kind
  /// The files that differ, sorted.
  package var files: [String]
}

/// A file of `db/schema` that is not as the branch's tip has it.
package struct SchemaFileDifference: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case added, removed, modified
  }

  /// Below `db/schema`.
  package var path: String
  package var kind: Kind
}

extension Workspace {
  /// Finds the sealed migrations whose files were changed, in the order in which they run.
  ///
  /// - Parameters:
  ///   - image: What the branch has.
  ///   - patchID: Gives equal answers for SQL that differs in comments and white space only.
  /// - Returns: One edit for each folder that is not as it was sealed.
  /// - Throws: Why a file or an object cannot be read.
  package func sealedEdits(of image: WorkspaceImage, patchID: (String) -> String) throws -> [SealedEdit] {
    try image.folders.compactMap { try edit(of: $0, patchID: patchID) }
  }

  private func edit(of folder: WorkspaceImage.Folder, patchID: (String) -> String) throws -> SealedEdit? {
    let place = "\(Self.migrations)/\(folder.name)"
    var changed: [String] = []
    var found = 0
    var isCosmetic = true
    for file in Migration.File.allCases {
      let bytes = try FileAccess.bytes(path("\(place)/\(file.rawValue)"))
      if bytes != nil { found += 1 }
      let sealed = folder.files[file.rawValue]
      if try bytes.map({ try ObjectStore.hash(.blob, $0) }) == sealed { continue }
      changed.append(file.rawValue)
      guard let bytes, let sealed else {
        isCosmetic = false
        continue
      }
      if isCosmetic {
        isCosmetic = try isSame(bytes, as: sealed, in: file, patchID: patchID)
      }
    }
    guard !changed.isEmpty else { return nil }
    return SealedEdit(
      folder: folder.name, version: folder.version, kind: found == 0 ? .missing : isCosmetic ? .cosmetic : .semantic,
      files: changed.sorted())
  }

  /// Whether two contents of a file mean the same.
  private func isSame(
    _ bytes: [UInt8], as sealed: ObjectID, in file: Migration.File, patchID: (String) -> String
  ) throws -> Bool {
    guard let text = try? TextFile.text(of: bytes, in: file.rawValue),
      let sealedText = String(validating: try store.readBlob(sealed), as: UTF8.self)
    else { return false }
    switch file {
    case .up, .down, .upFromSecond, .downToSecond, .verify, .setup: return patchID(text) == patchID(sealedText)
    case .manifest:
      guard let new = try? MigrationManifest.read(text, file: nil).manifest,
        let old = try? MigrationManifest.read(sealedText, file: nil).manifest
      else { return false }
      return new.withoutWords == old.withoutWords
    }
  }

  /// Finds the files of `db/schema` that differ from the snapshot of a branch's tip, sorted by path.
  package func schemaDifferences(from image: WorkspaceImage) throws -> [SchemaFileDifference] {
    let present = try FileAccess.files(below: path(Self.schema))
    var differences: [SchemaFileDifference] = []
    for file in present {
      guard let sealed = image.schema[file] else {
        if Self.isSchemaFile(file) { differences.append(.init(path: file, kind: .added)) }
        continue
      }
      if try blob(at: "\(Self.schema)/\(file)") != sealed { differences.append(.init(path: file, kind: .modified)) }
    }
    for file in Set(image.schema.keys).subtracting(present) { differences.append(.init(path: file, kind: .removed)) }
    return differences.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// What else lies in `db/schema`, such as a README, is the user's.
  static func isSchemaFile(_ path: String) -> Bool { path.hasSuffix(".sql") }
}

extension MigrationManifest {
  /// The manifest without what only people read.
  fileprivate var withoutWords: MigrationManifest {
    var copy = self
    copy.title = ""
    copy.details = ""
    copy.author = Author(name: "", email: "")
    copy.date = CommitDate(seconds: 0)
    copy.origin = nil
    copy.differences = []
    return copy
  }
}
