import Diagnostics
import Schema
import SchemaDiff

/// The part of a review on locks, rewrites and lost data.
enum ReviewCosts {
  static func section(_ review: SchemaReview) -> ReportLayout.Section? {
    switch review.plan {
    case nil: nil
    case .failure(let error): refusal(error)
    case .success(let plan): plan.isEmpty ? nil : costs(plan)
    }
  }

  /// What a lock means for those who use the table.
  static func meaning(of lock: TableLock) -> String {
    let who =
      lock.mode.blocksReads ? "reads and writes wait" : lock.mode.blocksWrites ? "writes wait" : "nobody waits"
    return lock.isLong ? "\(who) while the whole table is read or written" : who
  }

  // MARK: - A plan

  private static func costs(_ plan: SchemaPlan) -> ReportLayout.Section {
    let effects = PlannedEffects(plan)
    let heading = """
      #### Locks, rewrites, losses

      Told from the two schemas, for the statements that Confiture would write. Those of the migrations may cost more.


      """
    var parts: [ReportLayout.Part] = []
    if plan.migrations.count > 1 { parts.append(part(steps(plan))) }
    parts += list("Lost:", effects.losses.map(effect))
    parts += table(effects.locks)
    parts += list("Written anew, with every row:", effects.rewrites.map { MarkdownText.code("\($0)") })
    parts += list("Fails if there is:", effects.conditions.map(effect))
    if parts.isEmpty { parts = [part("Nothing that exists before is locked, written anew or lost.\n\n")] }
    return ReportLayout.Section(heading, parts: parts) {
      "\nToo long to list as a whole: \($0) lines are left out.\n\n"
    }
  }

  private static func part(_ text: String) -> ReportLayout.Part {
    ReportLayout.Part(text, shorter: [(.parts, "")])
  }

  private static func steps(_ plan: SchemaPlan) -> String {
    let purposes = plan.migrations.prefix(12).map { MarkdownText.prose(MarkdownText.clip($0.purpose, to: 80)) }
    let more = plan.migrations.count > 12 ? " → …" : ""
    return "\(plan.migrations.count) steps, each committed before the next: "
      + purposes.joined(separator: " → ") + more + "\n\n"
  }

  private static func effect(_ effect: PlannedEffects.Effect) -> String {
    let by = MarkdownText.code(MarkdownText.clip("\(effect.object): \(effect.change)", to: 160))
    return "\(MarkdownText.prose(MarkdownText.clip(effect.text, to: 300))) (\(by))"
  }

  private static func list(_ title: String, _ items: [String]) -> [ReportLayout.Part] {
    items.enumerated().map { index, item in
      let start = index == 0 ? "**\(title)**\n\n" : ""
      return part("\(start)- \(item)\n" + (index == items.count - 1 ? "\n" : ""))
    }
  }

  private static func table(_ locks: [TableLock]) -> [ReportLayout.Part] {
    locks.enumerated().map { index, lock in
      let start = index == 0 ? "| table | strongest lock | meanwhile |\n| :-- | :-- | :-- |\n" : ""
      let cells = [MarkdownText.code("\(lock.table)"), "`\(lock.mode)`", meaning(of: lock)].map(MarkdownText.cell)
      return part("\(start)| \(cells.joined(separator: " | ")) |\n" + (index == locks.count - 1 ? "\n" : ""))
    }
  }

  // MARK: - No plan

  private static func refusal(_ error: SchemaDiffError) -> ReportLayout.Section {
    let lines =
      ["#### Locks, rewrites, losses", "", "Not known: Confiture would not write this change by itself."]
      + ["", "> " + MarkdownText.prose(MarkdownText.clip(error.message, to: 1_000))]
      + error.details.prefix(10).map { "> - " + MarkdownText.prose(MarkdownText.clip($0, to: 300)) }
    return ReportLayout.Section((lines + ["", ""]).joined(separator: "\n"))
  }
}
