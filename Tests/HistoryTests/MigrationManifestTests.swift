import Diagnostics
import Documents
import History
import Schema
import SchemaDiff
import SeededRandomness
import Testing

@Suite struct MigrationManifestTests {
  @Test func `a plain manifest is short`() throws {
    let text = Sample.manifest("Add users").text(name: "20260131-add-users")
    #expect(
      text == """
        format: 1
        name: 20260131-add-users
        change: \(ChangeID(derivedFrom: "Add users").text)
        title: Add users
        author: Ada Lovelace <ada@example.org>
        date: 2026-01-31T13:00:00+01:00
        reversible: true

        """)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `what is written is read back, whatever the texts hold`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "a", "é", "e\u{301}", ":", "#", "'", "\"", "- ", "\\", "日本", "%", "{", "0x1", "null", "~", "@", "  x",
    ]
    func text() -> String {
      (0..<Int.random(in: 1...5, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
        .joined()
    }
    func list() -> [String] { (0..<Int.random(in: 0...3, using: &generator)).map { _ in text() } }
    for _ in 0..<75 {
      var manifest = Sample.manifest("t" + text() + "t")
      manifest.change = ChangeID(using: &generator)
      manifest.details = Bool.random(using: &generator) ? "" : "first \(text())\n\nsecond \(text())"
      manifest.reversible = Bool.random(using: &generator)
      manifest.transaction = TransactionMode.allCases.randomElement(using: &generator) ?? .single
      manifest.kind = VersionKind.allCases.randomElement(using: &generator) ?? .step
      manifest.writesData = Bool.random(using: &generator)
      manifest.differences = list()
      manifest.requires = list()
      manifest.inferredRequires = list()
      manifest.renames = list().map {
        .column(table: .init(schema: "public", name: Identifier($0)), from: "a", to: "b")
      }
      manifest.losses = list()
      manifest.downLosses = list()
      manifest.origin = Bool.random(using: &generator) ? nil : text()
      let name = text()
      let written = manifest.text(name: name)
      let (read, readName) = try MigrationManifest.read(written, file: nil)
      #expect(read == manifest, "seed \(seed): \(written)")
      #expect(readName.map { Array($0.utf8) } == Array(name.utf8))
      #expect(read.text(name: name) == written)
    }
  }

  @Test(arguments: [
    ("format: 2", 1, "'format' is 2"), ("change: abc", 3, "'change' must be"), ("titel: x", 4, "unknown key 'titel'"),
    ("author: <x>", 5, "'author' must be"), ("date: today", 6, "'date' must be"),
    ("reversible: maybe", 7, "'reversible' must be"), ("transaction: double", 8, "'transaction' must be"),
  ])
  func `a slip is shown with its line`(line: String, number: Int, message: String) {
    var manifest = Sample.manifest("x")
    manifest.transaction = .none
    var lines = manifest.text(name: "x").split(separator: "\n").map(String.init)
    if line.hasPrefix("titel") { lines.insert(line, at: number - 1) } else { lines[number - 1] = line }
    let error = #expect(throws: DocumentError.self) {
      try MigrationManifest.read(lines.joined(separator: "\n"), file: "migration.yaml")
    }
    #expect(error?.location.line == number)
    #expect(error?.location.file == "migration.yaml")
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }
}
