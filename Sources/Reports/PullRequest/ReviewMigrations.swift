import History
import Schema

/// The part of a review on the migrations between two versions.
enum ReviewMigrations {
  /// The table.
  static func section(_ review: SchemaReview) -> ReportLayout.Section? {
    guard let steps = review.steps, !steps.isEmpty else { return nil }
    let requirements = requirements(of: steps)
    let columns = [
      steps.contains { $0.direction == .revert } ? "" : nil, "migration", "change", "way back",
      requirements.contains { !$0.isEmpty } ? "requires" : nil,
    ]
    let heading =
      ["#### Migrations", ""]
      + [columns.compactMap(\.self), columns.compactMap { $0.map { _ in ":--" } }].map(row) + [""]
    let rows = steps.indices.map { index in
      let cells = cells(of: steps[index], requiring: requirements[index])
      let shown = zip(columns, cells).compactMap { $0 == nil ? nil : MarkdownText.cell($1) }
      return ReportLayout.Part(row(shown) + (index == steps.count - 1 ? "\n\n" : "\n"), shorter: [(.parts, "")])
    }
    return ReportLayout.Section(heading.joined(separator: "\n"), parts: rows) { count in
      "\nThe last \(count) are left out: \(MarkdownText.code(logCommand(review))) lists them.\n\n"
    }
  }

  /// Their SQL, folded.
  static func statements(_ review: SchemaReview) -> ReportLayout.Section? {
    guard let steps = review.steps, !steps.isEmpty else { return nil }
    let parts = steps.map { step in
      let name = MarkdownText.clip(step.migration.name, to: 120)
      let command = MarkdownText.code("confiture show \(step.commit)")
      let left = "The SQL of \(MarkdownText.code(name)) is left out: \(command)\n\n"
      return ReportLayout.Part(
        details(step, name), shorter: [(.statements, left), (.parts, "")])
    }
    return ReportLayout.Section("#### SQL of the migrations\n\n", parts: parts) { count in
      "That of \(count) more is left out: `confiture show <migration>`\n\n"
    }
  }

  private static func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

  /// What each requires besides what was there before and the one above it.
  private static func requirements(of steps: [SchemaReview.Step]) -> [[String]] {
    let names = Set(steps.map { Identifier($0.migration.name) })
    return steps.indices.map { index in
      let manifest = steps[index].migration.manifest
      return (manifest.requires + manifest.inferredRequires).filter { required in
        names.contains(Identifier(required)) && (index == 0 || steps[index - 1].migration.name != required)
      }
    }
  }

  private static func cells(of step: SchemaReview.Step, requiring required: [String]) -> [String] {
    let (migration, manifest) = (step.migration, step.migration.manifest)
    var name = MarkdownText.code(MarkdownText.clip(migration.name, to: 120))
    if !isSaid(manifest.title, by: migration.name) {
      name += " " + MarkdownText.prose(MarkdownText.clip(manifest.title, to: 120))
    }
    if manifest.writesData { name += " · writes data" }
    if !manifest.losses.isEmpty { name += " · **loses** \(list(manifest.losses))" }
    let named = required.prefix(5).map { MarkdownText.code(MarkdownText.clip($0, to: 80)) }
    return [
      step.direction == .apply ? "apply" : "revert", name, MarkdownText.code(manifest.change.short()),
      wayBack(manifest), named.joined(separator: ", ") + (required.count > 5 ? ", …" : ""),
    ]
  }

  private static func list(_ lines: [String]) -> String {
    lines.prefix(3).map { MarkdownText.prose(MarkdownText.clip($0, to: 160)) }.joined(separator: "; ")
      + (lines.count > 3 ? "; …" : "")
  }

  /// Whether a name such as `20260131-add-users` says as much as the title.
  private static func isSaid(_ title: String, by name: String) -> Bool {
    func letters(_ text: String) -> String { String(text.lowercased().filter(\.isLetter)) }
    return letters(title) == letters(name)
  }

  private static func wayBack(_ manifest: MigrationManifest) -> String {
    if manifest.reversible { return "restores the schema" }
    let differences = manifest.differences
    return differences.isEmpty ? "**does not restore the schema**" : "**does not restore** \(list(differences))"
  }

  private static func details(_ step: SchemaReview.Step, _ name: String) -> String {
    let texts = [
      ("up.sql", step.migration.up), ("down.sql", step.migration.down), ("verify.sql", step.migration.verify),
    ]
    let blocks = texts.flatMap { file, text -> [String] in
      guard let text, !text.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x0A }) else { return [] }
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      while lines.last?.isEmpty == true { lines.removeLast() }
      return ["`\(file)`", ""] + MarkdownText.block(lines, "sql") + [""]
    }
    return MarkdownText.details("<code>\(MarkdownText.html(name))</code>", blocks.dropLast()).joined(separator: "\n")
      + "\n\n"
  }

  private static func logCommand(_ review: SchemaReview) -> String {
    let sides = [review.old, review.new].map { MarkdownText.clip($0.commit ?? $0.label, to: 120) }
    return "confiture log \(sides.joined(separator: ".."))"
  }
}
