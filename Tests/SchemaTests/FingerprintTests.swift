import Diagnostics
import Schema
import Testing

@Suite struct FingerprintTests {
  private let digest = [UInt8](0..<32)

  @Test(arguments: [true, false])
  func `what the file says is read back`(access: Bool) throws {
    let fingerprint = Fingerprint(format: 3, includesAccess: access, digest: digest)
    #expect(try Fingerprint(blobText: fingerprint.blobText) == fingerprint)
  }

  @Test func `the file is three lines`() {
    let fingerprint = Fingerprint(format: 1, includesAccess: false, digest: digest)
    #expect(
      fingerprint.blobText == """
        confiture-fingerprint 1
        access false
        sha256 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f

        """)
    #expect(fingerprint.short == "000102030405")
  }

  @Test(arguments: [
    ("", 1), ("confiture-fingerprint 0\naccess false\nsha256 00\n", 1),
    ("confiture-fingerprint +1\naccess false\nsha256 00\n", 1),
    ("confiture-fingerprint 1\naccess no\nsha256 00\n", 2),
    ("confiture-fingerprint 1\naccess true\nsha256 00\n", 3),
    ("confiture-fingerprint 1\naccess true\nsha256 00", 3),
    ("confiture-fingerprint 1\naccess true\nsha256 00\n\n", 4),
  ])
  func `anything else is refused with its line`(text: String, line: Int) {
    let error = #expect(throws: FingerprintError.self) { try Fingerprint(blobText: text) }
    #expect(error?.line == line)
    #expect(error?.kind == .failed)
  }

  @Test func `fingerprints of different settings are not comparable`() {
    let one = Fingerprint(format: 1, includesAccess: false, digest: digest)
    #expect(
      one.isComparable(with: Fingerprint(format: 1, includesAccess: false, digest: [UInt8](repeating: 1, count: 32))))
    #expect(!one.isComparable(with: Fingerprint(format: 2, includesAccess: false, digest: digest)))
    #expect(!one.isComparable(with: Fingerprint(format: 1, includesAccess: true, digest: digest)))
  }
}
