internal import Diagnostics
package import GitStore
package import Schema
internal import Synchronization

/// Reads and writes schema commits.
///
/// The same content and parents give the same commit id on every machine.
package final class SchemaCommits: Sendable {
  package let store: ObjectStore
  private let writer = Mutex(SchemaTreeWriter())
  /// The texts of the snapshot that was read last: the next one shares most of them.
  private let latestTexts = Mutex<[ObjectID: String]>([:])

  package init(_ store: ObjectStore) { self.store = store }

  // MARK: Writing

  /// Seals a migration and the schema that results from it.
  @discardableResult
  package func write(
    parents: [ObjectID], migration: Migration, files: [(path: String, text: String)], fingerprint: Fingerprint
  ) throws -> ObjectID {
    try write(
      parents: parents, migration: migration, files: files, fingerprint: fingerprint, message: migration.message,
      author: migration.manifest.author, date: migration.manifest.date)
  }

  /// Writes a version without a migration, such as a merge that needed no statements.
  @discardableResult
  package func write(
    parents: [ObjectID], files: [(path: String, text: String)], fingerprint: Fingerprint, title: String,
    details: String = "", author: Author, date: CommitDate
  ) throws -> ObjectID {
    try write(
      parents: parents, migration: nil, files: files, fingerprint: fingerprint,
      message: CommitMessage(title: title, details: details).text, author: author, date: date)
  }

  private func write(
    parents: [ObjectID], migration: Migration?, files: [(path: String, text: String)], fingerprint: Fingerprint,
    message: String, author: Author, date: CommitDate
  ) throws -> ObjectID {
    try store.batch {
      var entries = [
        TreeEntry(mode: .tree, name: CommitEntry.schema, id: try writeTree(of: files)),
        TreeEntry(
          mode: .blob, name: CommitEntry.fingerprint, id: try store.writeBlob(Array(fingerprint.blobText.utf8))),
      ]
      if let migration {
        let files = try migration.files.map { name, text in
          TreeEntry(mode: .blob, name: name, id: try store.writeBlob(Array(text.utf8)))
        }
        entries.append(TreeEntry(mode: .tree, name: CommitEntry.migration, id: try store.writeTree(files)))
      }
      let signature = author.signature(at: date)
      return try store.writeCommit(
        tree: store.writeTree(entries), parents: parents, author: signature, committer: signature, message: message)
    }
  }

  /// Stores a snapshot and returns the id of its tree, which is also the key of its cached databases.
  @discardableResult
  package func writeTree(of files: [(path: String, text: String)]) throws -> ObjectID {
    // The lock is held while objects are written; the object store's own lock is only ever taken inside it.
    try writer.withLock { try $0.write(files, to: store) }
  }

  // MARK: Reading

  /// Reads a version with its migration, without its snapshot.
  package func read(_ id: ObjectID) throws -> SchemaCommit {
    let commit = try store.readCommit(id)
    let entries = try entries(of: commit)
    return SchemaCommit(
      id: id, parents: commit.parents, migration: try entries.migration.map { try migration(in: $0, of: id) },
      schemaTree: entries.schema, fingerprint: try fingerprint(entries.fingerprint, of: id),
      author: Author(name: commit.author.name, email: commit.author.email),
      date: CommitDate(seconds: commit.author.when, offset: commit.author.offset), message: commit.message)
  }

  /// Reads the migration of a version; `nil` for a merge without one.
  package func readMigration(_ id: ObjectID) throws -> Migration? {
    try entries(of: store.readCommit(id)).migration.map { try migration(in: $0, of: id) }
  }

  /// Returns the blobs of the scripts that lead to a version, one from each parent where it has roads; none for a merge
  /// without a migration.
  package func upScripts(of id: ObjectID) throws -> [Migration.File: ObjectID] {
    guard let migration = try entries(of: store.readCommit(id)).migration else { return [:] }
    var scripts: [Migration.File: ObjectID] = [:]
    for entry in try store.readTree(migration) {
      guard let file = Migration.File(rawValue: entry.name), [.up, .upFromSecond].contains(file) else { continue }
      scripts[file] = entry.id
    }
    return scripts
  }

  /// Returns the files of a version's snapshot, sorted by the bytes of their paths.
  package func snapshotFiles(of id: ObjectID) throws -> [(path: String, text: String)] {
    try snapshotFiles(inTree: entries(of: store.readCommit(id)).schema)
  }

  /// Returns the files of a snapshot's tree, sorted by the bytes of their paths.
  package func snapshotFiles(inTree tree: ObjectID) throws -> [(path: String, text: String)] {
    let known = latestTexts.withLock { $0 }
    var texts: [ObjectID: String] = [:]
    let files = try snapshotBlobs(inTree: tree).map { path, blob in
      let text = try known[blob] ?? text(of: blob, path)
      texts[blob] = text
      return (path: path, text: text)
    }
    latestTexts.withLock { $0 = texts }
    return files
  }

  /// Returns the ids of the folders at the top of a version's snapshot, by their names: its schemas, and the kinds of
  /// object that are in none.
  package func schemaFolders(of id: ObjectID) throws -> [String: ObjectID] {
    let top = try store.readTree(entries(of: store.readCommit(id)).schema)
    return Dictionary(
      top.filter { $0.mode == .tree }.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  /// Returns paths and blob ids of a snapshot's tree, sorted by the bytes of the paths.
  package func snapshotBlobs(inTree tree: ObjectID) throws -> [(path: String, id: ObjectID)] {
    var files: [(path: String, id: ObjectID)] = []
    try gather(tree, prefix: "", into: &files)
    return files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private func gather(_ tree: ObjectID, prefix: String, into files: inout [(path: String, id: ObjectID)]) throws {
    for entry in try store.readTree(tree) {
      if entry.mode == .tree {
        try gather(entry.id, prefix: "\(prefix)\(entry.name)/", into: &files)
      } else {
        files.append((prefix + entry.name, entry.id))
      }
    }
  }

  /// The parts of a commit's tree.
  struct Entries {
    var migration: ObjectID?
    var schema: ObjectID
    var fingerprint: ObjectID
  }

  func entries(of commit: Commit) throws -> Entries {
    let entries = Dictionary(
      try store.readTree(commit.tree).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    guard let schema = entries[CommitEntry.schema], schema.mode == .tree,
      let fingerprint = entries[CommitEntry.fingerprint], fingerprint.mode == .blob
    else {
      throw HistoryError(
        .malformedVersion, "the commit '\(commit.id.short())' is not a version of the schema",
        details: ["a version has a folder 'schema' and a file 'fingerprint'"],
        hints: ["references under refs/confiture/ name versions only: confiture fsck lists those that do not"])
    }
    return Entries(
      migration: entries[CommitEntry.migration]?.id, schema: schema.id, fingerprint: fingerprint.id)
  }

  func fingerprint(_ blob: ObjectID, of commit: ObjectID) throws -> Fingerprint {
    try Fingerprint(blobText: text(of: blob, "\(commit.short()):\(CommitEntry.fingerprint)"))
  }

  func migration(in tree: ObjectID, of commit: ObjectID) throws -> Migration {
    var texts: [String: String] = [:]
    let folder = "\(commit.short()):\(CommitEntry.migration)"
    for entry in try store.readTree(tree) { texts[entry.name] = try text(of: entry.id, "\(folder)/\(entry.name)") }
    guard let up = texts[Migration.File.up.rawValue], let yaml = texts[Migration.File.manifest.rawValue] else {
      throw HistoryError(
        .malformedVersion, "'\(folder)' lacks 'up.sql' or 'migration.yaml'", hints: ["confiture fsck"])
    }
    let (manifest, name) = try MigrationManifest.read(yaml, file: "\(folder)/\(Migration.File.manifest.rawValue)")
    return Migration(
      name: name ?? commit.short(), up: up, down: texts[Migration.File.down.rawValue],
      upFromSecond: texts[Migration.File.upFromSecond.rawValue],
      downToSecond: texts[Migration.File.downToSecond.rawValue], verify: texts[Migration.File.verify.rawValue],
      setup: texts[Migration.File.setup.rawValue], manifest: manifest)
  }

  /// Reads a blob that must be UTF-8.
  package func text(of blob: ObjectID, _ name: String) throws -> String {
    let bytes = try store.readBlob(blob)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw HistoryError(.malformedVersion, "'\(name)' is not UTF-8")
    }
    return text
  }
}
