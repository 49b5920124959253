package import History

/// The form in which another tool keeps its migrations.
package enum ImportFormat: String, Sendable, CaseIterable {
  case automatic = "auto"
  /// Folders `NAME/{up.sql, down.sql?, verify.sql?}`, in the order of their names.
  case plain
  /// `VERSION_title.up.sql` and `VERSION_title.down.sql`.
  case golangMigrate = "golang-migrate"
  /// `VERSION_title.sql` with `-- migrate:up` and `-- migrate:down`.
  case dbmate
  /// Folders `VERSION_title/{up.sql, down.sql, metadata.toml?}`; versions compare without their dashes.
  case diesel
  /// `V1.2__title.sql`, `U1.2__title.sql`.
  case flyway
  /// `sqitch.plan` with `deploy/`, `revert/`, `verify/`.
  case sqitch
  /// Folders with a `migration.yaml`, as in `db/migrations`.
  case confiture
}

/// One migration as another tool keeps it.
package struct ImportedMigration: Sendable, Equatable {
  /// A text and the file it was read from, for messages.
  package struct Source: Sendable, Equatable {
    package var text: String
    package var file: String

    package init(text: String, file: String) {
      self.text = text
      self.file = file
    }
  }

  /// The name it keeps in Confiture: its folder or file name without endings.
  package var name: String
  package var title: String
  package var up: Source
  package var down: Source?
  package var verify: Source?
  /// Runs once before the first migration of a history.
  package var setup: Source?
  package var author: (name: String, email: String)?
  /// Seconds since 1970, where the tool records it.
  package var date: Int64?
  /// The declared parents, by name; `nil` where the tool declares none.
  package var parents: [String]?
  /// Releases that the tool marks here.
  package var tags: [String] = []
  /// The tool runs it outside a transaction.
  package var outsideTransaction = false
  /// What Confiture itself wrote about it.
  package var manifest: MigrationManifest?

  package init(name: String, title: String, up: Source) {
    self.name = name
    self.title = title
    self.up = up
  }

  package static func == (left: ImportedMigration, right: ImportedMigration) -> Bool {
    left.name == right.name && left.title == right.title && left.up == right.up && left.down == right.down
      && left.verify == right.verify && left.setup == right.setup && left.author?.name == right.author?.name
      && left.author?.email == right.author?.email && left.date == right.date && left.parents == right.parents
      && left.tags == right.tags && left.outsideTransaction == right.outsideTransaction
      && left.manifest == right.manifest
  }
}

/// A history as another tool keeps it, in that tool's order.
package struct ImportedHistory: Sendable, Equatable {
  package var format: ImportFormat
  package var migrations: [ImportedMigration]
  /// Things worth telling, such as files that were passed over.
  package var notes: [String] = []

  package init(format: ImportFormat, migrations: [ImportedMigration], notes: [String] = []) {
    self.format = format
    self.migrations = migrations
    self.notes = notes
  }
}
