import Diagnostics

extension DocumentNode {
  /// Returns the string with each `${NAME}` replaced by what `lookup` gives for it.
  ///
  /// `${NAME:-default}` has a default for a variable that is unset or empty, `$${` stands for `${`, and any other `$`
  /// for itself. An unset variable without a default is an error that points here.
  package func string(expanding lookup: (String) -> String?) throws(DocumentError) -> String {
    let text = try string()
    var result = ""
    var rest = Substring(text)
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      let tail = rest[dollar...]
      if tail.hasPrefix("$${") {
        result += "${"
        rest = tail.dropFirst(3)
      } else if tail.hasPrefix("${") {
        guard let end = tail.firstIndex(of: "}") else {
          throw invalid("'${' in '\(path)' is never closed", hints: ["write '$${' for a literal '${'"])
        }
        result += try expansion(of: tail[..<end].dropFirst(2), by: lookup)
        rest = tail[end...].dropFirst()
      } else {
        result += "$"
        rest = tail.dropFirst()
      }
    }
    return result + rest
  }

  private func expansion(of reference: Substring, by lookup: (String) -> String?) throws(DocumentError) -> String {
    let separator = reference.firstRange(of: ":-")
    let name = String(separator.map { reference[..<$0.lowerBound] } ?? reference)
    let isName =
      name.utf8.first.map { !PlainScalar.isDigit($0) } == true
      && name.utf8.allSatisfy {
        PlainScalar.isDigit($0) || $0 == UInt8(ascii: "_") || Character(UnicodeScalar($0)).isLetter
      }
    guard isName else {
      throw invalid(
        "'\(name)' in '\(path)' is not the name of a variable", hints: ["write '$${' for a literal '${'"])
    }
    let found = lookup(name)
    if let separator, found ?? "" == "" { return String(reference[separator.upperBound...]) }
    guard let found else {
      throw DocumentError(
        .unsetVariable, "the environment variable '\(name)' is not set; '\(path)' needs it", at: location,
        hints: ["export \(name)=…"])
    }
    return found
  }
}
