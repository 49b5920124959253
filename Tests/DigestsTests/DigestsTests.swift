import Testing

@testable import Digests

@Suite struct SHA256Tests {
  // FIPS 180-4 examples.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func `known digests`(text: String, expected: String) {
    #expect(Hexadecimal.encode(SHA256.digest(of: text.utf8)) == expected)
  }

  @Test func `parts hash like the whole`() {
    var hash = SHA256()
    hash.update("a".utf8)
    hash.update([UInt8(ascii: "b"), UInt8(ascii: "c")])
    #expect(hash.finish() == SHA256.digest(of: "abc".utf8))
  }

  @Test func `hexadecimal goes both ways and refuses the rest`() {
    #expect(Hexadecimal.decode("00ffA0") == [0, 255, 160])
    #expect(Hexadecimal.encode([0, 255, 160]) == "00ffa0")
    #expect(Hexadecimal.decode("abc") == nil)
    #expect(Hexadecimal.decode("zz") == nil)
  }
}
