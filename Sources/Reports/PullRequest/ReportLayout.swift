/// A report of bounded size: what is too much gives way to shorter forms, in an order that depends on nothing else.
struct ReportLayout {
  /// What gives way first, second, …
  enum Stage: Int, CaseIterable {
    case differences
    case statements
    case sketch
    case words
    /// What is left of a part, last of the longest section first.
    case parts
  }

  /// A piece of text with shorter forms of itself, each with the stage at which it is taken.
  struct Part {
    private(set) var text: String
    private var shorter: ArraySlice<(stage: Stage, text: String)>

    init(_ text: String, shorter: [(stage: Stage, text: String)] = []) {
      self.text = text
      self.shorter = shorter[...]
    }

    var isGone: Bool { text.isEmpty }

    func yields(at stage: Stage) -> Bool { shorter.first?.stage == stage }

    /// Takes the next form; returns how many bytes that saves.
    mutating func shorten() -> Int {
      guard let next = shorter.popFirst() else { return 0 }
      defer { text = next.text }
      return text.utf8.count - next.text.utf8.count
    }
  }

  /// Parts below a heading.
  struct Section {
    let heading: String
    var parts: [Part]
    /// Says how many parts are not there.
    let remainder: (Int) -> String

    init(_ heading: String, parts: [Part] = [], remainder: @escaping (Int) -> String = { _ in "" }) {
      self.heading = heading
      self.parts = parts
      self.remainder = remainder
    }

    var byteCount: Int { parts.reduce(heading.utf8.count) { $0 + $1.text.utf8.count } }

    var text: String {
      let gone = parts.count(where: \.isGone)
      return heading + parts.map(\.text).joined() + (gone > 0 ? remainder(gone) : "")
    }
  }

  private(set) var sections: [Section]

  /// Lays sections out in less than so many bytes.
  ///
  /// Headings and remainders stay, so they must be short.
  init(_ sections: [Section], below limit: Int) {
    self.sections = sections
    // Those who count what is gone must have room to say so.
    let reserve = sections.reduce(0) { $0 + $1.remainder($1.parts.count).utf8.count }
    var excess = sections.reduce(0) { $0 + $1.byteCount } + reserve - limit + 1
    // One that is long by itself makes no others go.
    for stage in [Stage.differences, .statements] { shorten(at: stage, longerThan: limit / 3, &excess) }
    for stage in Stage.allCases where excess > 0 {
      if stage == .parts { removeParts(&excess) } else { shorten(at: stage, &excess) }
    }
  }

  var text: String { sections.map(\.text).joined() }

  /// The longest first; of those as long as each other, the last.
  private mutating func shorten(at stage: Stage, longerThan size: Int = 0, _ excess: inout Int) {
    let places = sections.indices.flatMap { section in
      sections[section].parts.indices.filter { sections[section].parts[$0].yields(at: stage) }
        .map { (size: sections[section].parts[$0].text.utf8.count, section: section, part: $0) }
    }
    for place in places.filter({ $0.size > size }).sorted(by: >) {
      guard excess > 0 else { return }
      excess -= sections[place.section].parts[place.part].shorten()
    }
  }

  private mutating func removeParts(_ excess: inout Int) {
    var sizes = sections.map(\.byteCount)
    var left = sections.map { section in section.parts.indices.filter { section.parts[$0].yields(at: .parts) } }
    while excess > 0 {
      let candidates = sections.indices.filter { !left[$0].isEmpty }
      guard let section = candidates.max(by: { sizes[$0] < sizes[$1] }), let part = left[section].popLast() else {
        return
      }
      let saved = sections[section].parts[part].shorten()
      sizes[section] -= saved
      excess -= saved
    }
  }
}
