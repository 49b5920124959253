package import History

/// The texts of a migration with the files they come from.
package struct MigrationTexts: Sendable, Equatable {
  package var name: String
  package var setup: ScriptOrigin?
  package var up: ScriptOrigin
  package var down: ScriptOrigin?
  package var verify: ScriptOrigin?
  /// Each statement is a transaction of its own.
  package var runsOutsideTransaction: Bool

  package init(
    name: String, setup: ScriptOrigin? = nil, up: ScriptOrigin, down: ScriptOrigin? = nil,
    verify: ScriptOrigin? = nil, runsOutsideTransaction: Bool = false
  ) {
    self.name = name
    self.setup = setup
    self.up = up
    self.down = down
    self.verify = verify
    self.runsOutsideTransaction = runsOutsideTransaction
  }

  /// The texts of a migration, as files of a folder.
  package init(_ migration: Migration, folder: String) {
    func origin(_ text: String?, _ file: String) -> ScriptOrigin? {
      text.map { ScriptOrigin(migration: migration.name, file: "\(folder)/\(file)", text: $0) }
    }
    self.init(
      name: migration.name, setup: origin(migration.setup, "setup.sql"),
      up: ScriptOrigin(migration: migration.name, file: "\(folder)/up.sql", text: migration.up),
      down: origin(migration.down, "down.sql"), verify: origin(migration.verify, "verify.sql"),
      runsOutsideTransaction: migration.manifest.transaction == .none)
  }
}
