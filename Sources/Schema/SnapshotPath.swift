import Digests

/// The path of an object's file in a snapshot, such as `public/tables/users.sql`.
///
/// Names are escaped reversibly, so that no two objects share a file on a file system that ignores case or normalises
/// Unicode: lower-case letters, digits and a few signs stand for themselves, an upper-case letter is `^` and its
/// lower-case form, any other byte is `%` and two hexadecimal digits. A name that would exceed 200 bytes is cut and
/// ends in `~` and 16 digits of its SHA-256; the file's text has it in full.
package enum SnapshotPath {
  package static let longestComponent = 200

  package static func path(of identity: ObjectIdentity) -> String {
    var name = escape(identity.name.text)
    if let arguments = identity.arguments { name += "(" + escape(arguments, parentheses: true) + ")" }
    let file = shorten(name, whole: identity.name.text + "(" + (identity.arguments ?? "") + ")") + ".sql"
    guard let schema = identity.schema else { return "\(identity.kind.folder)/\(file)" }
    return "\(schemaFolder(schema))/\(identity.kind.folder)/\(file)"
  }

  /// The folder of a schema's objects. Names of the folders that stand beside schemas are kept apart from theirs.
  package static func schemaFolder(_ schema: Identifier) -> String {
    let name = shorten(escape(schema.text), whole: schema.text)
    return reservedFolders.contains(name) ? "%" + hexadecimal(name.utf8.first ?? 0) + name.dropFirst() : name
  }

  private static let reservedFolders = Set(ObjectKind.allCases.filter { !$0.isInSchema }.map(\.folder))

  private static func shorten(_ escaped: String, whole: String) -> String {
    guard escaped.utf8.count > longestComponent else { return escaped }
    let digest = Hexadecimal.encode(SHA256.digest(of: Array(whole.utf8)).prefix(8))
    return String(decoding: Array(escaped.utf8.prefix(longestComponent - 17)), as: UTF8.self) + "~" + digest
  }

  /// Escapes one name, or the argument types of a routine (where parentheses stay).
  package static func escape(_ name: String, parentheses: Bool = false) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(name.utf8.count)
    let last = name.utf8.count - 1
    for (index, byte) in name.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
        UInt8(ascii: "-"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"):
        result.append(byte)
      case UInt8(ascii: " ") where index > 0 && index < last, UInt8(ascii: ".") where index > 0 && index < last:
        result.append(byte)
      case UInt8(ascii: "(") where parentheses, UInt8(ascii: ")") where parentheses:
        result.append(byte)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        result.append(UInt8(ascii: "^"))
        result.append(byte | 0x20)
      default: result.append(contentsOf: ("%" + hexadecimal(byte)).utf8)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The name that was escaped; `nil` if `text` is not an escaped name.
  package static func unescape(_ text: String) -> String? {
    var result: [UInt8] = []
    var bytes = text.utf8.makeIterator()
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = bytes.next(), let low = bytes.next(),
          let decoded = Hexadecimal.decode(String(decoding: [high, low], as: UTF8.self))
        else { return nil }
        result += decoded
      case UInt8(ascii: "^"):
        guard let letter = bytes.next(), (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) else { return nil }
        result.append(letter & ~0x20)
      default: result.append(byte)
      }
    }
    return String(validating: result, as: UTF8.self)
  }

  private static func hexadecimal(_ byte: UInt8) -> String { Hexadecimal.encode(CollectionOfOne(byte)) }
}
