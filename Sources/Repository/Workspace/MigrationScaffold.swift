package import History

extension Workspace {
  /// Makes the folder of a new migration: `up.sql`, `down.sql` and `migration.yaml`.
  ///
  /// - Parameters:
  ///   - title: One line, which also gives the folder its name.
  ///   - date: Its day begins the folder's name.
  ///   - change: A fresh id.
  ///   - author: Who writes it.
  /// - Returns: The folder from the root of the project, such as `db/migrations/20260131-add-users`.
  /// - Throws: ``RepositoryError``: the title is not one line of text, or a file cannot be written.
  package func scaffold(title: String, date: CommitDate, change: ChangeID, author: Author) throws -> String {
    let manifest = MigrationManifest(change: change, title: try Self.title(title), author: author, date: date)
    let draft = MigrationDraft(
      name: "", up: "-- \(manifest.title)\n--\n-- What changes the schema goes here; down.sql takes it back.\n\n",
      down: "-- Takes back: \(manifest.title)\n--\n-- Must leave the schema as up.sql found it.\n\n",
      manifest: manifest)
    return try add(draft, titled: manifest.title, manifest: manifest)
  }

  /// Makes the folder of a migration whose texts are there.
  ///
  /// - Parameters:
  ///   - draft: The texts; its name is not looked at.
  ///   - title: What gives the folder its name, after the day.
  ///   - purpose: What tells it apart from others of this title.
  ///   - manifest: What `migration.yaml` is to say.
  /// - Returns: The folder from the root of the project.
  /// - Throws: ``RepositoryError`` when a file cannot be written.
  package func add(
    _ draft: MigrationDraft, titled title: String, purpose: String? = nil, manifest: MigrationManifest
  ) throws -> String {
    let day = manifest.date.day.filter { $0 != "-" }
    let slugs = [title, purpose].compactMap { $0.map(FolderName.slug) }
    let base = "\(day)-\(slugs.joined(separator: "-"))"
    var name = base
    var number = 1
    while try !FileAccess.makeNewFolder(path("\(Self.migrations)/\(name)")) {
      number += 1
      name = "\(base)-\(number)"
    }
    var migration = draft.migration(manifest: manifest)
    (migration.name, migration.manifest) = (name, manifest)
    let folder = "\(Self.migrations)/\(name)"
    for (file, text) in migration.files { try FileAccess.write(Array(text.utf8), to: path("\(folder)/\(file)")) }
    return folder
  }

  /// Removes the files of a migration's folder, and the folder if nothing else is in it.
  package func remove(folder: String) throws {
    for file in Migration.File.allCases
    where FileAccess.kind(path("\(Self.migrations)/\(folder)/\(file.rawValue)")) == .file {
      try FileAccess.remove(path("\(Self.migrations)/\(folder)/\(file.rawValue)"), upTo: path(Self.migrations))
    }
  }

  /// Replaces one file of a migration's folder.
  package func write(_ text: String, to file: Migration.File, of folder: String) throws {
    try FileAccess.write(Array(text.utf8), to: path("\(Self.migrations)/\(folder)/\(file.rawValue)"))
  }

  /// The title without blanks around it.
  ///
  /// - Throws: ``RepositoryError`` with `invalidTitle` when it is not one line of text.
  package static func title(_ title: String) throws(RepositoryError) -> String {
    var rest = Substring(title)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    let isControl = rest.unicodeScalars.contains { $0.properties.generalCategory == .control }
    guard !rest.isEmpty, !isControl else {
      throw RepositoryError(
        .invalidTitle, "the title of a migration is one line of text", hints: ["confiture new \"add users\""])
    }
    return String(rest)
  }
}

/// Names of migration folders.
enum FolderName {
  private static let longest = 50

  /// The words of a title in lower case, with hyphens between them; only ASCII letters and digits stay.
  static func slug(of title: String) -> String {
    var words: [String] = []
    var word = ""
    for scalar in title.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": word.unicodeScalars.append(scalar)
      case "'", "\u{2019}", "`": continue
      default:
        words.append(word)
        word = ""
      }
    }
    words.append(word)
    words.removeAll(where: \.isEmpty)
    var slug = String((words.first ?? "migration").prefix(longest))
    for word in words.dropFirst() {
      guard slug.utf8.count + 1 + word.utf8.count <= longest else { break }
      slug += "-" + word
    }
    return slug
  }
}
