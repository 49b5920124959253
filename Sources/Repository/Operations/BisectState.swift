internal import Diagnostics
internal import Documents
package import GitStore
package import History

/// A bisection that goes on over several commands, kept below `.git/confiture`.
package struct BisectState: Sendable, Equatable {
  package var bisection: Bisection
  /// The version that is being looked at.
  package var current: ObjectID?
  /// The commands so far, for `bisect log`.
  package var log: [String]

  package init(_ bisection: Bisection = Bisection(), log: [String] = []) {
    self.bisection = bisection
    self.log = log
  }

  private static func file(_ project: Project) -> StateFile { StateFile("bisect.json", in: project.store) }

  /// `nil` when no bisection was started.
  package static func current(in project: Project) throws -> BisectState? {
    try file(project).read().map(BisectState.init(jsonText:))
  }

  package func store(in project: Project) throws { try Self.file(project).write(jsonText) }

  package static func clear(in project: Project) throws { try file(project).remove() }

  private var jsonText: String {
    let document: [String: JSONValue] = [
      "format": 1, "bad": .optional(bisection.bad?.hex), "good": .strings(bisection.good.map(\.hex)),
      "skipped": .strings(bisection.skipped.map(\.hex).sorted()), "current": .optional(current?.hex),
      "log": .strings(log),
    ]
    return JSONWriter.text(.object(document), pretty: true) + "\n"
  }

  private init(jsonText text: String) throws {
    var keys = try JSONReader.parse(text: text, file: ".git/confiture/bisect.json").mapping()
    func ids(_ texts: [String]) -> [ObjectID] { texts.compactMap { ObjectID(hex: $0) } }
    bisection = Bisection(
      bad: try keys.take("bad")?.string().asObjectID, good: ids(try keys.take("good")?.strings() ?? []),
      skipped: Set(ids(try keys.take("skipped")?.strings() ?? [])))
    current = try keys.take("current")?.string().asObjectID
    log = try keys.take("log")?.strings() ?? []
  }
}

extension String {
  fileprivate var asObjectID: ObjectID? { ObjectID(hex: self) }
}
