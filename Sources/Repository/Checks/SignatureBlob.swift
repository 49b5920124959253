/// A signature as `ssh-keygen -Y sign` writes it, looked into as far as no key is needed: the form of OpenSSH's
/// PROTOCOL.sshsig.
struct SignatureBlob {
  /// What it was made for.
  let namespace: String

  /// - Returns: `nil` for what is no such signature, or has lost something.
  init?(armored text: String) {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.first == "-----BEGIN SSH SIGNATURE-----", lines.last == "-----END SSH SIGNATURE-----",
      let blob = Self.decoded(base64: lines.dropFirst().dropLast().joined())
    else { return nil }
    var rest = blob[...]
    guard rest.starts(with: Array("SSHSIG".utf8)) else { return nil }
    rest = rest.dropFirst(6)
    guard Self.number(&rest) == 1, let key = Self.string(&rest), !key.isEmpty, let namespace = Self.string(&rest),
      Self.string(&rest) != nil, let hash = Self.string(&rest), !hash.isEmpty, let signature = Self.string(&rest),
      !signature.isEmpty, rest.isEmpty
    else { return nil }
    self.namespace = String(decoding: namespace, as: UTF8.self)
  }

  /// The bytes that RFC 4648's base64 stands for; `nil` for anything else.
  private static func decoded(base64 text: String) -> [UInt8]? {
    let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
    let padding = text.utf8.dropFirst(digits.count)
    guard text.utf8.count.isMultiple(of: 4), padding.count <= 2, padding.allSatisfy({ $0 == UInt8(ascii: "=") })
    else { return nil }
    var bytes: [UInt8] = []
    var bits = 0
    var count = 0
    for digit in digits {
      guard let value = Self.value(of: digit) else { return nil }
      bits = (bits << 6 | value) & 0xFFFF
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> count))
    }
    return bytes
  }

  private static func value(of digit: UInt8) -> Int? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
    guard rest.count >= 4 else { return nil }
    defer { rest = rest.dropFirst(4) }
    return rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }

  /// Bytes with their number before them.
  private static func string(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard let count = number(&rest), count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
}
