/// A statement of a snapshot file with what it defines and needs.
struct SnapshotStatement: Sendable {
  /// The index of its file, among files sorted by path.
  let file: Int
  let offset: Int
  var text: String
  let phase: LoadPhase
  /// What it creates and others may name.
  var definitions: [NameKey] = []
  var references: [NameReference] = []
  /// Whether it is a placeholder for the definition of the same name that follows in its file.
  var isShell = false
  /// Where in `text` the body of a routine starts that the server reads at once, in bytes of UTF-8.
  var bodyOffset: Int?
  /// The references before the body.
  var signatureReferenceCount = 0
  /// The table that this one is a partition or child of, which passes its settings on.
  var parents: [NameKey] = []
}

/// A name as a key: `schema.name` with its parts unquoted, told apart by bytes.
struct NameKey: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: NameKey, right: NameKey) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// A name that a statement mentions.
struct NameReference: Hashable, Sendable {
  let key: NameKey
  /// Whether a parenthesis follows at once, as after the name of a routine.
  let isCall: Bool
}
