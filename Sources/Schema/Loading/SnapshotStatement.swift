/// A statement of a snapshot file with what it defines and needs.
package struct SnapshotStatement: Sendable {
  /// The index of its file, among files sorted by path.
  package let file: Int
  package let offset: Int
  package var text: String
  package let phase: LoadPhase
  /// What it creates and others may name.
  package var definitions: [NameKey] = []
  package var references: [NameReference] = []
  /// Whether it is a placeholder for the definition of the same name that follows in its file.
  package var isShell = false
  /// Where in `text` the body of a routine starts that the server reads at once, in bytes of UTF-8.
  package var bodyOffset: Int?
  /// The references before the body.
  package var signatureReferenceCount = 0
  /// The table that this one is a partition or child of, which passes its settings on.
  package var parents: [NameKey] = []
}

/// A name as a key: `schema.name` with its parts unquoted, told apart by bytes.
package struct NameKey: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: NameKey, right: NameKey) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// A name that a statement mentions.
package struct NameReference: Hashable, Sendable {
  package let key: NameKey
  /// Whether a parenthesis follows at once, as after the name of a routine.
  package let isCall: Bool
}
