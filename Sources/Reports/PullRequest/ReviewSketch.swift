import Schema

/// The part of a review that draws the tables that change, as mermaid's entity-relationship diagram.
enum ReviewSketch {
  /// How many of what is not drawn are named.
  private static let mostNames = 8

  static func section(_ review: SchemaReview) -> ReportLayout.Section? {
    let sketch = TableSketch(review)
    let unreadable = review.tables.unreadable
    guard !sketch.entities.isEmpty || !unreadable.isEmpty else { return nil }
    var notes: [String] = []
    if !sketch.left.isEmpty { notes.append("Not drawn: \(names(sketch.left.map { "table \($0)" })).") }
    if !unreadable.isEmpty { notes.append("Not drawn, as its text could not be read: \(names(unreadable)).") }
    let hidden = sketch.entities.filter { $0.hidden > 0 }
    if !hidden.isEmpty {
      let counts = hidden.map { "\(MarkdownText.code("\($0.name)")) \($0.hidden)" }
      notes.append("Columns not drawn: \(counts.joined(separator: ", ")).")
    }
    let said = notes.map { $0 + "\n\n" }.joined()
    guard !sketch.entities.isEmpty else { return ReportLayout.Section("#### Tables\n\n\(said)") }
    let command = MarkdownText.code(MarkdownText.clip(review.command, to: 300))
    let drawing = ["```mermaid"] + lines(sketch) + ["```"]
    let count = sketch.entities.count == 1 ? "one table" : "\(sketch.entities.count) tables"
    return ReportLayout.Section(
      "#### Tables\n\n",
      parts: [
        ReportLayout.Part(
          drawing.joined(separator: "\n") + "\n\n" + said,
          shorter: [(.sketch, "A sketch of \(count) is left out; \(command) shows what changes in them.\n\n")])
      ])
  }

  private static func names(_ all: [String]) -> String {
    let named = all.prefix(mostNames).map { MarkdownText.code(MarkdownText.clip($0, to: 140)) }.joined(
      separator: ", ")
    return all.count > mostNames ? "\(named) and \(all.count - mostNames) more" : named
  }

  // MARK: - Mermaid

  private static func lines(_ sketch: TableSketch) -> [String] {
    let ids = Dictionary(
      uniqueKeysWithValues: sketch.entities.enumerated().map { ($0.element.name, "t\($0.offset + 1)") })
    func id(_ name: QualifiedName) -> String { ids[name] ?? "" }
    return ["erDiagram"] + sketch.entities.flatMap { entity(id($0.name), $0) }
      + sketch.links.map { link in
        let child = link.isUnique ? "|o" : "}o"
        let line = link.note == "removed" ? ".." : "--"
        let parent = link.isOptional ? "o|" : "||"
        let label = MermaidText.quoted(link.name.text, note: link.note)
        return "  \(id(link.child)) \(child)\(line)\(parent) \(id(link.parent)) : \(label)"
      }
  }

  private static func entity(_ id: String, _ entity: TableSketch.Entity) -> [String] {
    ["  \(id)[\(MermaidText.quoted("\(entity.name)", note: entity.note))] {"]
      + entity.columns.map { field in
        var words = [MermaidText.type(field.type), MermaidText.word(field.name.text)]
        if !field.marks.isEmpty { words.append(field.marks.joined(separator: ", ")) }
        if let note = field.note { words.append(MermaidText.remark(note)) }
        return "    " + words.joined(separator: " ")
      } + ["  }"]
  }
}
