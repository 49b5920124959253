package import Diagnostics
internal import Digests

/// What identifies a schema: SHA-256 over its canonical form, with what does not matter normalised away.
///
/// Two fingerprints say something about each other only when their format and their setting for owners and
/// grants are equal; see ``isComparable(with:)``.
package struct Fingerprint: Hashable, Sendable {
  /// The version of the canonical form that was hashed.
  package let format: Int
  /// Whether owners and grants were part of what was hashed.
  package let includesAccess: Bool
  /// The 32 bytes of the digest.
  package let digest: [UInt8]

  /// - Precondition: The digest has 32 bytes.
  package init(format: Int, includesAccess: Bool, digest: [UInt8]) {
    precondition(digest.count == 32, "a SHA-256 digest has 32 bytes")
    self.format = format
    self.includesAccess = includesAccess
    self.digest = digest
  }

  /// The digest as 64 hexadecimal digits.
  package var hex: String { Hexadecimal.encode(digest) }

  /// The first twelve digits, for people.
  package var short: String { String(hex.prefix(12)) }

  /// Whether equality of the two says anything: same format, same setting for owners and grants.
  package func isComparable(with other: Fingerprint) -> Bool {
    format == other.format && includesAccess == other.includesAccess
  }
}

extension Fingerprint {
  /// The content of a schema commit's `fingerprint` file.
  package var blobText: String {
    "confiture-fingerprint \(format)\naccess \(includesAccess)\nsha256 \(hex)\n"
  }

  /// Reads the content of a `fingerprint` file; accepts exactly what ``blobText`` writes.
  package init(blobText text: String) throws(FingerprintError) {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
    guard lines.count == 4, lines[3].isEmpty else {
      throw FingerprintError(line: min(lines.count, 4), expected: "three lines")
    }
    guard let format = Self.value(of: "confiture-fingerprint", in: lines[0]).flatMap({ Int($0) }), format > 0,
      lines[0] == "confiture-fingerprint \(format)"
    else { throw FingerprintError(line: 1, expected: "'confiture-fingerprint <format>'") }
    guard let access = Self.value(of: "access", in: lines[1]).flatMap({ Bool(String($0)) }) else {
      throw FingerprintError(line: 2, expected: "'access true' or 'access false'")
    }
    guard let hex = Self.value(of: "sha256", in: lines[2]), let digest = Hexadecimal.decode(hex), digest.count == 32,
      Hexadecimal.encode(digest) == hex
    else { throw FingerprintError(line: 3, expected: "'sha256 <64 lower-case hexadecimal digits>'") }
    self.init(format: format, includesAccess: access, digest: digest)
  }

  private static func value(of key: String, in line: Substring) -> Substring? {
    line.hasPrefix(key + " ") ? line.dropFirst(key.count + 1) : nil
  }
}

/// A `fingerprint` file that is not one.
package struct FingerprintError: DiagnosedError, Equatable {
  /// The line at fault, counted from 1.
  package let line: Int
  package let expected: String

  package var kind: FailureKind { .failed }

  package var diagnostic: Diagnostic {
    Diagnostic(
      code: "schema.malformed-fingerprint", "line \(line) of the fingerprint is not \(expected)",
      hints: ["confiture fsck"])
  }
}
