import Terminal
import Testing

@Suite struct TableTests {
  @Test func `columns are aligned and lines end without spaces`() {
    var table = Table(["TARGET", "VERSION", "BEHIND"], alignment: [.leading, .leading, .trailing])
    table.add("production", "4f2a91c", "3")
    table.add("日本", "", "12")
    table.add("é", "x")
    #expect(
      table.text() == """
        TARGET      VERSION  BEHIND
        production  4f2a91c       3
        日本                     12
        é           x

        """)
    #expect(Table().text() == "")
  }

  @Test func `styled cells take the room of their text`() {
    let style = Style(color: true)
    var table = Table()
    table.add(style.green("up"), "x")
    table.add("down", "y")
    #expect(table.lines() == ["\u{1B}[32mup\u{1B}[0m    x", "down  y"])
  }

  @Test func `the last column is cut at the width`() {
    var table = Table()
    table.add("name", "a text that goes on and on")
    #expect(table.lines(width: 20) == ["name  a text that g…"])
  }
}

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("👩‍👩‍👧", 2), ("\u{1B}[1;31mred\u{1B}[0m", 3), ("—…", 2),
    ("❤️", 2), ("한글", 4), ("\u{200B}", 0),
  ])
  func `a text has a width in columns`(text: String, expected: Int) {
    #expect(DisplayWidth.of(text) == expected)
  }

  @Test(arguments: [("abcdef", 4, "abc…"), ("abcd", 4, "abcd"), ("日本語", 4, "日…"), ("abc", 1, "…"), ("abc", 0, "")])
  func `a text is cut at a width`(text: String, width: Int, expected: String) {
    #expect(DisplayWidth.truncated(text, to: width) == expected)
  }
}
