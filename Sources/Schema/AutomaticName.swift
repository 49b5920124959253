/// Names that the server chooses when a statement gives none.
package enum AutomaticName {
  /// The longest name in bytes.
  static let limit = 63

  /// Returns `first_second_label`, both parts cut evenly until the whole fits, as `makeObjectName` of the server does.
  package static func make(_ first: Identifier, _ second: String?, _ label: String) -> Identifier {
    var firstCount = first.text.utf8.count
    var secondCount = second?.utf8.count ?? 0
    let overhead = label.utf8.count + 1 + (second == nil ? 0 : 1)
    while firstCount + secondCount > limit - overhead {
      if firstCount > secondCount { firstCount -= 1 } else { secondCount -= 1 }
    }
    let parts = [clip(first.text, firstCount)] + (second.map { [clip($0, secondCount)] } ?? []) + [label]
    return Identifier(parts.joined(separator: "_"))
  }

  /// Returns the columns' names joined as the middle part of an index name, before it is cut to fit.
  package static func columns(_ names: [String]) -> String {
    var joined = ""
    for name in names {
      if !joined.isEmpty { joined += "_" }
      joined += name
      if joined.utf8.count > limit { break }
    }
    return joined
  }

  /// Cuts text to a number of bytes without splitting a character.
  private static func clip(_ text: String, _ count: Int) -> String {
    guard text.utf8.count > count else { return text }
    var end = text.utf8.index(text.utf8.startIndex, offsetBy: count)
    while end > text.utf8.startIndex, text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
    return String(text[..<end])
  }
}

extension AutomaticName {
  /// Returns the name of the multirange of a range type: `range` in its name becomes `multirange`, or `_multirange` is
  /// added, as `makeMultirangeTypeName` of the server does.
  package static func multirange(of range: Identifier) -> Identifier {
    let name = Array(range.text.utf8)
    let word = Array("range".utf8)
    guard let start = name.indices.first(where: { name[$0...].starts(with: word) }) else {
      return Identifier(clip(range.text, limit - "_multirange".utf8.count) + "_multirange")
    }
    let whole = String(decoding: name[..<start] + Array("multi".utf8) + name[start...], as: UTF8.self)
    return Identifier(clip(whole, limit))
  }
}
