internal import Catalog
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Postgres
internal import Reports
internal import Repository
internal import Schema
internal import SchemaDiff
internal import Scratch

extension Session {
  // MARK: States

  /// The schema that a side of a comparison has.
  func state(of side: Side) throws -> NamedSchema {
    var state = try NamedSchema(label: side.label, stored: side.files, fingerprint: side.fingerprint)
    state.uncovered = side.uncovered
    return state
  }

  /// The schema that is in a database now.
  func liveState(_ target: Target, in project: Project, role: String) throws -> NamedSchema {
    let connection = try TargetConnection.open(target, role: role)
    return NamedSchema(
      label: target.name,
      snapshot: try wholeSchema(of: target, over: connection, in: project, versions(of: project)))
  }

  /// The schema that is in a database now. Of a target that is one schema of it, what surrounds that schema is taken from
  /// the version that its registry names.
  func wholeSchema(
    of target: Target, over connection: Connection, in project: Project, _ versions: VersionReader
  ) throws -> Snapshot {
    let compared = ComparedSchema(of: target, versions: versions)
    let live = try compared.live(connection, includesAccess: project.configuration.snapshot.includesAccess)
    guard target.schema != nil else { return live }
    let state = try Registry.read(connection, of: target.line)
    try versions.learn(from: connection, state: state)
    return try compared.whole(live, at: state.head.map { try versions.version($0) })
  }

  /// A target by its name, or a database by its address.
  func database(_ word: String, in project: Project) throws -> Target {
    guard Self.isAddress(word) else { return try namedTarget(word, in: project) }
    return try target(TargetOptions(target: nil, database: word), in: project)
  }

  func proof(for project: Project) throws -> CommitProof {
    CommitProof(
      scratch: try scratch(for: project), commits: project.commits, environment: runEnvironment,
      options: project.configuration.snapshot)
  }

  /// A scratch database with the schema of the branch, and what pending migrations before `end` make of it.
  func base(_ proof: CommitProof, in project: Project, before end: String? = nil) throws -> ProofDatabase {
    let versions = try versions(of: project)
    let head = try project.head().map { try versions.version($0) }
    let pending = try project.pendingMigrations().prefix { $0.name != end }
    for migration in pending { say("note: on top of '\(migration.name)', which is pending") }
    return try proof.loaded(head, with: pending.map { try texts(of: $0.name, in: project) })
  }

  /// The texts of a pending migration.
  func texts(of name: String, in project: Project) throws -> MigrationTexts {
    let draft = try project.workspace.readMigration(name)
    let migration = draft.migration(
      manifest: MigrationManifest(
        change: ChangeID(derivedFrom: name), title: name, author: Author(name: "", email: ""),
        date: date))
    return MigrationTexts(migration, folder: "\(Workspace.migrations)/\(name)")
  }

  // MARK: Writing

  /// Plans migrations and proves them; asks about renames where there is somebody to ask.
  func generate(
    _ title: String, from base: ProofDatabase, to desired: NamedSchema, settings: PlannerOptions,
    on scratch: ScratchServer, in project: Project
  ) throws -> Generation {
    let generator = MigrationGenerator(
      scratch: scratch, options: project.configuration.snapshot, environment: runEnvironment)
    progress("planning and proving")
    defer { progress(nil) }
    return try askingAboutRenames(settings) { settings in
      try generator.generate(from: base, to: desired, settings: settings, title: title)
    }
  }

  /// Runs `body`, and again with the renames that somebody confirms when it finds that something may be one.
  func askingAboutRenames<R>(_ settings: PlannerOptions, _ body: (PlannerOptions) throws -> R) throws -> R {
    var settings = settings
    var declined: [Rename] = []
    while true {
      do { return try body(settings) } catch let error as SchemaDiffError where error.code == .ambiguousRename {
        let open = error.candidates.filter { !declined.contains($0) && !settings.renames.contains($0) }
        guard canAsk, !error.candidates.isEmpty else { throw Self.withOptions(error) }
        progress(nil)
        for candidate in open where !settings.renames.contains(where: { $0.isAboutTheSame(as: candidate) }) {
          if try ask("is this a rename: \(RenameText.text(candidate))?") {
            settings.renames.append(candidate)
          } else {
            declined.append(candidate)
          }
        }
        if open.isEmpty || open.allSatisfy(declined.contains) { settings.refusesAmbiguity = false }
      }
    }
  }

