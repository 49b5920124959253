import Digests

/// Every object of a database that a snapshot holds.
package struct DatabaseSchema: Sendable {
  package var objects: [any SchemaObject]
  /// What the database has besides.
  package var uncovered: [UncoveredObject]

  package init(objects: [any SchemaObject] = [], uncovered: [UncoveredObject] = []) {
    self.objects = objects
    self.uncovered = uncovered
  }
}

extension DatabaseSchema {
  /// Renders every object and hashes the whole.
  ///
  /// - Complexity: O(*n* log *n*) in the number of objects, linear in their text.
  package func snapshot(_ options: SnapshotOptions) -> Snapshot {
    var rendered = objects.concurrentMap { RenderedObject($0, options) }.filter { !$0.file.text.isEmpty }
    rendered.sort { $0.file.identity < $1.file.identity }
    let fingerprint = Self.fingerprint(of: rendered, options)
    let files = rendered.map(\.file).sorted { Identifier($0.path) < Identifier($1.path) }
    return Snapshot(files: files, fingerprint: fingerprint, uncovered: uncovered.sorted())
  }

  private struct RenderedObject: Sendable {
    let file: SnapshotFile
    let hashed: String?

    init(_ object: any SchemaObject, _ options: SnapshotOptions) {
      func text(in form: DDLForm) -> String {
        var writer = DDLWriter(form: form, options: options)
        object.write(to: &writer)
        return writer.text
      }
      file = SnapshotFile(identity: object.identity, text: text(in: .file))
      hashed = object.hasOwnFingerprintForm && !file.text.isEmpty ? text(in: .fingerprint) : nil
    }
  }

  private static func fingerprint(of objects: [RenderedObject], _ options: SnapshotOptions) -> Fingerprint {
    var hash = SHA256()
    hash.update("confiture-schema \(Fingerprint.currentFormat)\naccess \(options.includesAccess)\n".utf8)
    for object in objects {
      let text = object.hashed ?? object.file.text
      hash.update("\(object.file.identity.description)\n\(text.utf8.count)\n".utf8)
      hash.update(text.utf8)
    }
    return Fingerprint(
      format: Fingerprint.currentFormat, includesAccess: options.includesAccess, digest: hash.finish())
  }
}

extension DatabaseSchema {
  /// The objects within one schema; the schema itself is not among them, nor what belongs to the whole database.
  package func part(of schema: Identifier) -> DatabaseSchema {
    DatabaseSchema(objects: objects.filter { $0.identity.schema == schema })
  }
}

extension Fingerprint {
  /// The version of the canonical form that this program writes.
  package static let currentFormat = 1

  /// The fingerprint of an empty database or schema, without owners and grants.
  package static let empty = DatabaseSchema().snapshot(SnapshotOptions()).fingerprint
}
