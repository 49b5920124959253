import Diagnostics
import FoundationEssentials
import Postgres
import Schema
import SchemaDiff
import Scratch
import TestSupport
import Testing

@testable import Execution

private let corpora = ProcessInfo.processInfo.environment["CONFITURE_CORPORA"]
/// Each how-many-eth pair is proven; the whole takes a quarter of an hour.
private let stride = ProcessInfo.processInfo.environment["CONFITURE_GENERATION_EVERY"].flatMap { Int($0) } ?? 8

/// What Confiture writes for pairs of schemas is proven, or refused with a reason: both ways, for tables in use and not.
///
/// Every eighth pair; `CONFITURE_GENERATION_EVERY=1` takes all of them.
@Suite(.tags(.large), .serialized) struct GenerationCorpusTests {
  @Test(.enabled(if: corpora != nil), arguments: ["migra", "pgschema"], [false, true])
  func `migrations between real schemas are proven`(source: String, isOnline: Bool) throws {
    let root = "\(try #require(corpora))/diff/\(source)"
    var tally: [String: Int] = [:]
    var wrong: [String] = []
    let names = try FileManager.default.contentsOfDirectory(atPath: root).sorted()
    for (number, name) in names.enumerated() where number.isMultiple(of: max(stride, 1)) {
      guard let pair = Pair("\(root)/\(name)") else { continue }
      for (old, new, direction) in [(pair.old, pair.new, "forwards"), (pair.new, pair.old, "backwards")] {
        let ending = ending(pair.setup + old, pair.setup + new, isOnline)
        tally[ending.word, default: 0] += 1
        if ending.isWrong { wrong.append("\(name), \(direction): \(ending.word): \(ending.message)") }
      }
    }
    print("\(source), \(isOnline ? "online" : "offline"): \(tally.sorted { $0.key < $1.key })")
    for line in wrong { print("  \(line)") }
    let total = tally.values.reduce(0, +)
    #expect(Double(tally["proven", default: 0] + tally["cannot be loaded", default: 0]) >= 0.9 * Double(total))
  }

  private struct Pair {
    let setup: String
    let old: String
    let new: String

    init?(_ folder: String) {
      func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) + "\n" }
      }
      guard let old = text("old.sql"), let new = text("new.sql") else { return nil }
      (setup, self.old, self.new) = (text("setup.sql") ?? "", old, new)
    }
  }

  private struct Ending {
    let word: String
    var message = ""
    var isWrong = true
  }

  private func ending(_ old: String, _ new: String, _ isOnline: Bool) -> Ending {
    do {
      let bench = try GenerationBench()
      let settings = PlannerOptions(isOnline: isOnline, refusesAmbiguity: false)
      let generation: Generation
      do { generation = try bench.generate(from: old, to: new, settings: settings) } catch let error
        as PostgresError
      {
        return Ending(word: "cannot be loaded", message: error.message, isWrong: false)
      }
      let differences = generation.migrations.flatMap(\.differences)
      guard differences.isEmpty else {
        return Ending(word: "not reversible", message: differences.joined(separator: "; "))
      }
      let warnings = generation.notes.filter { $0.severity == .warning }
      if let warning = warnings.first { return Ending(word: "undeclared condition", message: warning.message) }
      return Ending(word: "proven", isWrong: false)
    } catch let error as any DiagnosedError {
      let diagnostic = error.diagnostic
      return Ending(
        word: diagnostic.code, message: ([diagnostic.message] + diagnostic.details).joined(separator: " | "))
    } catch {
      return Ending(word: "failed", message: "\(error)")
    }
  }
}
