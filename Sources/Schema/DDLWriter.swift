/// What a rendering of an object is for.
package enum DDLForm: Sendable {
  /// The snapshot's file: columns in physical order, everything needed to build the object again.
  case file
  /// What is hashed: as the file, without what does not matter (column order, names of NOT NULL constraints).
  case fingerprint
}

/// Collects the statements of one object's file.
///
/// Every statement starts at column 0, ends in `;` and a line feed, and has a blank line before it, so that a loader
/// can tell statements apart.
package struct DDLWriter {
  package private(set) var text = ""
  package let form: DDLForm
  package let options: SnapshotOptions

  package init(form: DDLForm, options: SnapshotOptions) {
    self.form = form
    self.options = options
  }

  /// Adds one statement, given without its semicolon.
  package mutating func statement(_ statement: String) {
    if !text.isEmpty { text += "\n" }
    text += statement
    text += ";\n"
  }

  /// Adds `COMMENT ON target IS …` if there is a comment.
  package mutating func comment(_ comment: String?, on target: @autoclosure () -> String) {
    guard let comment, !comment.isEmpty else { return }
    statement("COMMENT ON \(target()) IS \(SQLLiteral.quote(comment))")
  }
}

/// String constants in SQL, as `standard_conforming_strings = on` reads them.
package enum SQLLiteral {
  package static func quote(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "'")) else { return "'" + text + "'" }
    var bytes: [UInt8] = [UInt8(ascii: "'")]
    for byte in text.utf8 {
      if byte == UInt8(ascii: "'") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "'"))
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// An object that has a file of its own in a snapshot.
package protocol SchemaObject: Sendable {
  var identity: ObjectIdentity { get }
  /// Whether the two forms of its DDL can differ.
  var hasOwnFingerprintForm: Bool { get }
  /// Writes the object's canonical DDL; nothing when the object is as every new database has it.
  func write(to ddl: inout DDLWriter)
}

extension SchemaObject {
  package var hasOwnFingerprintForm: Bool { false }
}
