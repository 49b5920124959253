import Testing

@testable import SchemaDiff

@Suite struct TextMergeTests {
  @Test(arguments: [
    ("a\nb\nc", "x\nb\nc", "a\nb\ny", "x\nb\ny"), ("a\nb\nc", "a\nb\nc", "a\nc", "a\nc"),
    ("a\nb\nc", "a\nn\nb\nc", "a\nb\nc\nm", "a\nn\nb\nc\nm"), ("a\nb", "a\nz", "a\nz", "a\nz"),
    ("", "a", "", "a"), ("a\nb\nc\nd", "b\nc\nd", "a\nb\nc", "b\nc"),
  ])
  func `edits of different lines go together`(base: String, ours: String, theirs: String, merged: String) {
    #expect(TextMerge.merge(base: base, ours: ours, theirs: theirs) == merged)
    #expect(TextMerge.merge(base: base, ours: theirs, theirs: ours) == merged)
  }

  @Test(arguments: [
    ("a\nb\nc", "a\nx\nc", "a\ny\nc"), ("a\nb", "a\nn\nb", "a\nm\nb"), ("a\nb\nc", "a\nc", "a\nx\nc"),
    ("a\nb", "x\nb", "a\ny"), ("é", "e\u{301}", "x"),
  ])
  func `edits of the same lines, or of lines beside each other, do not`(base: String, ours: String, theirs: String) {
    #expect(TextMerge.merge(base: base, ours: ours, theirs: theirs) == nil)
    #expect(TextMerge.merge(base: base, ours: theirs, theirs: ours) == nil)
  }

  @Test(
    arguments: [
      ("character varying(50)", "character varying(200)", "character varying(200)"), ("integer", "bigint", "bigint"),
      ("numeric(12,2)", "numeric(10,2)", "numeric(12,2)"), ("numeric(12,2)", "numeric(10,4)", nil),
      ("text", "integer", nil), ("character varying(50)", "text", nil), ("bigint", "smallint", "bigint"),
      ("character(5)", "character(9)", nil),
    ] as [(String, String, String?)])
  func `the larger type is known only where it holds all values`(left: String, right: String, wider: String?) {
    #expect(TypeWidening.wider(left, right) == wider)
    #expect(TypeWidening.wider(right, left) == wider)
  }
}
