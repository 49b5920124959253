internal import SQLSyntax

/// What the text of a migration tells of itself.
package enum MigrationText {
  static func declaresNoTransaction(_ text: String) -> Bool { MigrationScript.declaresNoTransaction(text) }

  /// A title from a file or folder name: the words after its number.
  package static func title(fromName name: String) -> String {
    let words = name.split(whereSeparator: { $0 == "_" || $0 == "-" || $0 == "/" })
    let meaningful = words.drop { word in word.allSatisfy(\.isNumber) }
    let title = (meaningful.isEmpty ? words[...] : meaningful).joined(separator: " ")
    return title.isEmpty ? name : title
  }
}
