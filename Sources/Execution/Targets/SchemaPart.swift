internal import Diagnostics
internal import Schema
internal import SchemaDiff

/// The part of a version that one schema is: what a target that is a schema has at that version.
enum SchemaPart {
  /// Reads the files of a schema's folder, and renders their objects anew as a snapshot of their own.
  static func snapshot(
    of files: [(path: String, text: String)], schema: Identifier, options: SnapshotOptions
  ) throws -> Snapshot {
    var known: [SnapshotFile] = []
    for file in files {
      guard let identity = FileIdentity.identity(path: file.path, text: file.text) else {
        throw ExecutionError(
          .foreign, .failed, "'\(file.path)' of the version's snapshot is not the file of an object",
          hints: ["confiture fsck"])
      }
      known.append(SnapshotFile(identity: identity, text: file.text))
    }
    return DatabaseSchema(objects: try SnapshotReading.objects(of: known)).part(of: schema).snapshot(options)
  }
}
