/// Tells which of two types of a column holds all values of the other.
enum TypeWidening {
  /// The larger type; `nil` where neither holds all values of the other, or nobody knows.
  static func wider(_ left: String, _ right: String) -> String? {
    if let (first, second) = ranks(left, right) { return first >= second ? left : right }
    guard let first = sized(left), let second = sized(right), first.name == second.name else { return nil }
    guard first.rest == second.rest else { return nil }
    return first.size >= second.size ? left : right
  }

  private static let integers = ["smallint", "integer", "bigint"]

  private static func ranks(_ left: String, _ right: String) -> (Int, Int)? {
    guard let first = integers.firstIndex(of: left), let second = integers.firstIndex(of: right) else { return nil }
    return (first, second)
  }

  /// `character varying(50)` as its name, 50, and what has to be the same of both, such as the scale of a numeric.
  private static func sized(_ type: String) -> (name: Substring, size: Int, rest: String)? {
    let pattern = /(character varying|bit varying|varbit)\((\d+)\)/
    if let match = type.wholeMatch(of: pattern), let size = Int(match.2) { return (match.1, size, "") }
    let numeric = /(numeric)\((\d+)(,\d+)?\)/
    if let match = type.wholeMatch(of: numeric), let size = Int(match.2) {
      return (match.1, size, match.3.map(String.init) ?? "")
    }
    return nil
  }
}
