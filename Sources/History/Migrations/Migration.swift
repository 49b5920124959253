/// One step from a schema to the next: its texts and what its manifest says.
package struct Migration: Sendable, Equatable {
  /// The name of its folder, such as `20260131-add-users`.
  package var name: String
  /// Leads here from the first parent.
  package var up: String
  package var down: String?
  /// Leads here from the second parent, for a version whose kind has roads; see ``VersionKind/hasRoads``.
  package var upFromSecond: String?
  /// Leads back to the second parent.
  package var downToSecond: String?
  package var verify: String?
  /// Runs once, before the first migration of a history.
  package var setup: String?
  package var manifest: MigrationManifest

  package init(
    name: String, up: String, down: String? = nil, upFromSecond: String? = nil, downToSecond: String? = nil,
    verify: String? = nil, setup: String? = nil,
    manifest: MigrationManifest
  ) {
    self.name = name
    self.up = up
    self.down = down
    self.upFromSecond = upFromSecond
    self.downToSecond = downToSecond
    self.verify = verify
    self.setup = setup
    self.manifest = manifest
  }

  /// The names of the files a migration may have.
  package enum File: String, CaseIterable, Sendable {
    case up = "up.sql"
    case down = "down.sql"
    case upFromSecond = "up.from-2.sql"
    case downToSecond = "down.to-2.sql"
    case verify = "verify.sql"
    case setup = "setup.sql"
    case manifest = "migration.yaml"
  }

  /// The files of its folder and of its commit; what is absent is left out.
  package var files: [(name: String, text: String)] {
    let texts: [(File, String?)] = [
      (.up, up), (.down, down), (.upFromSecond, upFromSecond), (.downToSecond, downToSecond), (.verify, verify),
      (.setup, setup), (.manifest, manifest.text(name: name)),
    ]
    return texts.compactMap { file, text in text.map { (file.rawValue, $0) } }
  }

  /// The message of the commit that seals it.
  package var message: String {
    CommitMessage(title: manifest.title, details: manifest.details, change: manifest.change, migration: name).text
  }
}

/// The message of a schema commit: a title, paragraphs, and trailers that say whose commit it is.
package struct CommitMessage: Sendable, Equatable {
  package var title: String
  package var details: String
  package var change: ChangeID?
  package var migration: String?

  package init(title: String, details: String = "", change: ChangeID? = nil, migration: String? = nil) {
    self.title = title
    self.details = details
    self.change = change
    self.migration = migration
  }

  package var text: String {
    var blocks = [title]
    if !details.isEmpty {
      var body = Substring(details)
      while body.last == "\n" { body.removeLast() }
      blocks.append(String(body))
    }
    var trailers: [String] = []
    if let change { trailers.append("Change-Id: \(change.text)") }
    if let migration { trailers.append("Migration: \(migration)") }
    if !trailers.isEmpty { blocks.append(trailers.joined(separator: "\n")) }
    return blocks.joined(separator: "\n\n") + "\n"
  }
}
