import Testing

@testable import Postgres

@Suite struct SQLTextTests {
  @Test func `values are bound, names quoted, raw text is labelled`() {
    let name = "Robert'); DROP"
    let sql: SQLText =
      "SELECT \(identifier: "a\"b", "c") FROM t WHERE n = \(name) AND k = \(3) \(unescaped: "-- raw")"
    #expect(sql.text == "SELECT \"a\"\"b\".\"c\" FROM t WHERE n = $1 AND k = $2 -- raw")
    #expect(sql.parameters == [name, "3"])
  }

  @Test func `spliced SQL keeps its values, renumbered`() {
    let inner: SQLText = "b = \("two") OR c = \("three")"
    let sql: SQLText = "WHERE a = \("one") AND (\(sql: inner)) AND d = \("four")"
    #expect(sql.text == "WHERE a = $1 AND (b = $2 OR c = $3) AND d = $4")
    #expect(sql.parameters == ["one", "two", "three", "four"])
  }

  @Test func `each type has its text form`() {
    let nothing: String? = nil
    let bytes: [UInt8] = [0, 255, 16]
    let holes: [String?] = ["a\"b\\c", nil, "NULL", ""]
    let sql: SQLText = "\(true) \(Int32(-4)) \(1.5) \(bytes) \(nothing) \(holes) \([1, 2])"
    #expect(
      sql.parameters == ["t", "-4", "1.5", "\\x00ff10", nil, #"{"a\"b\\c",NULL,"NULL",""}"#, #"{"1","2"}"#])
  }

  @Test(arguments: [
    ("plain", "'plain'"), ("it's", "'it''s'"), (#"a\b'c"#, #" E'a\\b''c'"#), ("", "''"),
  ])
  func `constants are quoted`(text: String, expected: String) {
    let sql: SQLText = "\(literal: text)"
    #expect(sql.text == expected)
    #expect(sql.parameters.isEmpty)
  }

  @Test func `pieces are joined`() {
    let rows = [("a", 1), ("b", 2)].map { name, number -> SQLText in "(\(name), \(number))" }
    let sql: SQLText = "VALUES \(sql: .joined(rows, separator: ", "))"
    #expect(sql.text == "VALUES ($1, $2), ($3, $4)")
  }
}

@Suite struct ValueTextTests {
  @Test(
    arguments: [
      ("{}", []), ("{a,b}", ["a", "b"]), (#"{"a,b","c\"d",NULL,"NULL",""}"#, ["a,b", "c\"d", nil, "NULL", ""]),
      ("[0:1]={x,y}", ["x", "y"]), ("{{1,2},{3,4}}", ["1", "2", "3", "4"]), (#"{"{}","}"}"#, ["{}", "}"]),
    ] as [(String, [String?])])
  func `arrays are read`(text: String, expected: [String?]) {
    #expect(ValueText.elements(ofArray: text.utf8) == expected)
  }

  @Test func `what is written as an array reads back`() {
    let elements: [String?] = ["", nil, "null", "a b", "{}", "\\", "\"", "é", ","]
    #expect(ValueText.elements(ofArray: ValueText.array(elements).utf8) == elements)
  }

  @Test func `bytes are read in both formats`() {
    #expect(ValueText.bytes(ofBytea: Array("\\x00fFa1".utf8)) == [0, 255, 161])
    #expect(ValueText.bytes(ofBytea: Array("a\\\\b\\001\\377".utf8)) == [97, 92, 98, 1, 255])
    #expect(ValueText.bytes(ofBytea: Array("\\x".utf8)) == [])
  }
}

@Suite struct ServerPositionTests {
  @Test func `characters from 1 become UTF-8 offsets from 0`() {
    let text = "é😀x"
    #expect((0...5).map { ServerPosition.utf8Offset(ofCharacter: $0, in: text) } == [nil, 0, 2, 6, 7, nil])
  }
}
