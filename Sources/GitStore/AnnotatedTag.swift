/// An annotated tag as a value.
package struct AnnotatedTag: Sendable, Equatable {
  package var id: ObjectID
  package var target: ObjectID
  package var targetKind: ObjectKind
  package var name: String
  package var tagger: Signature?
  package var message: String
}

extension AnnotatedTag {
  static func encode(
    target: ObjectID, kind: ObjectKind, name: String, tagger: Signature, message: String
  ) throws(GitError) -> [UInt8] {
    guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "\n")), !name.utf8.contains(0), !message.utf8.contains(0)
    else { throw GitError(.invalidObject, "the tag '\(name)' cannot be written") }
    let text =
      "object \(target.hex)\ntype \(kind.rawValue)\ntag \(name)\ntagger \(try tagger.headerText())\n\n\(message)"
    return Array(text.utf8)
  }

  init(id: ObjectID, bytes: [UInt8]) throws(GitError) {
    var headers = Headers(bytes)
    var target: ObjectID?
    var kind: ObjectKind?
    var name: String?
    var tagger: Signature?
    while let (key, value) = headers.next() {
      switch key {
      case "object": target = ObjectID(hex: value)
      case "type": kind = ObjectKind(rawValue: String(value))
      case "tag": name = String(value)
      case "tagger": tagger = Signature(headerText: value)
      default: break
      }
    }
    guard let target, let kind, let name else { throw .malformed(.tag, id) }
    self.init(id: id, target: target, targetKind: kind, name: name, tagger: tagger, message: headers.body)
  }
}
