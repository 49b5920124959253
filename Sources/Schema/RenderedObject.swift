import Digests

/// An object's file, and what its fingerprint is made of.
package struct RenderedObject: Sendable {
  fileprivate let file: SnapshotFile
  /// What is hashed, if it is not the file's text.
  fileprivate let hashed: String?

  package init(_ object: any SchemaObject, _ options: SnapshotOptions) {
    func text(in form: DDLForm) -> String {
      var writer = DDLWriter(form: form, options: options)
      object.write(to: &writer)
      return writer.text
    }
    file = SnapshotFile(identity: object.identity, text: text(in: .file))
    hashed = object.hasOwnFingerprintForm && !file.text.isEmpty ? text(in: .fingerprint) : nil
  }
}

extension Snapshot {
  /// Puts the files of all objects together and hashes the whole; an object without text is left out.
  ///
  /// - Complexity: O(*n* log *n*) in the number of objects, linear in their text.
  package init(of objects: [RenderedObject], uncovered: [UncoveredObject], _ options: SnapshotOptions) {
    var objects = objects.filter { !$0.file.text.isEmpty }
    objects.sort { $0.file.identity < $1.file.identity }
    let files = objects.map(\.file).sorted { Identifier($0.path) < Identifier($1.path) }
    self.init(files: files, fingerprint: Fingerprint(of: objects, options), uncovered: uncovered.sorted())
  }
}

extension Fingerprint {
  /// Hashes all objects, which are sorted by their identities.
  fileprivate init(of objects: [RenderedObject], _ options: SnapshotOptions) {
    var hash = SHA256()
    hash.update("confiture-schema \(Self.currentFormat)\naccess \(options.includesAccess)\n".utf8)
    for object in objects {
      let text = object.hashed ?? object.file.text
      hash.update("\(object.file.identity.description)\n\(text.utf8.count)\n".utf8)
      hash.update(text.utf8)
    }
    self.init(format: Self.currentFormat, includesAccess: options.includesAccess, digest: hash.finish())
  }
}
