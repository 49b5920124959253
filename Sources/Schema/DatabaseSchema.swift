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
    var rendered: [RenderedObject] = []
    rendered.reserveCapacity(objects.count)
    for object in objects {
      var file = DDLWriter(form: .file, options: options)
      object.write(to: &file)
      if file.text.isEmpty { continue }
      var hashed: String?
      if object.hasOwnFingerprintForm {
        var fingerprint = DDLWriter(form: .fingerprint, options: options)
        object.write(to: &fingerprint)
        hashed = fingerprint.text
      }
      rendered.append(RenderedObject(identity: object.identity, file: file.text, hashed: hashed))
    }
    rendered.sort { $0.identity < $1.identity }
    let fingerprint = Self.fingerprint(of: rendered, options)
    let files = rendered.map { SnapshotFile(identity: $0.identity, text: $0.file) }
      .sorted { Identifier($0.path) < Identifier($1.path) }
    return Snapshot(files: files, fingerprint: fingerprint, uncovered: uncovered.sorted())
  }

  private struct RenderedObject {
    let identity: ObjectIdentity
    let file: String
    let hashed: String?
  }

  private static func fingerprint(of objects: [RenderedObject], _ options: SnapshotOptions) -> Fingerprint {
    var hash = SHA256()
    hash.update("confiture-schema \(Fingerprint.currentFormat)\naccess \(options.includesAccess)\n".utf8)
    for object in objects {
      let text = object.hashed ?? object.file
      hash.update("\(object.identity.description)\n\(text.utf8.count)\n".utf8)
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
