import Schema

extension AttributeMerge {
  /// Merges files of which only the statements are known: the definition, the comment and the access apart.
  mutating func statements(_ texts: Three<String>) -> String {
    let files = texts.map(FileStatementGroups.init)
    var merged: [String] = []
    for (name, path) in [
      ("definition", \FileStatementGroups.definition), ("comment", \.comment), ("grants", \.access),
    ] as [(String, KeyPath<FileStatementGroups, [Identifier]>)] {
      let group = value(name, files[path]) { $0.isEmpty ? nil : $0.map { $0.text + ";" }.joined(separator: "\n") }
      merged += group.map(\.text)
    }
    var ddl = DDLWriter(form: .file, options: SnapshotOptions(includesAccess: true))
    for statement in merged { ddl.statement(statement) }
    return ddl.text
  }
}

/// The statements of a file by what they are about, told apart by their bytes.
private struct FileStatementGroups {
  var definition: [Identifier] = []
  var comment: [Identifier] = []
  var access: [Identifier] = []

  init(_ text: String) {
    for statement in StatementSplitter.statements(in: text) {
      switch StatementNames(statement).phase {
      case .comment: comment.append(Identifier(statement))
      case .access: access.append(Identifier(statement))
      default: definition.append(Identifier(statement))
      }
    }
  }
}
