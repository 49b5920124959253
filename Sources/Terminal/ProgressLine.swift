/// One line at the bottom of the terminal that says how far a long piece of work is.
///
/// It is redrawn on a terminal and silent everywhere else.
/// ```
/// let progress = console.progress("Proving", of: migrations.count)
/// for (index, migration) in migrations.enumerated() { progress.update(index, migration.name); … }
/// progress.finish()
/// ```
package struct ProgressLine: Sendable {
  private let console: Console
  private let label: String
  private let total: Int?

  init(_ label: String, of total: Int?, on console: Console) {
    self.label = label
    self.total = total
    self.console = console
  }

  /// Shows how much is done, and what is under way.
  package func update(_ done: Int, _ detail: String = "") {
    let count = total.map { "\(done)/\($0)" } ?? "\(done)"
    console.showProgress([label, count, PrintableText.line(detail)].filter { !$0.isEmpty }.joined(separator: " "))
  }

  /// Takes the line away.
  package func finish() { console.showProgress(nil) }
}
