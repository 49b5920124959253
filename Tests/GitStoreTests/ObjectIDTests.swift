import GitStore
import SeededRandomness
import Testing

@Suite struct ObjectIDTests {
  @Test(arguments: [
    "0000000000000000000000000000000000000000", "0123456789abcdef0123456789abcdef01234567",
    "ffffffffffffffffffffffffffffffffffffffff",
  ])
  func `hexadecimal text is read and written`(hex: String) throws {
    let id = try #require(ObjectID(hex: hex))
    #expect(id.hex == hex)
    #expect(ObjectID(bytes: id.bytes) == id)
    #expect(id.short() == String(hex.prefix(7)))
    #expect(ObjectID(hex: hex.uppercased()) == id)
  }

  @Test(arguments: [
    "", "0123", "0123456789abcdef0123456789abcdef0123456g", "0123456789abcdef0123456789abcdef012345678",
  ])
  func `anything else is no id`(text: String) {
    #expect(ObjectID(hex: text) == nil)
  }

  @Test func `ids sort as their text does`() {
    var generator = SeededGenerator(seed: 1)
    let ids = (0..<200).compactMap { _ in
      ObjectID(bytes: (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
    #expect(ids.sorted().map(\.hex) == ids.map(\.hex).sorted())
  }
}
