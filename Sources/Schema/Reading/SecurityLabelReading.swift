/// Reads the file of a security label.
enum SecurityLabelReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> SecurityLabel {
    var cursor = try statements.first()
    try cursor.expect("SECURITY", "LABEL", "FOR")
    let provider = try cursor.name()
    try cursor.expect("ON")
    var kind: [String] = []
    while cursor.words.kind(cursor.index) == .word, !cursor.words.isName(cursor.index) {
      kind.append(try cursor.word())
    }
    let object = try cursor.expression(before: "IS")
    let label = SecurityLabel(
      provider: provider, kind: kind.joined(separator: " "), object: object, label: try cursor.commentText())
    if let extra = statements.next() { throw extra.failure() }
    return label
  }
}
