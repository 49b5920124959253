import Diagnostics
import Schema

/// Merges two snapshots that began as one, object by object and attribute by attribute.
///
/// Pure: what both sides' migrations really do in either order is for a proof to say.
package enum SchemaMerge {
  /// Merges what each side changed since the base.
  ///
  /// - Parameter input: The three snapshots, the renames that the sides declare, and what was decided.
  /// - Returns: The merged snapshot with all that does not go together.
  /// - Throws: a ``SchemaDiffError`` when a file is not as Confiture writes it.
  package static func merge(_ input: MergeInput) throws(SchemaDiffError) -> MergeResult {
    let renamed = try RenameMerge(input)
    var merged: [ObjectIdentity: SnapshotFile] = [:]
    var conflicts = renamed.conflicts
    var combined: [MergeKey] = []
    let files = renamed.files.map { files in
      Dictionary(files.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let identities = Set(files.base.keys).union(files.ours.keys).union(files.theirs.keys)
    for identity in identities.sorted() {
      if let text = input.authored[identity] {
        merged[identity] = text.map { SnapshotFile(identity: identity, text: $0) }
        continue
      }
      var merge = AttributeMerge(identity, input)
      let versions = Three(files.base[identity], files.ours[identity], files.theirs[identity])
      merged[identity] = try self.file(versions, with: &merge, renamed: renamed)
      conflicts += merge.conflicts
      combined += merge.combined
    }
    for (identity, text) in input.authored where merged[identity] == nil {
      merged[identity] = text.map { SnapshotFile(identity: identity, text: $0) }
    }
    conflicts += try DependencyCheck(input).conflicts()
    let result = merged.values.sorted { Identifier($0.path) < Identifier($1.path) }
    conflicts += try NameCheck(base: files.base, ours: files.ours, theirs: files.theirs).conflicts(in: result)
    conflicts = conflicts.filter { conflict in
      !([conflict.key] + conflict.settles).contains { input.authored.keys.contains($0.object) }
    }
    return MergeResult(files: result, conflicts: conflicts, combined: combined)
  }

  // MARK: One object

  private static func file(
    _ files: Three<SnapshotFile?>, with merge: inout AttributeMerge, renamed: RenameMerge
  ) throws(SchemaDiffError) -> SnapshotFile? {
    if let side = merge.choice(nil) { return files[side] }
    let bytes = files.map { $0.map { Identifier($0.text) } }
    if bytes.ours == bytes.theirs || bytes.theirs == bytes.base { return files.ours }
    if bytes.ours == bytes.base { return files.theirs }
    let texts = files.map { $0?.text }
    guard let base = files.base else {
      if try differInColumnOrderOnly(files) { return files.ours }
      merge.note(.addAdd, nil, texts)
      return files.ours
    }
    guard let ours = files.ours, let theirs = files.theirs else {
      let (kind, message) = renamed.deletion(of: merge.object, isOurs: files.ours == nil, base: base)
      merge.note(kind, nil, texts, message)
      return files.ours ?? files.theirs
    }
    return try self.merged(Three(base, ours, theirs), with: &merge)
  }

  private static func merged(
    _ files: Three<SnapshotFile>, with merge: inout AttributeMerge
  ) throws(SchemaDiffError) -> SnapshotFile? {
    let objects = Three<any SchemaObject>(
      try object(of: files.base), try object(of: files.ours), try object(of: files.theirs))
    let text: String
    if let object = merge.object(objects) {
      var ddl = DDLWriter(form: .file, options: SnapshotOptions(includesAccess: true))
      object.write(to: &ddl)
      text = ddl.text
    } else {
      text = merge.statements(files.map(\.text))
    }
    let file = SnapshotFile(identity: files.ours.identity, text: text)
    // What was put together has to be readable as one object again.
    do throws(SnapshotReadingError) { _ = try SnapshotReading.object(of: file) } catch {
      merge.note(.modifyModify, nil, files.map { $0.text })
      return files.ours
    }
    return file
  }

  private static func differInColumnOrderOnly(_ files: Three<SnapshotFile?>) throws(SchemaDiffError) -> Bool {
    guard let ours = files.ours, let theirs = files.theirs, ours.identity.kind == .table else { return false }
    func hashed(_ file: SnapshotFile) throws(SchemaDiffError) -> Identifier {
      var ddl = DDLWriter(form: .fingerprint, options: SnapshotOptions(includesAccess: true))
      try object(of: file).write(to: &ddl)
      return Identifier(ddl.text)
    }
    return try hashed(ours) == hashed(theirs)
  }

  static func object(of file: SnapshotFile) throws(SchemaDiffError) -> any SchemaObject {
    do throws(SnapshotReadingError) { return try SnapshotReading.object(of: file) } catch {
      throw SchemaDiffError(
        .unreadable, error.diagnostic.message, details: error.diagnostic.details, hints: error.diagnostic.hints)
    }
  }
}
