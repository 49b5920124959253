internal import GitStore
internal import History

extension Workspace {
  /// What writing did, by paths from the root of the project, sorted.
  package struct Changes: Sendable, Equatable {
    package var written: [String] = []
    package var removed: [String] = []

    package var isEmpty: Bool { written.isEmpty && removed.isEmpty }
  }

  /// A file that writing would overwrite or remove although nobody else has its content.
  package struct Conflict: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
      /// A sealed file was edited.
      case edited
      /// A file that is not sealed stands in the way.
      case unsealed
    }

    package var path: String
    package var kind: Kind
  }

  /// Returns what ``write(_:replacing:)`` would lose; a file that is already as it shall be is no conflict, whatever the
  /// workspace was thought to hold.
  package func conflicts(writing new: WorkspaceImage, replacing old: WorkspaceImage) throws -> [Conflict] {
    let before = old.files
    let after = new.files
    var conflicts: [Conflict] = []
    for file in Set(before.keys).union(after.keys) {
      guard let present = try blob(at: file), present != before[file], present != after[file] else { continue }
      conflicts.append(Conflict(path: file, kind: before[file] == nil ? .unsealed : .edited))
    }
    for file in try strangers(in: old, new) where after[file] == nil && before[file] == nil {
      conflicts.append(Conflict(path: file, kind: .unsealed))
    }
    return conflicts.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// Makes the workspace that of a version: its migrations and its snapshot, and nothing of the version before.
  ///
  /// Only files that differ are written, each as a whole. Pending migrations stay. A process that dies in between
  /// leaves a workspace that the same call completes.
  @discardableResult
  package func write(_ new: WorkspaceImage, replacing old: WorkspaceImage) throws -> Changes {
    var changes = Changes()
    let after = new.files
    for (file, id) in after.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    where try blob(at: file) != id {
      try FileAccess.write(store.readBlob(id), to: path(file))
      changes.written.append(file)
    }
    let stale = try Set(old.files.keys).union(strangers(in: old, new)).filter { after[$0] == nil }
    for file in stale.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where FileAccess.kind(path(file)) == .file {
      let top = file.hasPrefix(Self.schema + "/") ? Self.schema : Self.migrations
      try FileAccess.remove(path(file), upTo: path(top))
      changes.removed.append(file)
    }
    try makeFolders()
    return changes
  }

  /// Files in sealed folders and in `db/schema` that Confiture would read, and that no image has.
  private func strangers(in images: WorkspaceImage...) throws -> [String] {
    let folders = Set(images.flatMap { $0.folders.map(\.name) })
    let extra = folders.flatMap { folder in
      Migration.File.allCases.map { "\(Self.migrations)/\(folder)/\($0.rawValue)" }
    }.filter { FileAccess.kind(path($0)) == .file }
    let schema = try FileAccess.files(below: path(Self.schema)).filter(Self.isSchemaFile)
    return extra + schema.map { "\(Self.schema)/\($0)" }
  }
}

extension Workspace {
  /// Removes the files of a migration's folder, and the folder if nothing else is in it.
  package func removeMigration(_ folder: String) throws {
    for file in Migration.File.allCases {
      try FileAccess.remove(path("\(Self.migrations)/\(folder)/\(file.rawValue)"), upTo: path(Self.migrations))
    }
  }

  /// Makes sealed folders what was sealed.
  package func restoreFolders(_ names: Set<String>, of image: WorkspaceImage) throws {
    for folder in image.folders where names.contains(folder.name) {
      for file in Migration.File.allCases {
        let place = path("\(Self.migrations)/\(folder.name)/\(file.rawValue)")
        guard let blob = folder.files[file.rawValue] else {
          try FileAccess.remove(place, upTo: path(Self.migrations))
          continue
        }
        try FileAccess.write(store.readBlob(blob), to: place)
      }
    }
  }
}
