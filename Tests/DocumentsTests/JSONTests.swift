import Diagnostics
import Documents
import SeededRandomness
import Testing

@Suite struct JSONWriterTests {
  @Test func `keys are sorted by bytes and only what must be escaped is`() {
    let value: JSONValue = ["b": [1, 2.5, nil, true], "a": "q\"\\\n\u{1}é/", "B": [:], "é": [], "z": ["k": 1]]
    #expect(
      JSONWriter.text(value) == #"{"B":{},"a":"q\"\\\n\u0001é/","b":[1,2.5,null,true],"z":{"k":1},"é":[]}"#)
    #expect(
      JSONWriter.text(["a": [1, [:]], "b": ["c": nil]], pretty: true) == """
        {
          "a": [
            1,
            {}
          ],
          "b": {
            "c": null
          }
        }
        """)
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (1e20, "100000000000000000000"), (1e21, "1e+21"),
      (123_456_789_012_345_680, "123456789012345680"), (0.000001, "0.000001"), (1.5e-7, "1.5e-7"),
      (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e+308"), (100, "100"), (.infinity, "null"), (.nan, "null"),
      (1e16, "10000000000000000"), (1234.5678, "1234.5678"),
    ] as [(Double, String)])
  func `a number has one form`(number: Double, expected: String) {
    #expect(JSONWriter.text(.number(number)) == expected)
  }

  @Test(arguments: [0, 1] as [UInt64])
  func `what is written is read back equal`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      let value = generator.value(depth: 4).json
      for pretty in [false, true] {
        let text = JSONWriter.text(value, pretty: pretty)
        #expect(try JSONReader.parse(text: text, file: nil).json == value, "\(text)")
      }
    }
  }
}

@Suite struct JSONReaderTests {
  @Test func `escapes and surrogate pairs are decoded`() throws {
    let node = try JSONReader.parse(
      text: #" {"a": "\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\", "b": [-1.5e3, true, null]} "#, file: nil)
    #expect(node.json["a"] == "é😀/\u{8}\u{C}\n\r\t\"\\")
    #expect(node.json["b"] == [-1500.0, true, nil])
  }

  @Test(arguments: [
    ("", 1, 1, "the document ends where a value was expected"),
    ("{\n  \"a\": 1,\n}", 3, 1, "expected a key in double quotes here"),
    ("[1 2]", 1, 4, "expected ',' or ']' here"),
    ("[1, 2", 1, 6, "the document ends where ',' or ']' was expected"),
    ("{\"a\" 1}", 1, 6, "expected ':' here"),
    ("{\"a\": 1, \"a\": 2}", 1, 10, "the key 'a' is given twice"),
    ("[01]", 1, 2, "expected a value here"), ("[1.]", 1, 2, "expected a value here"),
    ("[NaN]", 1, 2, "expected a value here"), ("[1e999]", 1, 2, "expected a value here"),
    ("{} x", 1, 4, "expected nothing after the document here"),
    ("\"é\\q\"", 1, 3, "the escape in this string is not one of JSON's"),
    ("\"\\ud800\"", 1, 2, "the escape in this string is not one of JSON's"),
    ("[\"abc", 1, 2, "the string is never closed"),
    ("\"a\nb\"", 1, 3, "a control character stands in a string"),
  ])
  func `broken JSON is refused where it is broken`(text: String, line: Int, column: Int, message: String) {
    let error = #expect(throws: DocumentError.self) { try JSONReader.parse(text: text, file: "x.json") }
    #expect(error?.message == message)
    #expect(error?.location.line == line)
    #expect(error?.location.column == column)
  }

  @Test func `depth is bounded`() {
    let error = #expect(throws: DocumentError.self) {
      try JSONReader.parse(text: String(repeating: "[", count: 100_000), file: nil)
    }
    #expect(error?.code == .limitExceeded)
  }
}
