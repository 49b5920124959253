import History
import SeededRandomness
import Testing

@Suite struct ChangeIDTests {
  @Test func `letters stand for digits, z for none`() throws {
    #expect(ChangeID(bytes: [UInt8](repeating: 0, count: 16)).text == String(repeating: "z", count: 32))
    #expect(ChangeID(bytes: [UInt8](repeating: 0x0f, count: 16)).text == String(repeating: "zk", count: 16))
  }

  @Test func `a random id is read back`() throws {
    var generator = SeededGenerator(seed: 1)
    let ids = (0..<100).map { _ in ChangeID(using: &generator) }
    for id in ids {
      #expect(ChangeID(id.text) == id)
      #expect(ChangeID(bytes: id.bytes) == id)
      #expect(id.text.hasPrefix(id.short()))
    }
    #expect(Set(ids).count == 100)
    #expect(ids.sorted().map(\.text) == ids.map(\.text).sorted())
  }

  @Test func `a derived id is the same everywhere`() {
    let id = ChangeID(derivedFrom: "flyway V1__users.sql")
    #expect(id == ChangeID(derivedFrom: "flyway V1__users.sql"))
    #expect(id != ChangeID(derivedFrom: "flyway V1__users.sql "))
  }

  @Test(arguments: ["", "kkkk", String(repeating: "a", count: 32), String(repeating: "z", count: 33)])
  func `anything else is no change id`(text: String) {
    #expect(ChangeID(text) == nil)
  }
}
