import History
import Schema
import SchemaDiff

/// The head of a review: marker, title and the table that says how much there is to look at.
enum ReviewSummary {
  /// How many losses are named in the table.
  private static let namedLosses = 3

  static func section(_ review: SchemaReview) -> ReportLayout.Section {
    let rows =
      objects(review.changes) + [("migrations", migrations(review.steps))]
      + [("data loss", losses(review.plan)), ("strongest lock", lock(review.plan))]
    let lines =
      [
        PullRequestComment.marker, facts(review), "### Schema: \(side(review.old)) → \(side(review.new))", "",
        "| objects | \(review.changes.isEmpty ? "none differs" : differ(review.changes.count)) |", "| :-- | :-- |",
      ] + rows.map { "| \($0.0) | \(MarkdownText.cell($0.1)) |" }
    return ReportLayout.Section((lines + ["", ""]).joined(separator: "\n"))
  }

  private static func side(_ side: SchemaReview.Side) -> String {
    let label = MarkdownText.code(MarkdownText.clip(side.label, to: 120))
    return side.commit.map { "\(label) (\($0))" } ?? label
  }

  /// The same for programs, in one line that does not show.
  private static func facts(_ review: SchemaReview) -> String {
    let effects = (try? review.plan?.get()).map(PlannedEffects.init)
    let lock = effects.map { $0.locks.first?.mode.description.replacing(" ", with: "_") ?? "none" }
    let facts: [(name: String, value: String?)] = [
      ("objects", "\(review.changes.count)"), ("migrations", number(review.steps?.count)),
      ("losses", number(effects?.losses.count)), ("rewrites", number(effects?.rewrites.count)), ("lock", lock),
    ]
    return "<!-- " + facts.map { "\($0.name)=\($0.value ?? "unknown")" }.joined(separator: " ") + " -->"
  }

  private static func number(_ count: Int?) -> String? { count.map(String.init) }

  // MARK: - Rows

  private static func differ(_ count: Int) -> String { count == 1 ? "1 differs" : "\(count) differ" }

  private static func objects(_ changes: [ObjectChange]) -> [(String, String)] {
    let kinds = Dictionary(grouping: changes) { $0.identity?.kind }
    let known = ObjectKind.allCases.compactMap { kind in
      kinds[kind].map { (kind.folder.replacing("_", with: " "), counts($0)) }
    }
    return known + (kinds[nil].map { [("other files", counts($0))] } ?? [])
  }

  private static func counts(_ changes: [ObjectChange]) -> String {
    let counts = ObjectChange.Kind.allCases.map { kind in (kind, changes.count { $0.kind == kind }) }
    return counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.word)" }.joined(separator: ", ")
  }

  private static func migrations(_ steps: [SchemaReview.Step]?) -> String {
    guard let steps else { return "not known, as one side is not a version" }
    guard !steps.isEmpty else { return "none" }
    let reverts = steps.count { $0.direction == .revert }
    let oneWay = steps.count { !$0.migration.manifest.reversible }
    var words: [String] = []
    if reverts < steps.count { words.append("\(steps.count - reverts) to apply") }
    if reverts > 0 { words.append("\(reverts) to revert") }
    if oneWay > 0 { words.append("**\(oneWay) with no complete way back**") }
    return words.joined(separator: ", ")
  }

  private static func losses(_ plan: Result<SchemaPlan, SchemaDiffError>?) -> String {
    guard let plan = try? plan?.get() else { return "not known" }
    let losses = PlannedEffects(plan).losses.map(\.text)
    guard !losses.isEmpty else { return "none" }
    let named = losses.prefix(namedLosses).map { MarkdownText.prose(MarkdownText.clip($0, to: 200)) }
    let more = losses.count > namedLosses ? " and \(losses.count - namedLosses) more" : ""
    return "⚠️ **\(named.joined(separator: "; "))**\(more)"
  }

  private static func lock(_ plan: Result<SchemaPlan, SchemaDiffError>?) -> String {
    guard let plan = try? plan?.get() else { return "not known" }
    guard let lock = PlannedEffects(plan).locks.first else { return "none on a table that exists before" }
    return "`\(lock.mode)` on \(MarkdownText.code("\(lock.table)")): \(ReviewCosts.meaning(of: lock))"
  }
}

extension ObjectChange.Kind {
  /// What happened to an object, in a word or a few.
  var word: String {
    switch self {
    case .added: "added"
    case .removed: "removed"
    case .modified: "changed"
    case .columnOrderOnly: "with columns in another order"
    }
  }
}
