internal import Diagnostics
internal import History
internal import Schema

/// What a proof should tell although the migration ran.
enum ProofWarnings {
  static func warnings(
    for texts: MigrationTexts, parent: Snapshot, result: Snapshot, today: CommitDate
  ) -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    let new = Set(result.uncovered).subtracting(parent.uncovered).sorted()
    if !new.isEmpty {
      warnings.append(
        Diagnostic(
          .warning, code: "snapshot.uncovered",
          "\(texts.name) makes objects that a snapshot does not hold yet: they are run, but not compared",
          details: new.map(\.description)))
    }
    let dated = namesOfToday(texts, parent: parent, result: result, today: today)
    if !dated.isEmpty {
      warnings.append(
        Diagnostic(
          .warning, code: "snapshot.depends-on-date",
          "\(texts.name) names objects by today's date: the schema it leads to differs from day to day",
          details: dated,
          hints: ["create such partitions from a scheduled job rather than in a migration"]))
    }
    return warnings
  }

  /// New objects whose name bears a day within a week of today that the migration's text does not spell out.
  private static func namesOfToday(
    _ texts: MigrationTexts, parent: Snapshot, result: Snapshot, today: CommitDate
  ) -> [String] {
    let known = Set(parent.files.map(\.path))
    let days = (-8...8).flatMap { offset in
      let day = CommitDate(seconds: today.seconds + Int64(offset) * 86_400).day
      return ["", "_", "-"].map { separator in day.split(separator: "-").joined(separator: separator) }
    }
    return result.files.filter { file in
      !known.contains(file.path)
        && days.contains { file.identity.name.text.contains($0) && !texts.up.text.contains($0) }
    }.map(\.identity.description)
  }
}
