import Schema

extension SnapshotLoading {
  /// The statements of a snapshot's files as one file for psql, in an order in which an empty database accepts them.
  ///
  /// It is one transaction, with the settings under which the text means what it meant; roles have to be there.
  package static func script(of files: [(path: String, text: String)]) -> String {
    let settings = CatalogSession.loadSettings.map { name, value in
      "SET LOCAL \(name) = '\(value.replacing("'", with: "''"))';"
    }
    let statements = SnapshotLoader.plan(for: files).statements.map { $0.text + ";" }
    let parts = ["BEGIN;\n" + settings.joined(separator: "\n")] + statements + ["COMMIT;"]
    return parts.joined(separator: "\n\n") + "\n"
  }
}