  /// The same error with the options that settle it.
  private static func withOptions(_ error: SchemaDiffError) -> SchemaDiffError {
    guard !error.candidates.isEmpty else { return error }
    let options = error.candidates.map { "--rename '\(RenameText.text($0))'" }
    return SchemaDiffError(
      error.code, error.message, details: error.details,
      hints: options + ["--no-renames if nothing was renamed: what is gone is dropped, with its data"],
      candidates: error.candidates)
  }

  /// Writes the folders of migrations that were proven; names them in the order in which they are to be sealed.
  func write(_ generation: Generation, title: String, in project: Project) throws -> [String] {
    let author = try author(in: project)
    var generator = generator
    return try generation.migrations.enumerated().map { index, migration in
      // A second apart, so that they stay in order when they are sealed.
      let moment = CommitDate(seconds: date.seconds + Int64(index), offset: date.offset)
      var manifest = MigrationManifest(
        change: ChangeID(using: &generator), title: migration.title, author: author, date: moment,
        reversible: migration.isReversible, transaction: migration.needsOwnTransactions ? .none : .single,
        differences: migration.differences)
      (manifest.renames, manifest.losses, manifest.downLosses) =
        (migration.renames, migration.losses, migration.downLosses)
      return try project.workspace.add(
        MigrationDraft(name: "", up: migration.up, down: migration.down), titled: title,
        purpose: index == 0 ? nil : migration.planned.purpose, manifest: manifest)
    }
  }

  /// Tells what was written, or would be, and what the proof found out.
  func present(_ generation: Generation, folders: [String], dryRun: Bool, uncovered: [UncoveredObject]) {
    for object in uncovered {
      warn(
        Diagnostic(.warning, code: "snapshot.uncovered", "\(object) is not part of the migration: write it by hand"))
    }
    for note in generation.notes { warn(note) }
    var text: [String] = []
    for (index, migration) in generation.migrations.enumerated() {
      if dryRun {
        text += ["-- up.sql", migration.up]
        if let down = migration.down { text += ["-- down.sql", down] }
        continue
      }
      text.append(folders[index] + (migration.isReversible ? "" : " (irreversible)"))
      text += PlannedMigrationText.lines(migration.planned.changes)
      text += migration.downLosses.map { "  down loses \($0)" }
      text += migration.differences.prefix(8).map { "  down does not restore: \($0)" }
    }
    let structured = generation.migrations.enumerated().map { index, migration in
      JSONValue.object([
        "folder": dryRun ? .null : .string(folders[index]), "title": .string(migration.title),
        "up": .string(migration.up), "down": .optional(migration.down),
        "plan": PlannedMigrationText.json(migration.planned), "reversible": .bool(migration.isReversible),
        "differences": .strings(migration.differences), "losses": .strings(migration.losses),
        "downLosses": .strings(migration.downLosses), "renames": .strings(migration.renames.map(RenameText.text)),
      ])
    }
    present(
      text: text,
      json: .object([
        "folder": .optional(folders.first), "migrations": .array(structured),
        "proof": .object([
          "rows": .integer(generation.rowCount), "tables": .integer(generation.tableCount),
          "tablesWithoutRows": .strings(generation.unseeded.map(\.description)),
        ]), "notes": .strings(generation.notes.map(\.message)),
      ]))
    say(Self.proofLine(generation))
    if !dryRun { say("look at up.sql and down.sql, then: confiture commit") }
  }

  private static func proofLine(_ generation: Generation) -> String {
    var line = "proven on scratch"
    if generation.rowCount > 0 {
      line +=
        ", with \(counted(generation.rowCount, "row")) in \(counted(generation.tableCount, "table")) to see what is kept"
    }
    let unseeded = generation.unseeded
    guard !unseeded.isEmpty else { return line }
    let names = unseeded.prefix(5).map(\.description).joined(separator: ", ")
    return line + "; no row could be made for \(names)"
      + (unseeded.count > 5 ? " and \(unseeded.count - 5) more" : "")
  }
}

extension Rename {
  /// Whether both say something of one name, so that one excludes the other.
  fileprivate func isAboutTheSame(as other: Rename) -> Bool {
    switch (self, other) {
    case (.object(let from, let to), .object(let otherFrom, let otherTo)): from == otherFrom || to == otherTo
    case (.column(let table, let from, let to), .column(let otherTable, let otherFrom, let otherTo)),
      (.constraint(let table, let from, let to), .constraint(let otherTable, let otherFrom, let otherTo)):
      table == otherTable && (from == otherFrom || to == otherTo)
    case (.index(let schema, let from, let to), .index(let otherSchema, let otherFrom, let otherTo)):
      schema == otherSchema && (from == otherFrom || to == otherTo)
    case (.object, _), (.column, _), (.constraint, _), (.index, _): false
    }
  }
}
